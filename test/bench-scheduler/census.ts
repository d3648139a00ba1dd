/** Counts what is really placed: by the workers' queues, of which nothing is taken, not by what gateways say. */
import type { Redis } from 'ioredis';
import { workerQueueKey, WORKER_INDEX_KEY } from '../../src/index.ts';
import type { Load } from './load.ts';

/** Where everything is. */
export interface Census {
  /** Containers by worker, workers without any left out. */
  readonly byWorker: ReadonlyMap<string, number>;
  readonly placed: number;
  /** Containers in more than one queue, or twice in one. */
  readonly doublyPlaced: number;
  /** Workers whose queue holds more than they have. */
  readonly overbooked: number;
  /** Workers that nobody planned. */
  readonly addedWorkers: number;
}

/** The entry of a queue: an id, or the request as JSON. */
function idOf(entry: string): string {
  return entry.startsWith('{') ? String((JSON.parse(entry) as { container_id?: unknown }).container_id) : entry;
}

/** Reads all queues. Workers that were added are not checked for overbooking: their size is the provisioner's. */
export async function takeCensus(redis: Redis, load: Load): Promise<Census> {
  const known = new Map(load.workers.map(({ id, resources }) => [id, resources]));
  const requests = new Map(load.requests.map((request) => [request.id, request]));
  const ids = [...new Set([...known.keys(), ...(await redis.smembers(WORKER_INDEX_KEY))])];
  const byWorker = new Map<string, number>();
  const seen = new Set<string>();
  let entries = 0;
  let overbooked = 0;
  for (const worker of ids) {
    const queue = (await redis.lrange(workerQueueKey(worker), 0, -1)).map(idOf);
    if (queue.length === 0) continue;
    byWorker.set(worker, queue.length);
    entries += queue.length;
    for (const id of queue) seen.add(id);
    const size = known.get(worker);
    const sum = (kind: 'cpuMillicores' | 'memoryMib' | 'gpuCount'): number =>
      queue.reduce((total, id) => total + (requests.get(id)?.[kind] ?? 0), 0);
    if (size && (sum('cpuMillicores') > size.cpuMillicores || sum('memoryMib') > size.memoryMib || sum('gpuCount') > size.gpuCount))
      overbooked += 1;
  }
  return { byWorker, placed: seen.size, doublyPlaced: entries - seen.size, overbooked, addedWorkers: ids.length - known.size };
}
