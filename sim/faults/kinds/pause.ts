/** A host executes nothing for a while: an event-loop stall, a garbage collection, SIGSTOP. Bytes and due timers wait for it. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs } from '../fields.ts';

/** Pauses `target` for `forMs`. */
export interface PauseFault extends FaultBase {
  readonly kind: 'pause';
  readonly forMs: number;
}

/** See the file's head. */
export const pause: FaultKind<PauseFault> = {
  kind: 'pause',
  description: 'a host executes nothing for a while (event-loop stall, SIGSTOP)',
  fields: { forMs: durationMs },
  life: 'running',
  // A process that stalls does so before it hears of what it did; as an event of its own the pause could come after the reply.
  isImmediate: true,
  describe: ({ forMs }) => `paused for ${forMs}ms`,
  lastsMs: ({ forMs }) => forMs,
  occupies: ({ target }) => [`standstill of ${target}`],
  apply: (strike) => {
    const { host, fault } = strike;
    if (host?.state !== 'running') return false;
    strike.tell();
    const { incarnation } = host;
    host.pause();
    strike.healIn(fault.forMs, () => {
      if (host.incarnation === incarnation) host.resume();
    });
    return true;
  },
};
