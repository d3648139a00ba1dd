/** Documents 001 and 004: the window, the tracker, one update a worker, and what the rollback switches give back. */
import { describe, expect, it } from 'vitest';
import { workerQueueKey } from '../../../../src/index.ts';
import type { Placement, Plan, TakenRequest } from '../../../../src/parts/index.ts';
import { HistoricalStage } from './stage.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e'];

async function collected(stage: HistoricalStage): Promise<readonly TakenRequest[]> {
  return (await stage.preset.intake(stage.context).take()).requests;
}

/** What a batch of so many containers is planned to be on workers of two containers each. */
async function planned(stage: HistoricalStage, containers: number, workers: readonly string[]): Promise<Plan> {
  for (const id of workers) await stage.register(id);
  await stage.submit(...NAMES.slice(0, containers));
  return stage.preset.planner(stage.context).plan(await collected(stage), await stage.preset.snapshot(stage.context).read());
}

function first(plan: Plan): Placement {
  const [placement] = plan.placements;
  if (!placement) throw new Error('nothing planned');
  return placement;
}

describe('the window', () => {
  it('collects what waits, and what comes while it is open', async () => {
    const stage = await new HistoricalStage('batch', { batchWindowMs: 60 }).empty();
    await stage.submit('a', 'b');
    setTimeout(() => void stage.submit('c'), 15);
    expect((await collected(stage)).map(({ request }) => request.id).sort()).toEqual(['a', 'b', 'c']);
    expect(stage.gauges.get('backlog_size')).toBe(2);
  });

  it('closes when the batch is full', async () => {
    const stage = await new HistoricalStage('batch', { batchWindowMs: 600_000, batchSizeMax: 2 }).empty();
    await stage.submit('a', 'b', 'c');
    expect(await collected(stage)).toHaveLength(2);
  });

  it('does not open for an empty backlog', async () => {
    const stage = await new HistoricalStage('batch', { batchWindowMs: 600_000 }).empty();
    expect(await stage.preset.intake(stage.context).take()).toMatchObject({ requests: [], nextReadyMs: Number.POSITIVE_INFINITY });
  });

  it('is rolled back by a batch of one: one request at a time, without waiting for others', async () => {
    const stage = await new HistoricalStage('batch', { batchWindowMs: 600_000, batchSizeMax: 1 }).empty();
    await stage.submit('a', 'b');
    expect(await collected(stage)).toHaveLength(1);
    expect(await collected(stage)).toHaveLength(1);
  });
});

describe('a batch', () => {
  it('is planned with what its own requests leave', async () => {
    const stage = await new HistoricalStage('batch').empty();
    const { placements, unplaced } = await planned(stage, 5, ['w1', 'w2']);
    expect(placements.map(({ requests }) => requests.length)).toEqual([2, 2]);
    expect(unplaced).toHaveLength(1);
  });

  it('takes one lock and one update a worker, whatever the number of containers', async () => {
    const stage = await new HistoricalStage('batch').empty();
    const { placements } = await planned(stage, 4, ['w1', 'w2']);
    const before = stage.counted('lock_acquisitions');
    const committer = stage.preset.committer(stage.context);
    const results = (await Promise.all(placements.map((placement) => committer.commit(placement)))).flat();
    expect(results.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 4 }, () => 'committed'));
    expect(stage.counted('capacity_updates')).toBe(2);
    // One for each worker, and one for the GPU type of each container, which the documents do not count.
    expect(stage.counted('lock_acquisitions') - before).toBe(2 + 4);
    expect(await stage.client.llen(workerQueueKey('w1'))).toBe(2);
    expect((await stage.worker('w1')).free.cpuMillicores).toBe(0);
  });

  it('loses all containers of a worker that has changed, and no others', async () => {
    const stage = await new HistoricalStage('batch').empty();
    const { placements } = await planned(stage, 4, ['w1', 'w2']);
    await stage.touch('w1');
    const committer = stage.preset.committer(stage.context);
    const outcomes = new Map<string, string[]>();
    for (const placement of placements) {
      outcomes.set(
        placement.worker.id,
        (await committer.commit(placement)).map(({ outcome }) => outcome),
      );
    }
    expect(Object.fromEntries(outcomes)).toEqual({ w1: ['conflict', 'conflict'], w2: ['committed', 'committed'] });
  });

  it('does not ask whether the push succeeded: the capacity is gone and the container is nowhere (C1)', async () => {
    const stage = await new HistoricalStage('batch').empty();
    const placement = first(await planned(stage, 1, ['w1']));
    await stage.client.set(workerQueueKey('w1'), 'no list');
    expect(await stage.preset.committer(stage.context).commit(placement)).toMatchObject([{ outcome: 'committed', isLost: true }]);
    expect((await stage.worker('w1')).free.cpuMillicores).toBe(1_000);
    expect(stage.events.map(({ kind }) => kind)).toEqual(['finalize-failed']);
  });

  it('finds a worker locked and says so', async () => {
    const stage = await new HistoricalStage('batch').empty();
    const placement = first(await planned(stage, 1, ['w1']));
    await stage.hold('w1');
    expect(await stage.preset.committer(stage.context).commit(placement)).toMatchObject([{ outcome: 'locked' }]);
    expect(stage.counted('lock_refusals')).toBe(1 + stage.context.timings.lockRetries);
    expect(stage.counted('conflicts')).toBe(0);
  });
});
