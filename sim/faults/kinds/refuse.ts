/** A server accepts no new connections for a while (ECONNREFUSED); those that are open go on. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs } from '../fields.ts';

/** `target`, a server, refuses connects for `forMs`. */
export interface RefuseFault extends FaultBase {
  readonly kind: 'refuse';
  readonly forMs: number;
}

/** See the file's head. */
export const refuse: FaultKind<RefuseFault> = {
  kind: 'refuse',
  description: 'a server refuses new connections for a while',
  fields: { forMs: durationMs },
  describe: ({ forMs }) => `refuses connections for ${forMs}ms`,
  lastsMs: ({ forMs }) => forMs,
  occupies: ({ target }) => [`refusal of ${target}`],
  apply: (strike) => {
    const { fault, world } = strike;
    strike.tell();
    world.network.refuse(fault.target);
    strike.healIn(fault.forMs, () => world.network.accept(fault.target));
    return true;
  },
};
