/** Connections die without anybody being told: a firewall that forgot them, a machine that was replaced. What is sent on them vanishes. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs, optional, peer } from '../fields.ts';

/** The present connections between `target` and `peer` go dead; with `forMs` those still open then time out at both ends. */
export interface HalfOpenFault extends FaultBase {
  readonly kind: 'half-open';
  readonly peer: string;
  readonly forMs?: number;
}

/** See the file's head. */
export const halfOpen: FaultKind<HalfOpenFault> = {
  kind: 'half-open',
  description: 'connections go dead silently: what is sent on them vanishes',
  fields: { peer, forMs: optional(durationMs) },
  describe: ({ peer: other, forMs }) =>
    `connections to ${other} half open${forMs === undefined ? '' : ` for ${forMs}ms, then they time out`}`,
  lastsMs: ({ forMs }) => forMs ?? null,
  occupies: () => [],
  apply: (strike) => {
    const { fault, world } = strike;
    const timeOut = world.network.halfOpen(fault.target, fault.peer);
    if (timeOut === null) return false;
    strike.tell();
    strike.healIn(fault.forMs ?? null, timeOut);
    return true;
  },
};
