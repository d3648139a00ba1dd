/** S21, L9 and the goals about pools, each shown to hold and to fail on hand-made evidence; and how claims are decoded. */
import { describe, expect, it } from 'vitest';
import { KeyspaceDecoder, type Change, type ClaimFacts, type ProvisionFact } from '../../../properties/evidence/index.ts';
import { chaosGoals, type Goal } from '../../../properties/goals.ts';
import type { Terms } from '../../../properties/limits.ts';
import { livenessProperties } from '../../../properties/liveness/index.ts';
import type { Property } from '../../../properties/property.ts';
import { safetyProperties } from '../../../properties/safety/index.ts';
import type { PoolPlan } from '../../../properties/scenario.ts';
import { POOLS_KEY, type NewWorker } from '../../../src/index.ts';
import { container, owned, disowned, worker } from './changes.ts';
import { Keyspace } from './keyspace.ts';
import { amount, containerRecord, Trial, workerRecord } from './trial.ts';

function named<Named extends Property | Goal>(all: readonly Named[], name: string): Named {
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new Error(`nothing is called ${name}`);
  return found;
}

const s21 = named(safetyProperties, 'bounded-provisioning');
const l9 = named(livenessProperties, 'spurious-workers-leave');

const plan: PoolPlan = {
  name: 'pool-1',
  cpuMillicores: 2_000,
  memoryMib: 2_048,
  gpuCount: 0,
  gpuType: '',
  largestFactor: 2,
  workersMin: 1,
  workersMax: 2,
  bootMs: 100,
  replyMs: 10,
  refusedShare: 0,
  lostShare: 0,
};

const on = (judge: Property | Goal, terms: Terms = 'leased', timings = {}): Trial => new Trial(judge, terms, timings, 2, [plan]);

/** A claim for containers, one size, over at 60 s. */
const claimed = (id: string, containerIds: readonly string[], total = amount(2_000, 2_048)): Change => {
  const after: ClaimFacts = { pool: 'pool-1', deadlineMs: 60_000, total, containerIds };
  return { kind: 'claim', worker: id, before: null, after };
};
const settled = (id: string): Change => ({ kind: 'claim', worker: id, before: null, after: null });
const waits = (id: string): Change => container(id, null, containerRecord('PENDING'));
const joins = (id: string, free = amount(2_000, 2_048)): Change =>
  worker(id, null, { ...workerRecord(id, free), total: amount(2_000, 2_048), gpuType: '', poolSelector: 'pool-1' });

const newWorker = (workerId: string, containerIds: readonly string[] = []): NewWorker => ({
  workerId,
  poolName: 'pool-1',
  resources: amount(2_000, 2_048),
  gpuType: '',
  poolSelector: 'pool-1',
  requiresPoolSelector: false,
  isPreemptable: false,
  priority: 0,
  idleTimeoutMs: 1_000,
  containerIds,
});
const provision = (trial: Trial, atMs: number, what: ProvisionFact['what'], one: NewWorker): Trial => {
  trial.evidence.provision({ atMs, gateway: 'gateway-1', worker: one, what });
  return trial;
};

describe('S21 where claims are taken', () => {
  it('holds for one worker for what waits', () => {
    expect(
      on(s21)
        .step('client-1', [waits('c1')])
        .step('gateway-1', [claimed('w1', ['c1'])]).sentence,
    ).toBe('');
  });
  it('a second worker for one request is one too many, over all gateways', () => {
    const trial = on(s21)
      .step('client-1', [waits('c1')])
      .step('gateway-1', [claimed('w1', ['c1'])]);
    expect(trial.step('gateway-2', [claimed('w2', ['c1'])]).sentence).toBe('w2 is asked for c1, for which w1 is on its way');
  });
  it('the next worker after one that was too late is none too many, until the attempts are used up', () => {
    const trial = on(s21, 'leased', { provisioningAttemptsMax: 2 }).step('client-1', [waits('c1')]);
    for (const id of ['w1', 'w2']) trial.step('gateway-1', [claimed(id, ['c1'])]).step('gateway-1', [settled(id)]);
    expect(trial.sentence).toBe('');
    expect(trial.step('gateway-1', [claimed('w3', ['c1'])]).sentence).toBe('w3 is worker 3 that is asked for c1, at most 2 may be');
  });
  it('a claim after its deadline is none', () => {
    const trial = on(s21)
      .step('client-1', [waits('c1')])
      .step('gateway-1', [claimed('w1', ['c1'])])
      .at(60_000);
    const next: Change = {
      kind: 'claim',
      worker: 'w2',
      before: null,
      after: { pool: 'pool-1', deadlineMs: 120_000, total: amount(2_000, 2_048), containerIds: ['c1'] },
    };
    expect(trial.step('gateway-2', [next]).sentence).toBe('');
  });
  it('nobody asks while one worker has room for everything that waits', () => {
    const trial = on(s21).step('client-1', [waits('c1'), joins('worker-1', amount(1_000, 512))]);
    expect(trial.step('gateway-1', [claimed('w1', ['c1'])]).sentence).toBe(
      'w1 is asked for although worker-1 has room for everything that waits',
    );
    const small = on(s21).step('client-1', [waits('c1'), joins('worker-1', amount(999, 512))]);
    expect(small.step('gateway-1', [claimed('w1', ['c1'])]).sentence).toBe('');
  });
  it('nor while several have, together, whatever the order', () => {
    const begin = (free: number): Trial =>
      on(s21).step('client-1', [waits('c1'), waits('c2'), joins('worker-1', amount(1_000, 512)), joins('worker-2', amount(free, 512))]);
    expect(begin(1_000).step('gateway-1', [claimed('w1', ['c1'])]).sentence).toBe(
      'w1 is asked for although worker-1 and worker-2 have room for everything that waits',
    );
    expect(begin(999).step('gateway-1', [claimed('w1', ['c1'])]).sentence).toBe('');
  });
  it('nor while one that is on its way has', () => {
    const begin = (): Trial =>
      on(s21)
        .step('client-1', [waits('c1')])
        .step('gateway-1', [claimed('w1', ['c1'])]);
    expect(
      begin()
        .step('client-1', [waits('c2')])
        .step('gateway-1', [claimed('w2', ['c2'])]).sentence,
    ).toBe('w2 is asked for although w1 has room for everything that waits');
    expect(
      begin()
        .step('client-1', [waits('c2'), waits('c3')])
        .step('gateway-1', [claimed('w2', ['c3'])]).sentence,
    ).toBe('');
  });
  it('a pool keeps to its maximum, claims included', () => {
    const trial = provision(on(s21), 0, 'asked', newWorker('w1', ['c0'])).step('w1', [joins('w1', amount(0, 0))]);
    trial.step('client-1', [waits('c1'), waits('c2')]).step('gateway-1', [claimed('w2', ['c1'], amount(1_000, 512))]);
    expect(trial.sentence).toBe('');
    expect(trial.step('gateway-1', [claimed('w3', ['c2'], amount(1_000, 512))]).sentence).toBe(
      'pool-1 has 3 workers, those included that were asked for, and may have 2',
    );
  });
  it('for the minimum so many are asked for as are missing', () => {
    const trial = on(s21).step('gateway-1', [claimed('w1', [])]);
    expect(trial.sentence).toBe('');
    expect(trial.step('gateway-1', [claimed('w2', [])]).sentence).toBe('w2 is asked for, and nobody waits for it');
  });
  it('no worker leaves by itself below the minimum', () => {
    const begin = (): Trial => {
      const trial = on(s21);
      for (const id of ['w1', 'w2']) provision(trial, 0, 'asked', newWorker(id)).step(id, [joins(id)]);
      return trial;
    };
    const leaves = (id: string): Change => worker(id, workerRecord(id), { ...workerRecord(id), status: 'disabled' });
    const trial = begin().step('w1', [leaves('w1')]);
    expect(trial.sentence).toBe('');
    expect(trial.step('w2', [leaves('w2')]).sentence).toBe('w2 left pool-1 with 0 workers, which is to keep 1');
    expect(
      begin()
        .step('w1', [leaves('w1')])
        .step('client-1', [leaves('w2')]).sentence,
    ).toBe('');
  });
});

describe('S21 where nobody takes claims', () => {
  const historical = (): Trial => on(s21, 'baseline').step('client-1', [waits('c1')]);

  it('holds for one worker for what waits', () => {
    expect(provision(historical(), 0, 'asked', newWorker('w1', ['c1'])).sentence).toBe('');
  });
  it('a second worker for one request is one too many, unless the first was refused', () => {
    const trial = provision(historical(), 0, 'asked', newWorker('w1', ['c1']));
    expect(provision(trial, 0, 'asked', newWorker('w2', ['c1'])).sentence).toBe('w2 is asked for c1, for which w1 is on its way');
    const refused = provision(provision(historical(), 0, 'asked', newWorker('w1', ['c1'])), 0, 'refused', newWorker('w1', ['c1']));
    expect(provision(refused, 0, 'asked', newWorker('w2', ['c1'])).sentence).toBe('');
  });
  it('nobody asks while a worker has room, or beyond the maximum', () => {
    const free = historical().step('worker-1', [joins('worker-1')]);
    expect(provision(free, 0, 'asked', newWorker('w1', ['c1'])).sentence).toContain('although worker-1 has room');
    const trial = historical().step('client-1', [waits('c2'), waits('c3'), waits('c4'), waits('c5'), waits('c6')]);
    for (const id of ['w1', 'w2']) provision(trial, 0, 'asked', newWorker(id, [`c${id}`]));
    expect(trial.sentence).toBe('');
    expect(provision(trial, 0, 'asked', newWorker('w3', ['c3'])).sentence).toBe(
      'pool-1 has 3 workers, those included that were asked for, and may have 2',
    );
  });
});

describe('L9', () => {
  const begin = (): Trial => {
    const trial = on(l9, 'leased', { workerIdleMs: 1_000 });
    for (const id of ['w1', 'w2']) provision(trial, 0, 'asked', newWorker(id)).step(id, [joins(id)]);
    return trial;
  };
  const gone = (id: string): Change => worker(id, workerRecord(id), null);

  it('accuses an idle worker that stays although its pool has more than it needs', () => {
    expect(begin().at(900_000).sentence).toBe('w1 was asked for, has had nothing to do since 0.000 s, and is still there');
  });
  it('holds when one leaves, because the other is needed', () => {
    expect(
      begin()
        .step('w2', [gone('w2')])
        .at(900_000).sentence,
    ).toBe('');
  });
  it('says nothing of workers that have something to do, and begins anew when they are done', () => {
    const busy = begin()
      .step('gateway-1', [owned('w1', 'c1'), owned('w2', 'c2')])
      .at(900_000);
    expect(busy.sentence).toBe('');
    expect(busy.step('w1', [disowned('w1', 'c1')]).at(950_000).sentence).toBe('');
    expect(busy.at(1_900_000).sentence).toContain('w1 was asked for, has had nothing to do since 900.000 s');
  });
});

describe('goals about pools', () => {
  it('provisioned-worker-used', () => {
    const trial = on(named(chaosGoals, 'provisioned-worker-used'));
    trial.evidence.started(0, 'worker-1', 'c1', amount(1, 1));
    expect(trial.goals).toEqual([]);
    provision(trial, 0, 'asked', newWorker('w1')).evidence.started(0, 'w1', 'c1', amount(1, 1));
    expect(trial.goals).toHaveLength(1);
  });
  it('provisioning-failed', () => {
    const goal = named(chaosGoals, 'provisioning-failed');
    const arrived = on(goal)
      .step('gateway-1', [claimed('w1', ['c1'])])
      .step('w1', [joins('w1'), settled('w1')]);
    expect(arrived.goals).toEqual([]);
    expect(
      on(goal)
        .step('gateway-1', [claimed('w1', ['c1'])])
        .step('gateway-2', [settled('w1')]).goals,
    ).toHaveLength(1);
    expect(provision(on(goal), 0, 'refused', newWorker('w1')).goals).toHaveLength(1);
  });
  it('idle-worker-left', () => {
    const trial = provision(on(named(chaosGoals, 'idle-worker-left')), 0, 'asked', newWorker('w1')).step('w1', [joins('w1')]);
    const gone = (id: string): Change => worker(id, workerRecord(id), null);
    expect(trial.step('gateway-1', [gone('w1')]).step('worker-2', [gone('worker-2')]).goals).toEqual([]);
    expect(trial.step('w1', [gone('w1')]).goals).toHaveLength(1);
  });
  it('claim-of-another-gateway-counted', () => {
    const trial = on(named(chaosGoals, 'claim-of-another-gateway-counted')).step('gateway-1', [claimed('w1', ['c1'])]);
    const args = ['sha', '1', POOLS_KEY, '{}', 'prefix', 'c1', 'token', '1'];
    expect(trial.step('gateway-1', [], args).goals).toEqual([]);
    expect(trial.step('gateway-2', [], args).goals).toHaveLength(1);
  });
});

it('claims are decoded with their pool, deadline, size and containers', () => {
  const keyspace = new Keyspace();
  const decoder = new KeyspaceDecoder(keyspace.view());
  const key = 'scheduler:pool:claims:pool-1';
  const decode = (text: string | null): Change[] => {
    if (text === null) keyspace.hashes.delete(key);
    else keyspace.hashes.set(key, new Map([['w1', text]]));
    const changes: Change[] = [];
    decoder.decode([key], changes);
    return changes;
  };
  const first: ClaimFacts = { pool: 'pool-1', deadlineMs: 5_000, total: amount(2_000, 1_024, 1), containerIds: ['c1'] };
  expect(decode('5000 2000 1024 1 c1')).toEqual([{ kind: 'claim', worker: 'w1', before: null, after: first }]);
  expect(decode('5000 2000 1024 1 c1 c2')).toEqual([
    { kind: 'claim', worker: 'w1', before: first, after: { ...first, containerIds: ['c1', 'c2'] } },
  ]);
  expect(decode('5000 2000 1024 1 c1 c2')).toEqual([]);
  expect(decode(null)).toMatchObject([{ kind: 'claim', worker: 'w1', after: null }]);
});

it('S19: the index of a pool names exactly the workers whose records are of the pool', () => {
  const atRest = (members: readonly string[]): string => {
    const keyspace = new Keyspace();
    keyspace.hashes.set('scheduler:worker:state:w1', new Map([['pool_name', 'pool-1']]));
    keyspace.sets.set('scheduler:worker:worker_index', new Set(['w1']));
    for (const key of ['scheduler:worker:deadlines', 'scheduler:worker:changes']) keyspace.sortedSets.set(key, ['w1']);
    keyspace.sets.set('scheduler:worker:pool_index:pool-1', new Set(members));
    const trial = on(named(safetyProperties, 'index-agreement'));
    trial.evidence.keyspace = keyspace.view();
    return trial.rest().sentence;
  };
  expect(atRest(['w1'])).toBe('');
  expect(atRest([])).toBe('at rest scheduler:worker:pool_index:pool-1 lacks w1');
  expect(atRest(['w1', 'w2'])).toBe('at rest scheduler:worker:pool_index:pool-1 names w2, which no record bears out');
});
