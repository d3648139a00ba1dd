/** A host cannot look up another one's name for a while: connects by name and `dns.lookup` fail; connections that are open go on. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs, oneOf, peer } from '../fields.ts';

/** On `target` look-ups of `peer` fail for `forMs`: there is no such name, or the name server does not answer. */
export interface DnsFault extends FaultBase {
  readonly kind: 'dns';
  readonly peer: string;
  readonly forMs: number;
  readonly code: 'ENOTFOUND' | 'EAI_AGAIN';
}

/** See the file's head. */
export const dns: FaultKind<DnsFault> = {
  kind: 'dns',
  description: "a host cannot look up another one's name for a while",
  fields: { peer, forMs: durationMs, code: oneOf('ENOTFOUND', 'EAI_AGAIN') },
  describe: (fault) => `cannot look up ${fault.peer} for ${fault.forMs}ms (${fault.code})`,
  lastsMs: ({ forMs }) => forMs,
  occupies: (fault) => [`look-up of ${fault.peer} on ${fault.target}`],
  apply: (strike) => {
    const { fault, world } = strike;
    strike.tell();
    world.network.failLookups(fault.target, fault.peer, fault.code);
    strike.healIn(fault.forMs, () => world.network.mendLookups(fault.target, fault.peer));
    return true;
  },
};
