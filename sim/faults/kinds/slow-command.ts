/** Somebody runs a slow command (KEYS on a large keyspace, a long script): Redis has one thread, so everybody waits. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs } from '../fields.ts';
import { strikeOffered } from '../offered.ts';

/** `target`, a Redis, answers nobody for `forMs`. */
export interface SlowCommandFault extends FaultBase {
  readonly kind: 'slow-command';
  readonly forMs: number;
}

/** See the file's head. */
export const slowCommand: FaultKind<SlowCommandFault> = {
  kind: 'slow-command',
  description: 'a Redis runs a slow command, and everybody waits',
  fields: { forMs: durationMs },
  life: 'running',
  isOffered: true,
  describe: ({ forMs }) => `stalled by a slow command for ${forMs}ms`,
  lastsMs: ({ forMs }) => forMs,
  occupies: ({ target }) => [`standstill of ${target}`],
  apply: (strike) => strikeOffered(strike, strike.fault.forMs),
};
