/** A Redis answers LOADING for a while: it reads its data set, after a restart or for a full resynchronisation. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs } from '../fields.ts';
import { strikeOffered } from '../offered.ts';

/** `target`, a Redis, answers almost every command with LOADING for `forMs`. */
export interface LoadingFault extends FaultBase {
  readonly kind: 'loading';
  readonly forMs: number;
}

/** See the file's head. */
export const loading: FaultKind<LoadingFault> = {
  kind: 'loading',
  description: 'a Redis answers LOADING for a while',
  fields: { forMs: durationMs },
  life: 'running',
  isOffered: true,
  describe: ({ forMs }) => `loading its data set for ${forMs}ms`,
  lastsMs: ({ forMs }) => forMs,
  occupies: ({ target }) => [`loading of ${target}`],
  apply: (strike) => strikeOffered(strike, strike.fault.forMs),
};
