/**
 * What client packages reach for that would really happen is refused by name: the API, the host, and where the program asked. The world
 * ends with it, whatever the package does with the error.
 */
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { createServer } from 'node:http';
import { beforeAll, expect, test, vi } from 'vitest';
import { addRedis, warmUpRedis } from '../../sim/redis/index.ts';
import { simulate } from '../unit/world/simulate.ts';

// bullmq prints what it catches.
beforeAll(() => void vi.spyOn(console, 'error').mockReturnValue(undefined));

const connection = { host: 'redis', port: 6379 };

const escapes: readonly { readonly what: string; readonly api: string; readonly where: string; readonly program: () => void }[] = [
  {
    what: 'ioredis with rediss://',
    api: 'tls.connect',
    where: 'node_modules/ioredis/',
    program: () => void new Redis('rediss://redis:6379').on('error', () => undefined),
  },
  {
    what: 'bullmq with a processor in a file of its own',
    api: 'child_process.fork',
    where: 'node_modules/bullmq/',
    program: () => {
      void new Queue('work', { connection }).add('job', {});
      new Worker('work', import.meta.filename, { connection }).on('error', () => undefined);
    },
  },
  {
    what: 'bullmq with a processor in a worker thread',
    api: 'new worker_threads.Worker',
    where: 'node_modules/bullmq/',
    program: () => {
      void new Queue('work', { connection }).add('job', {});
      new Worker('work', import.meta.filename, { connection, useWorkerThreads: true }).on('error', () => undefined);
    },
  },
  { what: 'a server that listens', api: 'net.Server.listen', where: 'escapes.test.ts', program: () => void createServer().listen(8080) },
];

test.each(escapes)('$what: $api', async ({ api, where, program }) => {
  await warmUpRedis();
  const { violation } = await simulate((world) => {
    addRedis(world);
    world.host('service', program);
    world.at(10_000, 'end', () => world.finish());
  });
  expect(violation?.property).toBe('no-real-io');
  expect(violation?.facts[0]).toMatchObject({ host: 'service', source: expect.stringContaining(where) as string });
  expect(violation?.sentence).toContain(`${api} was called on host service`);
});
