/** A machine's wall clock is set, once and for good: a time service that has noticed an offset, or somebody with `date`. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { signedMs } from '../fields.ts';

/** Sets the wall clock of `target` forward by `stepMs`, back when negative. */
export interface ClockStepFault extends FaultBase {
  readonly kind: 'clock-step';
  readonly stepMs: number;
}

/** See the file's head. */
export const clockStep: FaultKind<ClockStepFault> = {
  kind: 'clock-step',
  description: "a machine's wall clock jumps, forward or back",
  fields: { stepMs: signedMs },
  describe: ({ stepMs }) => `its wall clock jumps ${stepMs < 0 ? 'back' : 'forward'} by ${Math.abs(stepMs)}ms`,
  lastsMs: () => 0,
  occupies: () => [],
  apply: (strike) => {
    if (strike.host === null) return false;
    strike.tell();
    strike.host.clock.step(strike.fault.stepMs);
    strike.over();
    return true;
  },
};
