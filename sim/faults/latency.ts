/** The link between two hosts is slow for a while. */
import type { FaultBase, FaultKind } from './fault.ts';

/** Every segment between `target` and `peer` takes between `minimumMs` and `maximumMs` for `forMs`. */
export interface LatencyFault extends FaultBase {
  readonly kind: 'latency';
  readonly peer: string;
  readonly forMs: number;
  readonly minimumMs: number;
  readonly maximumMs: number;
}

/** See the file's head. */
export const latency: FaultKind<LatencyFault> = {
  kind: 'latency',
  description: 'a slow link between two hosts for a while',
  describe: (fault) => `link to ${fault.peer} takes ${fault.minimumMs} to ${fault.maximumMs}ms for ${fault.forMs}ms`,
  apply: (world, fault) => {
    world.fault(fault.target, latency.describe(fault));
    world.network.setLinkLatency(fault.target, fault.peer, {
      minimumMicros: Math.round(fault.minimumMs * 1000),
      maximumMicros: Math.round(fault.maximumMs * 1000),
    });
    world.at(world.nowMs + fault.forMs, `fault/fast-again/${fault.target}/${fault.peer}`, () => {
      world.network.setLinkLatency(fault.target, fault.peer, null);
    });
  },
};
