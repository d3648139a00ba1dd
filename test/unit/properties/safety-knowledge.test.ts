/** What gateways know, choose and count, each property on good and on bad evidence. */
import { describe, expect, it } from 'vitest';
import { affinityDeterminism } from '../../../properties/safety/affinity-determinism.ts';
import { cacheHarmless } from '../../../properties/safety/cache-harmless.ts';
import { metricsTruth } from '../../../properties/safety/metrics-truth.ts';
import { WORKER_INDEX_KEY, WORKER_REVISION_KEY, workerStateKey, type Timings } from '../../../src/index.ts';
import { backlog, container, lock, outcome, owned, queue, worker } from './changes.ts';
import { Keyspace } from './keyspace.ts';
import { amount, containerRecord, Trial, workerRecord } from './trial.ts';

const LOOK = ['sha', '3', WORKER_REVISION_KEY];
const commitOf = (id: string, ...ids: string[]): string[] => ['sha', '4', workerStateKey(id), 'queue', 'owned', 'leases', id, ...ids];

describe('S24 cache-harmless', () => {
  const taken = (timings: Partial<Timings> = {}): Trial =>
    new Trial(cacheHarmless, 'leased', timings)
      .step('client-1', [backlog('c1', 0, 1)])
      .at(1_000)
      .step('gateway-1', [], LOOK)
      .at(1_100)
      .step('gateway-1', [backlog('c1', 1, 0)]);

  it('holds when the gateway looks behind the taking', () => {
    const trial = taken()
      .at(1_110)
      .step('gateway-1', [], LOOK)
      .at(9_000)
      .step('gateway-1', [owned('worker-1', 'c1')]);
    expect(trial.sentence).toBe('');
  });
  it('is violated by a picture from before, where nothing is cached', () => {
    expect(taken().step('gateway-1', [owned('worker-1', 'c1')]).sentence).toBe(
      'gateway-1 placed c1 on worker-1: it had taken it and looked at the workers 100 ms before that, where at most 0 ms are allowed',
    );
  });
  it('holds within the TTL of the cache, however late the placement comes', () => {
    const trial = taken({ workerCacheMs: 100 })
      .at(5_000)
      .step('gateway-1', [queue('worker-1', 'c1', 0, 1)]);
    expect(trial.sentence).toBe('');
  });
  it('is violated behind it, and a tenth for slow clocks', () => {
    const trial = taken({ workerCacheMs: 80 }).step('gateway-1', [queue('worker-1', 'c1', 0, 1)]);
    expect(trial.sentence).toContain('100 ms before that, where at most 80 ms are allowed');
  });
  it('takes no look of another gateway, and none that Redis refused, for one', () => {
    const trial = taken()
      .at(1_110)
      .step('gateway-2', [], LOOK)
      .step('gateway-1', [owned('worker-1', 'c1')]);
    expect(trial.accusations).toHaveLength(1);
  });
  it('says nothing about what somebody else took since', () => {
    const trial = taken()
      .step('gateway-2', [backlog('c1', 0, 1)])
      .step('gateway-2', [backlog('c1', 1, 0)]);
    expect(trial.step('gateway-1', [owned('worker-1', 'c1')]).sentence).toBe('');
  });
  it('is violated when more is taken than there is, and when an amount wraps', () => {
    const before = workerRecord('worker-1', amount(500, 512, 0));
    const short = new Trial(cacheHarmless).step('gateway-1', [worker('worker-1', before, { ...before, free: amount(-500, 0, 0) })]);
    expect(short.sentence).toBe('gateway-1 took from worker-1 what it had not: it offered 500 m, 512 MiB and offers -500 m, 0 MiB');
    const wrapped = new Trial(cacheHarmless).step('gateway-1', [
      worker('worker-1', before, { ...before, free: amount(0, 0, 4_294_967_295) }),
    ]);
    expect(wrapped.accusations).toHaveLength(1);
  });
});

describe('S30 affinity-determinism', () => {
  const cluster = (): Trial => {
    const trial = new Trial(affinityDeterminism, 'leased', { affinity: 'on' });
    const keyspace = new Keyspace();
    for (const id of ['worker-1', 'worker-2', 'worker-3']) {
      keyspace.hashes.set(workerStateKey(id), new Map([['priority', '0']]));
      trial.step(id, [worker(id, null, { ...workerRecord(id, amount(4_000, 4_096)), gpuType: '' })]);
    }
    trial.evidence.keyspace = keyspace.view();
    return trial;
  };
  const ask = (trial: Trial, gateway: string, id: string): Trial =>
    trial
      .step('client-1', [container(id, null, containerRecord('PENDING')), backlog(id, 0, 1)])
      .step(gateway, [backlog(id, 1, 0)])
      .step(gateway, [], LOOK);
  const place = (trial: Trial, gateway: string, id: string, on: string): Trial => ask(trial, gateway, id).step(gateway, [owned(on, id)]);

  it('holds when each gateway chooses the same place', () => {
    const trial = place(place(cluster(), 'gateway-1', 'c1', 'worker-2'), 'gateway-2', 'c1', 'worker-2');
    expect(trial.sentence).toBe('');
  });
  it('is violated when another gateway chooses another one', () => {
    const trial = place(place(cluster(), 'gateway-1', 'c1', 'worker-2'), 'gateway-2', 'c1', 'worker-3');
    expect(trial.sentence).toBe('c1 goes to place 3 of 3 with gateway-2 and went to place 2 of as many with gateway-1');
  });
  it('says nothing of a request that was planned together with others', () => {
    const trial = place(cluster(), 'gateway-1', 'c1', 'worker-2').step('gateway-2', [backlog('c9', 1, 0)]);
    expect(place(trial, 'gateway-2', 'c1', 'worker-3').sentence).toBe('');
  });
  it('is violated when every id goes to one place', () => {
    const trial = cluster();
    for (let index = 0; index < 30; index += 1) place(trial, 'gateway-1', `c${index}`, 'worker-1');
    expect(trial.sentence).toBe('20 of 20 containers went to place 1 of 3, where affinity spreads them evenly');
  });
  it('holds when the ids spread', () => {
    const trial = cluster();
    for (let index = 0; index < 60; index += 1) place(trial, 'gateway-1', `c${index}`, `worker-${1 + ((index * index) % 3)}`);
    expect(trial.sentence).toBe('');
  });
});

describe('S35 metrics-truth', () => {
  const begun = (terms: 'leased' | 'baseline' = 'leased'): Trial => {
    const trial = new Trial(metricsTruth, terms);
    trial.evidence.meter('gateway-1');
    return trial;
  };
  const count = (trial: Trial, ...counted: Parameters<NonNullable<ReturnType<Trial['evidence']['meters']['get']>>['count']>): Trial => {
    trial.evidence.meters.get('gateway-1')?.count(...counted);
    return trial;
  };

  /** The gateway says something every 400 ms, for a while. */
  const talking = (trial: Trial, fromMs: number): Trial => {
    for (let nowMs = fromMs; nowMs <= fromMs + 1_600; nowMs += 400) trial.at(nowMs).command('gateway-1', 'PEXPIRE');
    return trial;
  };

  it('holds when the counters say what Redis saw', () => {
    const trial = begun()
      .step('gateway-1', [lock(null, '1:a')])
      .step('gateway-1', [owned('worker-1', 'c1'), owned('worker-1', 'c2')]);
    count(count(trial, 'lock_acquisitions'), 'placements', 2);
    expect(trial.at(5_000).rest().sentence).toBe('');
  });
  it('is violated by more than Redis saw, also when the gateway dies', () => {
    expect(count(begun().step('gateway-1', [lock(null, '1:a')]), 'lock_acquisitions', 2).crashed('gateway-1').sentence).toBe(
      'gateway-1 counted 2 lock_acquisitions, and Redis saw 1 locks that it obtained',
    );
  });
  it('is violated by less at rest, when every answer came', () => {
    const trial = begun().step('gateway-1', [owned('worker-1', 'c1')]);
    expect(talking(trial, 400).rest().sentence).toBe('gateway-1 counted 0 placements, and Redis saw 1 containers that it placed');
  });
  it('holds with less while an answer is under way, behind a broken connection, and at a crash', () => {
    expect(
      begun()
        .step('gateway-1', [owned('worker-1', 'c1')])
        .at(500)
        .command('gateway-1', 'PEXPIRE')
        .rest().sentence,
    ).toBe('');
    expect(
      begun()
        .step('gateway-1', [owned('worker-1', 'c1')])
        .step('gateway-1', [], [], 2)
        .at(5_000)
        .command('gateway-1', 'PEXPIRE')
        .rest().sentence,
    ).toBe('');
    expect(
      begun()
        .step('gateway-1', [owned('worker-1', 'c1')])
        .crashed('gateway-1').sentence,
    ).toBe('');
  });
  it('holds with less while an answer waits behind what a gateway says first after a pause, or sent while it was cut off', () => {
    const silent = begun().step('gateway-1', [owned('worker-1', 'c1')]);
    expect(silent.at(5_000).command('gateway-1', 'PEXPIRE').at(5_001).command('gateway-1', 'PEXPIRE').rest().sentence).toBe('');
    expect(talking(silent, 5_400).rest().sentence).toContain('counted 0 placements');
  });
  it('lets conflicts be at most what commits named and did not place, those that were sent again included', () => {
    const asked = (): Trial =>
      begun()
        .step('client-1', [container('c1', null, containerRecord('PENDING')), container('c2', null, containerRecord('PENDING'))])
        .step('gateway-1', [owned('worker-1', 'c1')], commitOf('worker-1', 'c1', 'c2'));
    expect(count(count(asked(), 'conflicts'), 'placements').rest().sentence).toBe('');
    expect(count(asked().step('gateway-1', [], commitOf('worker-1', 'c1')), 'double_bookings_prevented', 2).rest().sentence).toBe('');
    expect(count(asked(), 'conflicts', 2).rest().sentence).toBe(
      'gateway-1 counted 2 conflicts, and Redis saw 1 placements that were refused',
    );
  });
  it('knows failures, retries and looks', () => {
    const trial = begun()
      .step('gateway-1', [outcome('c1', 'failed:timeout'), backlog('c2', 0, 1)])
      .step('gateway-1', [], LOOK);
    count(count(count(trial, 'requests_failed'), 'requests_retried'), 'cache_misses');
    expect(trial.at(5_000).rest().sentence).toBe('');
    expect(count(trial, 'requests_retried').rest().sentence).toContain('counted 2 requests_retried');
  });
  it('is violated by a hit where nothing is cached', () => {
    expect(count(begun('baseline').step('gateway-1', [], [WORKER_INDEX_KEY]), 'cache_hits').rest().sentence).toBe(
      'gateway-1 counted 1 cache_hits, and Redis saw 0 uses of a picture that it may keep',
    );
  });
});
