/**
 * A Redis may take less memory than its keys need, for a while: somebody has lowered `maxmemory`, or the data has grown to it. Without eviction
 * (`noeviction`, as Redis comes) commands that need memory are answered OOM, while reads and deletions go on; with a policy keys disappear that
 * nobody has deleted.
 */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs, oneOf, optional, share } from '../fields.ts';
import { strikeOffered } from '../offered.ts';

const POLICIES = [
  'volatile-lru',
  'volatile-lfu',
  'volatile-random',
  'volatile-ttl',
  'allkeys-lru',
  'allkeys-lfu',
  'allkeys-random',
  'noeviction',
] as const;

/**
 * The Redis `target` may take so large a `share` of what its keys take when it strikes, for `forMs`: 1 leaves no room, 0.5 half must go. `policy` is its
 * `maxmemory-policy` meanwhile; when absent, the configured one.
 */
export interface MemoryPressureFault extends FaultBase {
  readonly kind: 'memory-pressure';
  readonly forMs: number;
  readonly share: number;
  readonly policy?: (typeof POLICIES)[number];
}

/** See the file's head. */
export const memoryPressure: FaultKind<MemoryPressureFault> = {
  kind: 'memory-pressure',
  description: 'a Redis has too little memory for a while: it answers OOM, or evicts keys',
  fields: { forMs: durationMs, share, policy: optional(oneOf(...POLICIES)) },
  life: 'running',
  isOffered: true,
  describe: (fault) =>
    `has memory for ${Math.round(fault.share * 100)}% of its keys for ${fault.forMs}ms${fault.policy === undefined ? '' : ` (${fault.policy})`}`,
  lastsMs: ({ forMs }) => forMs,
  occupies: ({ target }) => [`memory of ${target}`],
  prepare: (world, fault) => {
    world.offered(fault.target, 'prepare memory-pressure')?.({ ...fault });
  },
  apply: (strike) => strikeOffered(strike, strike.fault.forMs),
};
