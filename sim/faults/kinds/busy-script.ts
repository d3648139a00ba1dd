/** Somebody runs a script that goes on and on: Redis answers nobody at first, then BUSY, until the script ends or somebody kills it. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs, oneOf, optional } from '../fields.ts';
import { strikeOffered } from '../offered.ts';

/**
 * A script runs for `forMs` on the Redis `target`. Up to its `busy-reply-threshold` (5 s, unless CONFIG SET says otherwise) everybody waits,
 * then everybody is answered BUSY. SCRIPT KILL ends it, except when it `hasWritten`: then it is UNKILLABLE.
 */
export interface BusyScriptFault extends FaultBase {
  readonly kind: 'busy-script';
  readonly forMs: number;
  readonly script?: 'reads' | 'writes';
}

/** See the file's head. */
export const busyScript: FaultKind<BusyScriptFault> = {
  kind: 'busy-script',
  description: 'a script runs for long on a Redis: everybody waits, and is answered BUSY after 5 s',
  fields: { forMs: durationMs, script: optional(oneOf('reads', 'writes')) },
  life: 'running',
  isOffered: true,
  describe: ({ forMs, script }) =>
    `is busy with a script for ${forMs}ms${script === 'writes' ? ', which has written and cannot be killed' : ''}`,
  lastsMs: ({ forMs }) => forMs,
  occupies: ({ target }) => [`standstill of ${target}`],
  apply: (strike) => strikeOffered(strike, strike.fault.forMs),
};
