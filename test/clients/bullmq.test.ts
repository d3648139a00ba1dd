/**
 * bullmq, unmodified: a queue and its events on one host, workers on two others; delayed jobs, retries, and a stalled job whose worker's host
 * lost power.
 */
import { Queue, QueueEvents, Worker, type Job } from 'bullmq';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { testClient } from './play.ts';
import type { Stage } from './stage.ts';

interface Work {
  readonly name: string;
  readonly lastsMs: number;
}

const connection = { host: 'redis', port: 6379 };

/** What was worked on, and where: the truth outside of bullmq. */
const ran: string[] = [];

function addWorker({ world }: Stage, name: string): void {
  world.host(name, () => {
    const worker = new Worker<Work, string>(
      'work',
      async ({ data, attemptsMade }) => {
        ran.push(`${data.name} on ${name}`);
        await sleep(data.lastsMs);
        if (data.name === 'fails once' && attemptsMade === 0) throw new Error('first attempt');
        return data.name;
      },
      { connection, concurrency: 2, lockDuration: 2000, stalledInterval: 1000 },
    );
    worker.on('error', () => undefined);
  });
}

async function program({ act, loseReply, restart, world, redis: { keyspace } }: Stage): Promise<void> {
  const queue = new Queue<Work, string>('work', { connection });
  const events = new QueueEvents('work', { connection });
  queue.on('error', () => undefined);
  events.on('error', () => undefined);
  await events.waitUntilReady();
  const result = (job: Job<Work, string>): Promise<string> => act(job.waitUntilFinished(events));
  const jobs = await Promise.all([0, 1, 2, 3, 4].map((index) => act(queue.add('job', { name: `job ${index}`, lastsMs: 10 }))));
  for (const job of jobs) expect(await result(job)).toBe(job.data.name);
  const askedMs = world.nowMs;
  expect(await result(await act(queue.add('job', { name: 'delayed', lastsMs: 10 }, { delay: 3000 })))).toBe('delayed');
  expect(world.nowMs - askedMs).toBeGreaterThan(2900);
  const retry = { attempts: 3, backoff: { type: 'fixed', delay: 500 } };
  expect(await result(await act(queue.add('job', { name: 'fails once', lastsMs: 10 }, retry)))).toBe('fails once');
  expect(ran.filter((text) => text.startsWith('fails once')).length).toBe(2);
  const stalled = await act(queue.add('job', { name: 'stalled', lastsMs: 1500 }));
  await sleep(500);
  const worker = world.hosts().find(({ name }) => ran.includes(`stalled on ${name}`));
  worker?.crash('power loss', 'silence');
  expect(await result(stalled)).toBe('stalled');
  expect(worker?.state).toBe('down');
  const other = worker?.name === 'worker-1' ? 'worker-2' : 'worker-1';
  expect(ran.filter((text) => text.startsWith('stalled'))).toEqual([`stalled on ${worker?.name}`, `stalled on ${other}`]);
  await loseReply(
    () => queue.add('job', { name: 'lost', lastsMs: 10 }),
    () => Number(keyspace.string('bull:work:id')),
  );
  await restart((index) => queue.add('job', { name: `after ${index}`, lastsMs: 10 }));
  await sleep(20_000);
  expect(await act(queue.getJobCounts())).toMatchObject({ waiting: 0, active: 0, delayed: 0, failed: 0 });
}

testClient('bullmq', 'queue, events and two workers: delayed jobs, retries, a stalled job whose worker lost power', {
  hosts: (stage) => {
    ran.length = 0;
    addWorker(stage, 'worker-1');
    addWorker(stage, 'worker-2');
  },
  program,
});
