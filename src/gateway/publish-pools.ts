/** Tells Redis which pools there are, so that clients and workers, which are told of none, can know them. */
import { POOLS_KEY } from '../keys.ts';
import { publishedPool } from '../pool-options.ts';
import type { WorkerPool } from '../pools.ts';
import type { Link } from '../redis/index.ts';

/** Whenever the connection comes up, because Redis may have come back with less. Nobody waits for it. */
export function publishPools(link: Link, pools: readonly WorkerPool[]): void {
  if (pools.length === 0) return;
  const fields = pools.flatMap((pool) => [pool.name, publishedPool(pool)]);
  link.client.on('ready', () => {
    link.client.hset(POOLS_KEY, ...fields).catch(() => undefined);
  });
}
