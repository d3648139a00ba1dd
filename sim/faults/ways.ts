/** The ways of a link that a fault hits, seen from its target: both, only what it sends, or only what it receives. */

/** Which ways of a link are hit. */
export type LinkDirection = 'both' | 'outgoing' | 'incoming';

/** Ordered pairs of hosts between a target and its peers. */
export function ways(target: string, peers: readonly string[], direction: LinkDirection): readonly (readonly [from: string, to: string])[] {
  return peers.flatMap((peer) => {
    const pairs: (readonly [string, string])[] = [];
    if (direction !== 'incoming') pairs.push([target, peer]);
    if (direction !== 'outgoing') pairs.push([peer, target]);
    return pairs;
  });
}

/** What a fault of a kind occupies: `partition of gateway-1>redis`. */
export function occupiedWays(kind: string, target: string, peers: readonly string[], direction: LinkDirection): readonly string[] {
  return ways(target, peers, direction).map(([from, to]) => `${kind} of ${from}>${to}`);
}

/** The direction behind other words: ` (only what it sends)`. */
export function directionWords(direction: LinkDirection): string {
  if (direction === 'both') return '';
  return direction === 'outgoing' ? ' (only what it sends)' : ' (only what it receives)';
}
