/** A host that is down starts again: the second half of a crash without an end of its own. */
import type { FaultBase, FaultKind } from '../fault.ts';

/** Restarts `target`, which must be down. */
export interface RestartFault extends FaultBase {
  readonly kind: 'restart';
}

/** See the file's head. */
export const restart: FaultKind<RestartFault> = {
  kind: 'restart',
  description: 'starts a host that is down',
  fields: {},
  life: 'restart',
  describe: () => 'is restarted',
  lastsMs: () => 0,
  occupies: () => [],
  apply: (strike) => {
    if (strike.host?.state !== 'down') return false;
    strike.tell();
    strike.host.restart();
    strike.over();
    return true;
  },
};
