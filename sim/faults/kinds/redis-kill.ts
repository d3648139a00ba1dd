/**
 * A Redis process is killed (SIGKILL, the OOM killer) while its machine lives on, and comes back with what its persistence has written: nothing,
 * the last snapshot, or, with an append-only file under any policy, everything that it had acknowledged, because the page cache survives.
 */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs, optional } from '../fields.ts';
import { strikeOffered } from '../offered.ts';
import { persistenceClash, persistenceMode, preparePersistence, type NamedPersistence } from '../persistence-field.ts';

/**
 * Kills the Redis `target` for `forMs`. `persistence` is what it is run with in this world, from its beginning; when absent, what it was added
 * with. It answers LOADING for `loadingMs`; when absent, for as long as its keys take to be read.
 */
export interface RedisKillFault extends FaultBase, NamedPersistence {
  readonly kind: 'redis-kill';
  readonly forMs: number;
  readonly loadingMs?: number;
}

/** See the file's head. */
export const redisKill: FaultKind<RedisKillFault> = {
  kind: 'redis-kill',
  description: 'kills a Redis process; its machine lives on, and what its persistence has written is there again',
  fields: { forMs: durationMs, persistence: optional(persistenceMode), loadingMs: optional(durationMs) },
  life: 'down',
  isOffered: true,
  describe: ({ forMs, persistence, loadingMs = 0 }) =>
    `is killed${persistence === undefined ? '' : ` (persistence ${persistence})`}, restarted after ${forMs}ms${loadingMs === 0 ? '' : `, loading for ${loadingMs}ms`}`,
  lastsMs: ({ forMs, loadingMs = 0 }) => forMs + loadingMs,
  occupies: () => [],
  clashes: persistenceClash,
  prepare: preparePersistence,
  apply: (strike) => strikeOffered(strike, strike.fault.forMs, strike.fault.loadingMs ?? 0),
};
