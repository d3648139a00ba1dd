/** The link between two hosts is slow for a while, perhaps with a slow tail: most segments take little, some take very long. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs, optional, peer, share } from '../fields.ts';
import { occupiedWays } from '../ways.ts';

/**
 * Every segment between `target` and `peer` takes between `minimumMs` and `maximumMs` for `forMs`; a share of `slowShare` of them takes
 * between `maximumMs` and `slowMs`.
 */
export interface LatencyFault extends FaultBase {
  readonly kind: 'latency';
  readonly peer: string;
  readonly forMs: number;
  readonly minimumMs: number;
  readonly maximumMs: number;
  readonly slowShare?: number;
  readonly slowMs?: number;
}

const micros = (milliseconds: number): number => Math.round(milliseconds * 1000);

/** See the file's head. */
export const latency: FaultKind<LatencyFault> = {
  kind: 'latency',
  description: 'a slow link between two hosts for a while, perhaps with a slow tail',
  fields: {
    peer,
    forMs: durationMs,
    minimumMs: durationMs,
    maximumMs: durationMs,
    slowShare: optional(share),
    slowMs: optional(durationMs),
  },
  describe: ({ peer: other, forMs, minimumMs, maximumMs, slowShare, slowMs }) => {
    const tail = slowShare === undefined ? '' : ` (${percent(slowShare)} of them up to ${slowMs ?? maximumMs}ms)`;
    return `link to ${other} takes ${minimumMs} to ${maximumMs}ms${tail} for ${forMs}ms`;
  },
  lastsMs: ({ forMs }) => forMs,
  occupies: (fault) => occupiedWays('latency', fault.target, [fault.peer], 'both'),
  check: ({ minimumMs, maximumMs, slowShare, slowMs }) => {
    if (minimumMs > maximumMs) return `minimumMs is ${minimumMs} and maximumMs ${maximumMs}; the minimum must not be above the maximum`;
    if ((slowShare === undefined) !== (slowMs === undefined)) return 'slowShare and slowMs make the slow tail together; give both or none';
    if (slowMs !== undefined && slowMs < maximumMs) return `slowMs is ${slowMs} and maximumMs ${maximumMs}; the tail begins at the maximum`;
    return null;
  },
  apply: (strike) => {
    const { fault, world } = strike;
    strike.tell();
    world.network.setLinkLatency(fault.target, fault.peer, {
      minimumMicros: micros(fault.minimumMs),
      maximumMicros: micros(fault.maximumMs),
      ...(fault.slowShare === undefined ? {} : { slowShare: fault.slowShare, slowMicros: micros(fault.slowMs ?? fault.maximumMs) }),
    });
    strike.healIn(fault.forMs, () => world.network.setLinkLatency(fault.target, fault.peer, null));
    return true;
  },
};

function percent(part: number): string {
  return `${Math.round(part * 1000) / 10}%`;
}
