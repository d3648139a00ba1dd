/** A user calls again although the first call arrived: the page was reloaded, the job queue retried. Offered by a suite's client hosts. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { strikeOffered } from '../offered.ts';

/** `target`, a client, sends its last call again. */
export interface DuplicateCallFault extends FaultBase {
  readonly kind: 'duplicate-call';
}

/** See the file's head. */
export const duplicateCall: FaultKind<DuplicateCallFault> = {
  kind: 'duplicate-call',
  description: "a client sends its last call again (the user's retry)",
  fields: {},
  life: 'running',
  isOffered: true,
  describe: () => 'sends its last call again: a duplicate',
  lastsMs: () => 0,
  occupies: () => [],
  apply: (strike) => strikeOffered(strike, 0),
};
