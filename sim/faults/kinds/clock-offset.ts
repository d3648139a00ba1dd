/** A machine's wall clock is wrong for a while, or for good: its time service has lost its peers. What `Date` says is off, timers are not. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMsOrNever, signedMs } from '../fields.ts';

/** Puts the wall clock of `target` `offsetMs` ahead (behind when negative); back after `forMs`, never when it is null. */
export interface ClockOffsetFault extends FaultBase {
  readonly kind: 'clock-offset';
  readonly offsetMs: number;
  readonly forMs: number | null;
}

/** See the file's head. */
export const clockOffset: FaultKind<ClockOffsetFault> = {
  kind: 'clock-offset',
  description: "a machine's wall clock is wrong for a while, or for good",
  fields: { offsetMs: signedMs, forMs: durationMsOrNever },
  describe: ({ offsetMs, forMs }) =>
    `its wall clock is ${Math.abs(offsetMs)}ms ${offsetMs < 0 ? 'behind' : 'ahead'}${forMs === null ? '' : ` for ${forMs}ms`}`,
  lastsMs: ({ forMs }) => forMs,
  occupies: ({ target }) => [`clock offset of ${target}`],
  apply: (strike) => {
    const { host, fault } = strike;
    if (host === null) return false;
    strike.tell();
    host.clock.step(fault.offsetMs);
    strike.healIn(fault.forMs, () => host.clock.step(-fault.offsetMs));
    return true;
  },
};
