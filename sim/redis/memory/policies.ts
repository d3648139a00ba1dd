/** The eviction policies of Redis 7.0. */

/** What goes when memory is full: of all keys or of those with a deadline, by use, frequency, chance or deadline; or nothing. */
export type EvictionPolicy =
  | 'volatile-lru'
  | 'volatile-lfu'
  | 'volatile-random'
  | 'volatile-ttl'
  | 'allkeys-lru'
  | 'allkeys-lfu'
  | 'allkeys-random'
  | 'noeviction';

/** Every policy, in the order in which Redis's error names them. */
export const EVICTION_POLICIES: readonly EvictionPolicy[] = [
  'volatile-lru',
  'volatile-lfu',
  'volatile-random',
  'volatile-ttl',
  'allkeys-lru',
  'allkeys-lfu',
  'allkeys-random',
  'noeviction',
];
