/** The link between two hosts lets few bytes pass: what is sent queues up in front of it, over all connections. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { bytesPerSecond, durationMs, peer } from '../fields.ts';
import { occupiedWays } from '../ways.ts';

/** For `forMs` only `bytesPerSecond` pass between `target` and `peer`, each way. */
export interface ClogFault extends FaultBase {
  readonly kind: 'clog';
  readonly peer: string;
  readonly forMs: number;
  readonly bytesPerSecond: number;
}

/** See the file's head. */
export const clog: FaultKind<ClogFault> = {
  kind: 'clog',
  description: 'a link between two hosts lets only few bytes a second pass',
  fields: { peer, forMs: durationMs, bytesPerSecond },
  describe: (fault) => `link to ${fault.peer} lets ${fault.bytesPerSecond} bytes a second pass for ${fault.forMs}ms`,
  lastsMs: ({ forMs }) => forMs,
  occupies: (fault) => occupiedWays('clog', fault.target, [fault.peer], 'both'),
  apply: (strike) => {
    const { fault, world } = strike;
    strike.tell();
    world.network.clog(fault.target, fault.peer, fault.bytesPerSecond);
    strike.healIn(fault.forMs, () => world.network.clog(fault.target, fault.peer, null));
    return true;
  },
};
