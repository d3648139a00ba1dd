/** Links are cut for a while. TCP keeps what was sent and delivers it after the heal; nobody sees a reset. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs, oneOf, optional, peer, peers } from '../fields.ts';
import { directionWords, occupiedWays, ways, type LinkDirection } from '../ways.ts';

/**
 * Cuts `target` from `peer`, or from a whole group of `peers`, for `forMs`: both ways, only what `target` sends (`outgoing`), or only what
 * it receives (`incoming`).
 */
export interface PartitionFault extends FaultBase {
  readonly kind: 'partition';
  readonly peer?: string;
  readonly peers?: readonly string[];
  readonly forMs: number;
  readonly direction: LinkDirection;
}

function others({ peer: one, peers: group }: PartitionFault): readonly string[] {
  return group ?? (one === undefined ? [] : [one]);
}

/** See the file's head. */
export const partition: FaultKind<PartitionFault> = {
  kind: 'partition',
  description: 'cuts a host from another one or from a group, both ways or one way',
  fields: {
    peer: optional(peer),
    peers: optional(peers),
    forMs: durationMs,
    direction: oneOf('both', 'outgoing', 'incoming'),
  },
  describe: (fault) => `cut from ${others(fault).join(', ')} for ${fault.forMs}ms${directionWords(fault.direction)}`,
  lastsMs: ({ forMs }) => forMs,
  occupies: (fault) => occupiedWays('partition', fault.target, others(fault), fault.direction),
  check: (fault) => {
    if ((fault.peer === undefined) === (fault.peers === undefined)) return 'it needs either a peer or a group of peers';
    return null;
  },
  apply: (strike) => {
    const { fault, world } = strike;
    const cut = ways(fault.target, others(fault), fault.direction);
    strike.tell();
    for (const [from, to] of cut) world.network.partition(from, to, true);
    strike.healIn(fault.forMs, () => {
      for (const [from, to] of cut) world.network.heal(from, to, true);
    });
    return true;
  },
};
