/** A replica is behind: it takes in what its master did only after a while. Reads from it are old, and WAIT waits for it. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs } from '../fields.ts';
import { strikeOffered } from '../offered.ts';

/** For `forMs` the replica on `target` takes in everything `lagMs` after it has received it. */
export interface ReplicaLagFault extends FaultBase {
  readonly kind: 'replica-lag';
  readonly lagMs: number;
  readonly forMs: number;
}

/** See the file's head. */
export const replicaLag: FaultKind<ReplicaLagFault> = {
  kind: 'replica-lag',
  description: 'a replica of a Redis is behind its master',
  fields: { lagMs: durationMs, forMs: durationMs },
  life: 'running',
  isOffered: true,
  describe: ({ lagMs, forMs }) => `is ${lagMs}ms behind its master for ${forMs}ms`,
  lastsMs: ({ forMs }) => forMs,
  occupies: ({ target }) => [`lag of ${target}`],
  apply: (strike) => strikeOffered(strike, strike.fault.forMs),
};
