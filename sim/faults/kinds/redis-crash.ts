/**
 * A Redis process dies and comes back with what it has kept: everything (AOF always), nothing (no persistence), or all but the writes of
 * its last second (AOF everysec and a power loss). Connections, subscriptions and the script cache are gone in any case.
 */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs, oneOf } from '../fields.ts';
import { strikeOffered } from '../offered.ts';

/** Kills the Redis `target` for `forMs`; after that it answers LOADING for `loadingMs`. */
export interface RedisCrashFault extends FaultBase {
  readonly kind: 'redis-crash';
  readonly forMs: number;
  readonly keeps: 'everything' | 'nothing' | 'all-but-last-second';
  readonly loadingMs: number;
}

const kept: Readonly<Record<RedisCrashFault['keeps'], string>> = {
  everything: 'everything kept',
  nothing: 'nothing kept',
  'all-but-last-second': 'the writes of its last second lost',
};

/** See the file's head. */
export const redisCrash: FaultKind<RedisCrashFault> = {
  kind: 'redis-crash',
  description: 'kills a Redis and restarts it with everything, nothing, or all but its last second kept',
  fields: { forMs: durationMs, keeps: oneOf('everything', 'nothing', 'all-but-last-second'), loadingMs: durationMs },
  life: 'down',
  isOffered: true,
  describe: ({ forMs, keeps, loadingMs }) =>
    `is killed, restarted after ${forMs}ms with ${kept[keeps]}${loadingMs === 0 ? '' : `, loading for ${loadingMs}ms`}`,
  lastsMs: ({ forMs, loadingMs }) => forMs + loadingMs,
  occupies: () => [],
  prepare: (world, fault) => {
    world.offered(fault.target, 'prepare redis-crash')?.({ ...fault });
  },
  apply: (strike) => strikeOffered(strike, strike.fault.forMs, strike.fault.loadingMs),
};
