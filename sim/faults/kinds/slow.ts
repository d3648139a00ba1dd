/** A host is slow for a while: every timer and every message reaches it late, but in order and one by one, unlike behind a pause. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs } from '../fields.ts';

/** For `forMs` everything reaches `target` `delayMs` later. */
export interface SlowFault extends FaultBase {
  readonly kind: 'slow';
  readonly forMs: number;
  readonly delayMs: number;
}

/** See the file's head. */
export const slow: FaultKind<SlowFault> = {
  kind: 'slow',
  description: 'every timer and every message reaches a host late',
  fields: { forMs: durationMs, delayMs: durationMs },
  life: 'running',
  describe: ({ forMs, delayMs }) => `${delayMs}ms late in everything for ${forMs}ms`,
  lastsMs: ({ forMs }) => forMs,
  occupies: ({ target }) => [`slowness of ${target}`],
  apply: (strike) => {
    const { host, fault } = strike;
    if (host === null) return false;
    strike.tell();
    const { incarnation } = host;
    host.slow(fault.delayMs);
    strike.healIn(fault.forMs, () => {
      if (host.incarnation === incarnation) host.slow(0);
    });
    return true;
  },
};
