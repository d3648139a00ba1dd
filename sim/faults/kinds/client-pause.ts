/**
 * Somebody runs CLIENT PAUSE, as an orderly failover does: commands wait, all of them or only those that could write, and are executed in order
 * when it is over. A client sees a slow Redis, and its timeouts.
 */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs, oneOf } from '../fields.ts';
import { strikeOffered } from '../offered.ts';

/** The Redis `target` lets commands wait for `forMs`: `all`, or those that `write`. */
export interface ClientPauseFault extends FaultBase {
  readonly kind: 'client-pause';
  readonly forMs: number;
  readonly mode: 'all' | 'write';
}

/** See the file's head. */
export const clientPause: FaultKind<ClientPauseFault> = {
  kind: 'client-pause',
  description: 'a Redis lets the commands of its clients wait, all or those that write (CLIENT PAUSE)',
  fields: { forMs: durationMs, mode: oneOf('all', 'write') },
  life: 'running',
  isOffered: true,
  describe: ({ forMs, mode }) => `lets ${mode === 'all' ? 'all commands' : 'writes'} wait for ${forMs}ms`,
  lastsMs: ({ forMs }) => forMs,
  occupies: ({ target }) => [`pause of clients of ${target}`],
  apply: (strike) => strikeOffered(strike, strike.fault.forMs),
};
