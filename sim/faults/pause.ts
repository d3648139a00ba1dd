/** A host executes nothing for a while: an event-loop stall, a garbage collection, SIGSTOP. Bytes and due timers wait for it. */
import { targetOf, type FaultBase, type FaultKind } from './fault.ts';

/** Pauses `target` for `forMs`. */
export interface PauseFault extends FaultBase {
  readonly kind: 'pause';
  readonly forMs: number;
}

/** See the file's head. */
export const pause: FaultKind<PauseFault> = {
  kind: 'pause',
  description: 'a host executes nothing for a while (event-loop stall, SIGSTOP)',
  describe: (fault) => `paused for ${fault.forMs}ms`,
  apply: (world, fault) => {
    const host = targetOf(world, fault.target);
    if (host === null || host.state !== 'running') return;
    world.fault(fault.target, pause.describe(fault));
    const { incarnation } = host;
    host.pause();
    world.at(world.nowMs + fault.forMs, `fault/resume/${fault.target}`, () => {
      if (host.incarnation === incarnation) host.resume();
    });
  },
};
