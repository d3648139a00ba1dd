/**
 * A Redis has as many clients as it takes (`maxclients`, or file descriptors): who connects is answered `ERR max number of clients reached` and
 * disconnected. Those who are there stay, so it hurts whoever has to reconnect.
 */
import type { FaultBase, FaultKind } from '../fault.ts';
import { count, durationMs } from '../fields.ts';
import { strikeOffered } from '../offered.ts';

/** The Redis `target` takes no client beyond so many `connections` for `forMs`; 0 takes no new ones at all. */
export interface ConnectionLimitFault extends FaultBase {
  readonly kind: 'connection-limit';
  readonly forMs: number;
  readonly connections: number;
}

/** See the file's head. */
export const connectionLimit: FaultKind<ConnectionLimitFault> = {
  kind: 'connection-limit',
  description: 'a Redis takes no further clients for a while (maxclients)',
  fields: { forMs: durationMs, connections: count },
  life: 'running',
  isOffered: true,
  describe: ({ forMs, connections }) => `takes no client beyond ${connections} for ${forMs}ms`,
  lastsMs: ({ forMs }) => forMs,
  occupies: ({ target }) => [`connection limit of ${target}`],
  apply: (strike) => strikeOffered(strike, strike.fault.forMs),
};
