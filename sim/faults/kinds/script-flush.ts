/** A Redis forgets its scripts (SCRIPT FLUSH, or a failover to a replica that never saw them): EVALSHA answers NOSCRIPT. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { strikeOffered } from '../offered.ts';

/** `target`, a Redis, forgets all scripts. */
export interface ScriptFlushFault extends FaultBase {
  readonly kind: 'script-flush';
}

/** See the file's head. */
export const scriptFlush: FaultKind<ScriptFlushFault> = {
  kind: 'script-flush',
  description: 'a Redis forgets its scripts',
  fields: {},
  life: 'running',
  isOffered: true,
  describe: () => 'its script cache is flushed',
  lastsMs: () => 0,
  occupies: () => [],
  apply: (strike) => strikeOffered(strike, 0),
};
