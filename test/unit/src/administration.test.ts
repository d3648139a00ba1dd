/** What operators do through a client, in a world with a gateway, a worker and the twin. */
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { addRedis, warmUpRedis } from '../../../sim/redis/index.ts';
import { createClient, startGateway, startWorker, type ContainerRuntime, type SchedulerClient } from '../../../src/index.ts';
import { simulate } from '../world/simulate.ts';
import { request } from './crew.ts';

beforeAll(() => warmUpRedis());

/** Runs containers until somebody stops them. */
const endless: ContainerRuntime = {
  start: () => {
    let end: (exit: { code: number | null; signal: string | null }) => void = () => undefined;
    const exit = new Promise<{ code: number | null; signal: string | null }>((resolve) => (end = resolve));
    return Promise.resolve({ exit, stop: (signal) => end({ code: null, signal }) });
  },
};

async function inWorld<Result>(main: (client: SchedulerClient) => Promise<Result>): Promise<Result> {
  const redis = 'redis://redis:6379';
  const results: Result[] = [];
  const deaths: string[] = [];
  await simulate(
    (world) => {
      addRedis(world);
      world.onHostChange(({ change, reason }) => {
        if (change === 'died') deaths.push(reason);
      });
      world.host('gateway', () => void startGateway({ id: 'gateway', redis }));
      const resources = { cpuMillicores: 2_000, memoryMib: 1_000, gpuCount: 0, gpuType: '' };
      world.host('worker', () => void startWorker({ id: 'worker', redis, resources, runtime: endless }));
      world.host('operator', async () => {
        await sleep(1_000);
        results.push(await main(createClient({ redis })));
        world.finish();
      });
    },
    { stepsMax: 50_000 },
  );
  expect(deaths).toEqual([]);
  const [result] = results;
  if (result === undefined) throw new Error('the operator did not finish');
  return result;
}

it('a drained worker ends what it has and gets nothing more until it is uncordoned', async () => {
  const seen = await inWorld(async (client) => {
    await client.submit(request('a'));
    await sleep(2_000);
    const running = await client.status('a');
    const drained = await client.drain('worker');
    await client.submit(request('b'));
    await sleep(5_000);
    const [ended, waiting] = [await client.status('a'), await client.status('b')];
    await client.uncordon('worker');
    await sleep(30_000);
    return [running.state, drained, ended.state, waiting, (await client.status('b')).state];
  });
  expect(seen).toEqual(['RUNNING', ['a'], 'ENDED', { state: 'PENDING', workerId: null }, 'RUNNING']);
});

it('a workspace over its quota is told so, and admitted again when something ended', async () => {
  const seen = await inWorld(async (client) => {
    const team = { workspaceId: 'team' };
    await client.setQuota('team', { cpuMillicores: 1_000, gpuCount: null });
    await client.submit(request('a', team));
    const refused = await client.submit(request('b', team)).catch((error: unknown) => (error as { code?: string }).code);
    await sleep(2_000);
    await client.stop('a');
    await sleep(5_000);
    return [refused, (await client.submit(request('b', team))).status];
  });
  expect(seen).toEqual(['QUOTA_EXCEEDED', 'accepted']);
});
