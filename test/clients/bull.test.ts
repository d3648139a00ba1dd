/** bull 4, unmodified: a queue on one host and a worker on another; delayed jobs, retries, and a stalled job whose worker's host died. */
import Queue from 'bull';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { testClient } from './play.ts';
import { redisUrl, type Stage } from './stage.ts';

interface Work {
  readonly name: string;
  readonly lastsMs: number;
}

const settings = { lockDuration: 2000, stalledInterval: 1000, lockRenewTime: 500 };

/** What was worked on, and where: the truth outside of bull. */
const ran: string[] = [];

function worker(stage: Stage, name: string): void {
  stage.world.host(name, () => {
    const queue = new Queue<Work>('work', redisUrl, { settings });
    queue.on('error', () => undefined);
    void queue.process(2, async (job) => {
      ran.push(`${job.data.name} on ${name}`);
      stage.world.did(name, `began ${job.data.name}`);
      await sleep(job.data.lastsMs);
      if (job.data.name === 'fails once' && job.attemptsMade === 0) throw new Error('first attempt');
      return job.data.name;
    });
  });
}

async function program({ act, loseReply, restart, world, redis: { keyspace } }: Stage): Promise<void> {
  const queue = new Queue<Work>('work', redisUrl, { settings });
  queue.on('error', () => undefined);
  await act(queue.isReady());
  const jobs = await Promise.all([0, 1, 2, 3, 4].map((index) => act(queue.add({ name: `job ${index}`, lastsMs: 10 }))));
  for (const job of jobs) expect(await act(job.finished())).toBe(job.data.name);
  const delayed = await act(queue.add({ name: 'delayed', lastsMs: 10 }, { delay: 3000 }));
  const askedMs = world.nowMs;
  await act(delayed.finished());
  expect(world.nowMs - askedMs).toBeGreaterThan(2900);
  const retried = await act(queue.add({ name: 'fails once', lastsMs: 10 }, { attempts: 3, backoff: 500 }));
  expect(await act(retried.finished())).toBe('fails once');
  expect(ran.filter((text) => text.startsWith('fails once')).length).toBe(2);
  const stalled = await act(queue.add({ name: 'stalled', lastsMs: 1500 }));
  await sleep(500);
  const host = world.hosts().find(({ name }) => ran.includes(`stalled on ${name}`));
  host?.crash('power loss', 'silence');
  expect(await act(stalled.finished())).toBe('stalled');
  expect(host?.state).toBe('down');
  const other = host?.name === 'worker-1' ? 'worker-2' : 'worker-1';
  expect(ran.filter((text) => text.startsWith('stalled'))).toEqual([`stalled on ${host?.name}`, `stalled on ${other}`]);
  await loseReply(
    () => queue.add({ name: 'lost', lastsMs: 10 }),
    () => Number(keyspace.string('bull:work:id')),
  );
  await restart((index) => queue.add({ name: `after ${index}`, lastsMs: 10 }));
  await sleep(5000);
  expect(await act(queue.getJobCounts())).toMatchObject({ waiting: 0, active: 0, delayed: 0, failed: 0 });
}

testClient('bull', 'queue and two workers: delayed jobs, retries, a stalled job whose worker lost power', {
  hosts: (stage) => {
    ran.length = 0;
    worker(stage, 'worker-1');
    worker(stage, 'worker-2');
  },
  program,
});
