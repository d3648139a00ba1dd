/** A link keeps everything for a while and then lets all of it arrive at once: a switch that buffers, a route that flaps. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs, oneOf, peer } from '../fields.ts';
import { directionWords, occupiedWays, ways, type LinkDirection } from '../ways.ts';

/** Holds what travels between `target` and `peer` for `forMs`: both ways, only what `target` sends, or only what it receives. */
export interface HoldFault extends FaultBase {
  readonly kind: 'hold';
  readonly peer: string;
  readonly forMs: number;
  readonly direction: LinkDirection;
}

/** See the file's head. */
export const hold: FaultKind<HoldFault> = {
  kind: 'hold',
  description: 'a link keeps everything, and delivers it all at once later',
  fields: { peer, forMs: durationMs, direction: oneOf('both', 'outgoing', 'incoming') },
  describe: (fault) => `link to ${fault.peer} held for ${fault.forMs}ms${directionWords(fault.direction)}`,
  lastsMs: ({ forMs }) => forMs,
  occupies: (fault) => occupiedWays('hold', fault.target, [fault.peer], fault.direction),
  apply: (strike) => {
    const { fault, world } = strike;
    const held = ways(fault.target, [fault.peer], fault.direction);
    strike.tell();
    for (const [from, to] of held) world.network.hold(from, to);
    strike.healIn(fault.forMs, () => {
      for (const [from, to] of held) world.network.release(from, to);
    });
    return true;
  },
};
