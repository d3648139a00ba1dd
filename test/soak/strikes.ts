/** Carries a plan's strikes out, each at its moment, and remembers which of them really struck. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { DurableRedis } from './durable-redis.ts';
import type { Machines } from './machines.ts';
import type { Strike } from './plan.ts';

/** How often each kind struck; a kill of a process that is dead already strikes nobody. */
export type StrikeCounts = Record<
  'kill-gateway' | 'kill-worker' | 'freeze-gateway' | 'freeze-worker' | 'connections cut' | 'redis SIGTERM' | 'redis SIGKILL' | 'missed',
  number
>;

/** Behind a restart of Redis there may be nobody yet; a busy machine takes its time. */
const WORTH_CUTTING = 5;
const LOOK_EVERY_MS = 100;
const LOOKS_MAX = 100;

/** Longer than the longest wait of a client between two attempts to connect: the next strike finds them there. */
const RECONNECTED_MS = 700;

/** What strikes need. */
export interface Targets {
  readonly redis: DurableRedis;
  readonly admin: Redis;
  readonly machines: Machines;
}

/** Runs all strikes in order; a restart of Redis delays those behind it. */
export async function strikeAll(strikes: readonly Strike[], targets: Targets, signal: AbortSignal): Promise<StrikeCounts> {
  const counts: StrikeCounts = {
    'kill-gateway': 0,
    'kill-worker': 0,
    'freeze-gateway': 0,
    'freeze-worker': 0,
    'connections cut': 0,
    'redis SIGTERM': 0,
    'redis SIGKILL': 0,
    missed: 0,
  };
  const began = performance.now();
  for (const strike of strikes) {
    const waitMs = strike.atMs - (performance.now() - began);
    if (waitMs > 0) await pause(waitMs, undefined, { signal });
    await carryOut(strike, targets, counts, signal);
  }
  return counts;
}

async function carryOut(strike: Strike, { redis, admin, machines }: Targets, counts: StrikeCounts, signal: AbortSignal): Promise<void> {
  switch (strike.kind) {
    case 'kill-gateway':
    case 'kill-worker':
      counts[machines.kill(strike.target, strike.backAfterMs) ? strike.kind : 'missed'] += 1;
      return;
    case 'freeze-gateway':
    case 'freeze-worker':
      counts[machines.freeze(strike.target, strike.forMs) ? strike.kind : 'missed'] += 1;
      return;
    case 'cut-connections':
      counts['connections cut'] += await cutConnections(admin, strike.share);
      return;
    case 'restart-redis':
      await redis.down(strike.signal);
      counts[`redis ${strike.signal}`] += 1;
      await pause(strike.downMs, undefined, { signal });
      await redis.up();
      await pause(RECONNECTED_MS, undefined, { signal });
  }
}

/** Cuts every connection whose number falls into the share, subscribers included, but not this one. Returns how many. */
async function cutConnections(admin: Redis, share: number): Promise<number> {
  let ids = await others(admin);
  for (let look = 1; ids.length < WORTH_CUTTING && look < LOOKS_MAX; look += 1) {
    await pause(LOOK_EVERY_MS);
    ids = await others(admin);
  }
  const chosen = ids.filter((_id, index) => (index * 7) % 10 < share * 10);
  for (const id of chosen) await admin.call('CLIENT', 'KILL', 'ID', id).catch(() => undefined);
  return chosen.length;
}

/** Connections that are not this one. */
async function others(admin: Redis): Promise<readonly number[]> {
  const own = await admin.client('ID');
  const list = String(await admin.client('LIST'));
  return [...list.matchAll(/^id=(\d+) /gm)].map(([, id]) => Number(id)).filter((id) => id !== own);
}
