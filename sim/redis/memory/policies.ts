/** The eviction policies of Redis 7.0. */

/** Every policy, in the order in which Redis's error names them. */
export const EVICTION_POLICIES = [
  'volatile-lru',
  'volatile-lfu',
  'volatile-random',
  'volatile-ttl',
  'allkeys-lru',
  'allkeys-lfu',
  'allkeys-random',
  'noeviction',
] as const;

/** What goes when memory is full: of all keys or of those with a deadline, by use, frequency, chance or deadline; or nothing. */
export type EvictionPolicy = (typeof EVICTION_POLICIES)[number];
