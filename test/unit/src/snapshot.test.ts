/** A gateway's picture of the fleet: what the change feed gives, in steps, is what the records say. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noMetrics, workerStateKey, WORKER_CHANGES_KEY, WORKER_REVISION_KEY, type WorkerRecord } from '../../../src/index.ts';
import { changeFeedSnapshot, type PartContext, type SnapshotPart } from '../../../src/parts/index.ts';
import type { RedisScript } from '../../../src/redis/index.ts';
import { twinRedis, type ScriptRedis } from './script-redis.ts';

let redis: ScriptRedis;
let revision = 0;
let looks = 0;

beforeAll(async () => {
  redis = await twinRedis();
});
beforeEach(async () => {
  await redis.clear();
  revision = 0;
  looks = 0;
});
afterAll(() => redis.close());

/** Writes a record, or removes it, and tells the feed. */
async function change(id: string, freeCpu: number | null): Promise<void> {
  revision += 1;
  if (freeCpu === null) await redis.command('DEL', workerStateKey(id));
  else await redis.command('HSET', workerStateKey(id), 'status', 'available', 'free_cpu', freeCpu);
  await redis.command('ZADD', WORKER_CHANGES_KEY, revision, id);
  await redis.command('SET', WORKER_REVISION_KEY, revision);
}

function gateway(): SnapshotPart {
  const run = (script: RedisScript, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> => {
    looks += 1;
    return redis.run(script, keys, values);
  };
  const link = { run, client: { on: () => undefined } };
  return changeFeedSnapshot()({ link, metrics: noMetrics } as unknown as PartContext);
}

const shown = (workers: readonly WorkerRecord[]): Record<string, number> =>
  Object.fromEntries(workers.map(({ id, free }) => [id, free.cpuMillicores]));

describe('a picture of the fleet', () => {
  it('is sorted by id and follows changes, arrivals and departures', async () => {
    const snapshot = gateway();
    for (const id of ['c', 'a', 'b']) await change(id, 1);
    const first = await snapshot.read();
    expect(Object.entries(shown(first))).toEqual([['a', 1], ['b', 1], ['c', 1]]); // prettier-ignore
    await change('b', 2);
    expect(shown(await snapshot.read())).toEqual({ a: 1, b: 2, c: 1 });
    expect(shown(first), 'what was read stays as it was').toEqual({ a: 1, b: 1, c: 1 });
    await change('a', null);
    await change('d', 4);
    expect(Object.entries(shown(await snapshot.read()))).toEqual([['b', 2], ['c', 1], ['d', 4]]); // prettier-ignore
    expect(looks).toBe(3);
  });

  it('is the same list while nothing changes', async () => {
    const snapshot = gateway();
    await change('a', 1);
    expect(await snapshot.read()).toBe(await snapshot.read());
  });

  it('of a large fleet is read in steps, and completely', async () => {
    const snapshot = gateway();
    for (let index = 0; index < 2_000; index += 1) await change(`w${index}`, index);
    expect(await snapshot.read()).toHaveLength(2_000);
    expect(looks, 'the third says that there is no more').toBe(3);
    await change('w1999', 7);
    expect(shown(await snapshot.read())['w1999']).toBe(7);
    expect(looks).toBe(4);
  });

  it('starts over when Redis came back with less', async () => {
    const snapshot = gateway();
    for (const id of ['a', 'b', 'c']) await change(id, 1);
    await snapshot.read();
    await redis.clear();
    revision = 0;
    await change('b', 5);
    expect(shown(await snapshot.read())).toEqual({ b: 5 });
  });
});
