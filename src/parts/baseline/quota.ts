/**
 * Quotas of beta9 in November 2025: no counter, but a count of the workspace's containers at every admission, under a lock whose refusal is
 * ignored (E1). The limits are read from a cache of ten minutes, and from the row behind it when that is empty; beta9 has the row in Postgres, here it
 * is the hash that `leased` keeps them in, so that both are administered alike. What is STOPPING is not counted while it still runs (E4), and memory
 * never is. A request without a workspace costs nothing; one with a workspace costs the lock, the two reads of the limits and one write more, as in
 * the original, where the second read is one of Postgres. Nobody empties the cache when limits change.
 */
import { QuotaExceededError } from '../../errors.ts';
import { KEY_PREFIXES, containerStateKey, exitCodeKey } from '../../keys.ts';
import type { ContainerRequest, Quota } from '../../model.ts';
import type { PartContext } from '../contracts.ts';

const CACHE_TTL_MS = 600_000;
const LOCK_RETRIES = 10;

/** What was found of the limits of a workspace; null when it has none. */
export async function readLimits({ link: { client } }: PartContext, workspaceId: string): Promise<Quota | null> {
  const cacheKey = KEY_PREFIXES.quotaCached + workspaceId;
  const cached = await client.hgetall(cacheKey);
  if (Object.keys(cached).length > 0) return limitsOf(cached);
  const row = await client.hgetall(KEY_PREFIXES.quota + workspaceId);
  if (Object.keys(row).length === 0) return null;
  await client.hset(cacheKey, { cpu_millicore_limit: row['cpu_millicore_limit'] ?? '', gpu_limit: row['gpu_limit'] ?? '' });
  await client.pexpire(cacheKey, CACHE_TTL_MS);
  return limitsOf(row);
}

/**
 * `SetContainerStateWithConcurrencyLimit`: counts and compares under the lock of the workspace, then `admit` writes the record and the id goes into
 * the index. Goes on without the lock when ten tries did not obtain it.
 * @throws QuotaExceededError when the container does not fit.
 */
export async function admitWithin(
  context: PartContext,
  request: ContainerRequest,
  limits: Quota | null,
  admit: () => Promise<boolean>,
): Promise<boolean> {
  const { workspaceId } = request;
  if (workspaceId === undefined) return admit();
  const handle = await context.lock.acquire(KEY_PREFIXES.workspaceLock + workspaceId, LOCK_RETRIES);
  try {
    if (limits !== null) compare(workspaceId, limits, request, await countUsed(context, workspaceId));
    const admitted = await admit();
    if (admitted) await context.link.client.sadd(KEY_PREFIXES.workspaceContainers + workspaceId, request.id);
    return admitted;
  } finally {
    if (handle) await context.lock.release(handle);
  }
}

interface Used {
  readonly cpuMillicores: number;
  readonly gpuCount: number;
}

/** GPUs first, as there. */
function compare(workspaceId: string, limits: Quota, request: ContainerRequest, used: Used): void {
  const { gpuCount, cpuMillicores } = limits;
  if (gpuCount !== null && used.gpuCount + request.gpuCount > gpuCount)
    throw new QuotaExceededError(workspaceId, 'gpu', String(gpuCount), String(used.gpuCount));
  if (cpuMillicores !== null && used.cpuMillicores + request.cpuMillicores > cpuMillicores)
    throw new QuotaExceededError(workspaceId, 'cpu', String(cpuMillicores), String(used.cpuMillicores));
}

/** One container after the other, each in a round trip of its own. */
async function countUsed({ link: { client } }: PartContext, workspaceId: string): Promise<Used> {
  const indexKey = KEY_PREFIXES.workspaceContainers + workspaceId;
  let [cpuMillicores, gpuCount] = [0, 0];
  for (const id of await client.smembers(indexKey)) {
    const state = await client.hgetall(containerStateKey(id));
    if (Object.keys(state).length === 0) {
      if ((await client.exists(exitCodeKey(id))) === 0) await client.srem(indexKey, id);
      continue;
    }
    if (state['status'] === 'STOPPING') continue;
    cpuMillicores += Number(state['cpu'] ?? 0);
    gpuCount += Number(state['gpu_count'] ?? 0);
  }
  return { cpuMillicores, gpuCount };
}

function limitsOf(hash: Readonly<Record<string, string>>): Quota {
  const limit = (text: string | undefined): number | null => (text === undefined || text === '' ? null : Number(text));
  return { cpuMillicores: limit(hash['cpu_millicore_limit']), gpuCount: limit(hash['gpu_limit']) };
}
