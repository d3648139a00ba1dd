/** The link between two hosts is cut for a while. TCP keeps what was sent and delivers it after the heal; nobody sees a reset. */
import type { FaultBase, FaultKind } from './fault.ts';

/** Cuts `target` from `peer` for `forMs`: both ways, only what `target` sends (`outgoing`), or only what it receives (`incoming`). */
export interface PartitionFault extends FaultBase {
  readonly kind: 'partition';
  readonly peer: string;
  readonly forMs: number;
  readonly direction: 'both' | 'outgoing' | 'incoming';
}

/** See the file's head. */
export const partition: FaultKind<PartitionFault> = {
  kind: 'partition',
  description: 'cuts the link between two hosts, both ways or one way',
  describe: (fault) => {
    const way = fault.direction === 'both' ? '' : fault.direction === 'outgoing' ? ' (only what it sends)' : ' (only what it receives)';
    return `cut from ${fault.peer} for ${fault.forMs}ms${way}`;
  },
  apply: (world, fault) => {
    const { network } = world;
    const [from, to] = fault.direction === 'incoming' ? [fault.peer, fault.target] : [fault.target, fault.peer];
    const isOneWay = fault.direction !== 'both';
    world.fault(fault.target, partition.describe(fault));
    if (isOneWay) network.hold(from, to);
    else network.partition(from, to);
    world.at(world.nowMs + fault.forMs, `fault/heal/${fault.target}/${fault.peer}`, () => {
      if (isOneWay) network.release(from, to);
      else network.heal(from, to);
    });
  },
};
