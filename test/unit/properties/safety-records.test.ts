/** What records, locks and times in Redis must be like, each property on good and on bad evidence. */
import { describe, expect, it } from 'vitest';
import { clockIndependence } from '../../../properties/safety/clock-independence.ts';
import { effectiveExclusion } from '../../../properties/safety/effective-exclusion.ts';
import { indexAgreement } from '../../../properties/safety/index-agreement.ts';
import { readyOrder } from '../../../properties/safety/ready-order.ts';
import { retryBounds } from '../../../properties/safety/retry-bounds.ts';
import { ttlDiscipline } from '../../../properties/safety/ttl-discipline.ts';
import { versionMonotone } from '../../../properties/safety/version-monotone.ts';
import { DEFAULT_TIMINGS } from '../../../src/index.ts';
import { backlog, container, lease, lock, outcome, owned, worker } from './changes.ts';
import { Keyspace } from './keyspace.ts';
import { amount, containerRecord, Trial, workerRecord } from './trial.ts';

const full = workerRecord('worker-1');
const pending = containerRecord('PENDING');

describe('S13 effective-exclusion', () => {
  const LOCK = 'scheduler:reaper:lock';
  const SWEPT = ['scheduler:reaper:swept_at'];
  const reap = (value: string): string[] => ['sha', '4', LOCK, 'scheduler:container_leases', value];
  const handOver = (): Trial =>
    new Trial(effectiveExclusion)
      .step('gateway-1', [lock(null, '1:a')])
      .at(100)
      .step(null, [lock('1:a', null)])
      .step('gateway-2', [lock(null, '2:b')]);

  it('holds when the late holder writes before the next one has', () => {
    const trial = handOver().step('gateway-1', [], reap('1:a'), 1, SWEPT).step('gateway-2', [], reap('2:b'), 1, SWEPT);
    expect(trial.sentence).toBe('');
  });
  it('is violated when it writes afterwards', () => {
    const trial = handOver()
      .step('gateway-2', [], reap('2:b'), 1, SWEPT)
      .at(200)
      .step('gateway-1', [backlog('c1', 0, 1)], reap('1:a'), 1, SWEPT);
    expect(trial.sentence).toBe('gateway-1 wrote under scheduler:reaper:lock, which gateway-2 had taken and used since');
    expect(trial.accusations[0]?.facts.map((fact) => fact.atMs)).toEqual([0, 100, 200]);
  });
  it('holds when it is refused, and when it only lets go', () => {
    const used = (): Trial => handOver().step('gateway-2', [], reap('2:b'), 1, SWEPT);
    expect(used().step('gateway-1', [], reap('1:a')).sentence).toBe('');
    expect(used().step('gateway-1', [lock('2:b', null)], ['sha', '1', LOCK, '1:a'], 1, [LOCK]).sentence).toBe('');
  });
  it('baseline: the lock of a worker protects its record', () => {
    const held = (before: string | null, after: string | null) =>
      ({ kind: 'lock', key: 'scheduler:worker:lock:worker-1', before, after }) as const;
    const charged = workerRecord('worker-1', amount(3_000, 3_584, 2));
    const begin = (): Trial =>
      new Trial(effectiveExclusion, 'baseline')
        .step('gateway-1', [held(null, 'a')])
        .step(null, [held('a', null)])
        .step('gateway-2', [held(null, 'b')])
        .step('gateway-2', [worker('worker-1', full, charged)]);
    expect(begin().step('gateway-2', [held('b', null)]).sentence).toBe('');
    expect(begin().step('gateway-1', [worker('worker-1', charged, full)]).sentence).toContain(
      'gateway-1 wrote under scheduler:worker:lock:worker-1',
    );
  });
});

describe('S15 version-monotone', () => {
  const charged = (version: number) => ({ ...workerRecord('worker-1', amount(3_000, 3_584, 2)), version });

  it('holds when it grows with every change, and over lives', () => {
    const trial = new Trial(versionMonotone)
      .step('worker-1', [worker('worker-1', null, full)])
      .step('gateway-1', [worker('worker-1', full, charged(2))])
      .step('worker-1', [worker('worker-1', charged(2), { ...full, incarnation: 'life-2', version: 3 })]);
    expect(trial.sentence).toBe('');
  });
  it('is violated by a change that keeps the version', () => {
    expect(new Trial(versionMonotone).step('gateway-1', [worker('worker-1', full, charged(1))]).sentence).toBe(
      'the record of worker-1 changed and its version went from 1 to 1',
    );
  });
  it('is violated by a life that comes back under an old incarnation', () => {
    const second = { ...full, incarnation: 'life-2', version: 2 };
    const trial = new Trial(versionMonotone)
      .step('worker-1', [worker('worker-1', null, full)])
      .step('worker-1', [worker('worker-1', full, second)])
      .step('worker-1', [worker('worker-1', second, { ...full, version: 3 })]);
    expect(trial.sentence).toBe("a new life of worker-1 cannot be told from an old one: its incarnation is 'life-1' again");
  });
  it('baseline: a registration begins anew, a lost update does not', () => {
    const registered = { ...full, status: 'pending', incarnation: '', version: 0 };
    expect(new Trial(versionMonotone, 'baseline').step('worker-1', [worker('worker-1', charged(7), registered)]).sentence).toBe('');
    expect(
      new Trial(versionMonotone, 'baseline').step('gateway-1', [worker('worker-1', charged(7), { ...full, version: 7 })]).sentence,
    ).toContain('went from 7 to 7');
  });
});

describe('S17 retry-bounds', () => {
  const begin = (): Trial => {
    const keyspace = new Keyspace();
    keyspace.hashes.set('scheduler:container:state:c1', new Map([['submitted_at', '0']]));
    const trial = new Trial(retryBounds);
    trial.evidence.keyspace = keyspace.view();
    return trial.step('client-1', [backlog('c1', 0, 1, 0)]);
  };
  const again = (trial: Trial, atMs: number, delayMs: number): Trial =>
    trial
      .at(atMs)
      .step('gateway-1', [backlog('c1', 1, 0)])
      .step('gateway-1', [backlog('c1', 0, 1, atMs + delayMs)]);

  it('holds for waits that grow to the cap, half of each by chance, and for work that is taken back at once', () => {
    const waits = [50, 50, 0, 250, 400, 801, 1_600, 1_000, DEFAULT_TIMINGS.retryBackoffMaxMs];
    expect(waits.reduce((trial, wait, index) => again(trial, 100 * (index + 1), wait), begin()).sentence).toBe('');
  });
  it('is violated by a wait above the cap, one in the past, and one that shrinks', () => {
    expect(again(begin(), 100, 60_000).sentence).toBe('c1 went to the backlog to be ready in 60000 ms; at most 2000 ms are allowed');
    expect(again(begin(), 100, -1).sentence).toContain('to be ready in -1 ms');
    expect(again(again(begin(), 100, 50), 900, 30).sentence).toBe(
      'c1 went back for the 2nd time and waits 30 ms: between 50 and 100 ms are due',
    );
  });
  it('is violated by more retries than are allowed, and by giving up before', () => {
    const limited = (): Trial => new Trial(retryBounds, 'leased', { retryCountMax: 2 }).step('client-1', [backlog('c1', 0, 1, 0)]);
    const often = again(again(limited(), 100, 50), 200, 100);
    expect(often.step('gateway-1', [outcome('c1', 'failed:retry_limit')]).sentence).toBe('');
    expect(again(often, 300, 200).sentence).toBe('c1 went back to the backlog 3 times; 2 are allowed');
    expect(again(limited(), 100, 50).step('gateway-1', [outcome('c1', 'failed:retry_limit')]).sentence).toBe(
      'c1 was given up after 1 of 2 retries',
    );
    expect(begin().step('gateway-1', [outcome('c1', 'failed:retry_limit')]).sentence).toContain('0 of any number of retries');
  });
  it('is violated by a wait that does not grow, and by attempts that never end', () => {
    expect(again(again(again(begin(), 100, 50), 200, 50), 300, 50).sentence).toContain('for the 3rd time and waits 50 ms');
    const late = new Trial(retryBounds, 'leased', { requestTimeoutMs: 8_000 });
    late.evidence.keyspace = begin().evidence.keyspace;
    late.step('client-1', [backlog('c1', 0, 1, 0)]);
    expect(again(again(late, 7_999, 50), 8_000, 100).sentence).toBe(
      'c1 was taken at an age of 8000 ms and is tried again, though its time was over after 8000 ms',
    );
  });
  it('is violated by a clock that starts again, and by a failure before its time', () => {
    const trial = begin();
    const keyspace = new Keyspace();
    keyspace.hashes.set('scheduler:container:state:c1', new Map([['submitted_at', '99']]));
    trial.evidence.keyspace = keyspace.view();
    expect(again(trial, 100, 50).sentence).toBe('c1 was submitted at 0 and its record says 99 now');
    const early = new Trial(retryBounds, 'leased', { requestTimeoutMs: 8_000 });
    early.evidence.keyspace = begin().evidence.keyspace;
    early.step('client-1', [backlog('c1', 0, 1, 0)]).at(500);
    expect(early.step('gateway-1', [outcome('c1', 'failed:request_timeout')]).sentence).toBe(
      'c1 was failed for its age after 500 ms of 8000 ms',
    );
  });
  it('baseline: counts what gateways give back', () => {
    const limits = { retryCountMax: 2, requestTimeoutMs: 60_000 };
    const retried = (times: number): Trial => {
      const trial = new Trial(retryBounds, 'baseline', limits).step('client-1', [backlog('c1', 0, 1)]);
      for (let time = 0; time < times; time += 1) trial.step('gateway-1', [backlog('c1', 1, 0)]).step('gateway-1', [backlog('c1', 0, 1)]);
      return trial;
    };
    expect(retried(2).step('gateway-1', [outcome('c1', 'failed')]).sentence).toBe('');
    expect(retried(3).sentence).toBe('c1 went back to the backlog 3 times; 2 are allowed');
    expect(
      retried(1)
        .at(400)
        .step('gateway-1', [outcome('c1', 'failed')]).sentence,
    ).toBe('c1 was given up after 1 of 2 retries and 400 of 60000 ms');
  });
});

describe('S18 ready-order', () => {
  it('holds when the earliest are taken', () => {
    expect(new Trial(readyOrder).step('gateway-1', [backlog('c1', 1, 0, 10, 30), backlog('c2', 1, 0, 20, 30)]).sentence).toBe('');
  });
  it('is violated when an earlier one stays', () => {
    expect(new Trial(readyOrder).step('gateway-1', [backlog('c1', 1, 0, 50, 30)]).sentence).toBe(
      'gateway-1 took c1 from the backlog, and one that was ready 20 ms earlier stayed',
    );
  });
});

describe('S19 index-agreement', () => {
  function agreeing(): Keyspace {
    const keyspace = new Keyspace();
    keyspace.hashes.set('scheduler:worker:state:worker-1', new Map([['id', 'worker-1']]));
    keyspace.sets.set('scheduler:worker:worker_index', new Set(['worker-1']));
    keyspace.sortedSets.set('scheduler:worker:deadlines', ['worker-1']);
    keyspace.sortedSets.set('scheduler:worker:changes', ['worker-1']);
    keyspace.hashes.set('scheduler:container:state:c1', new Map(Object.entries({ status: 'RUNNING', worker_id: 'worker-1' })));
    keyspace.hashes.set('scheduler:worker:owned:worker-1', new Map([['c1', '1:1:0']]));
    keyspace.hashes.set('scheduler:container:state:c2', new Map(Object.entries({ status: 'PENDING', request: '{"workspace_id":"blue"}' })));
    keyspace.sortedSets.set('scheduler:container_requests', ['c2']);
    keyspace.sortedSets.set('scheduler:container:state_index', ['c1', 'c2']);
    keyspace.hashes.set('workspace:concurrency_workspaces', new Map([['c2', 'blue']]));
    return keyspace;
  }
  function atRest(change: (keyspace: Keyspace) => void, terms: 'leased' | 'baseline' = 'leased'): string {
    const keyspace = agreeing();
    change(keyspace);
    const trial = new Trial(indexAgreement, terms);
    trial.evidence.keyspace = keyspace.view();
    return trial.rest().sentence;
  }

  it('holds when every index says what the records say', () => {
    expect(atRest(() => {})).toBe('');
  });
  it('is violated by each index that lacks or invents something', () => {
    expect(atRest(({ sets }) => sets.clear())).toBe('at rest scheduler:worker:worker_index lacks worker-1');
    expect(atRest(({ sortedSets }) => sortedSets.set('scheduler:worker:deadlines', ['worker-1', 'worker-2']))).toBe(
      'at rest scheduler:worker:deadlines names worker-2, which no record bears out',
    );
    expect(atRest(({ sortedSets }) => sortedSets.delete('scheduler:worker:changes'))).toContain('scheduler:worker:changes lacks worker-1');
    expect(atRest(({ hashes }) => hashes.delete('scheduler:worker:owned:worker-1'))).toBe(
      'at rest scheduler:worker:owned:worker-1 lacks c1',
    );
    expect(atRest(({ sortedSets }) => sortedSets.set('scheduler:container_leases', ['c2']))).toContain(
      'names c2, which no record bears out',
    );
    expect(atRest(({ sortedSets }) => sortedSets.delete('scheduler:container_requests'))).toContain('container_requests lacks c2');
    expect(atRest(({ hashes }) => hashes.delete('workspace:concurrency_workspaces'))).toContain('lacks c2');
    expect(atRest(({ sets }) => sets.set('scheduler:worker:stopping:worker-1', new Set(['c1'])))).toContain('stopping:worker-1 names c1');
  });
  it('is violated by a worker that is kept free for a container that has a place, or has ended', () => {
    const reserved = { ...workerRecord('worker-1'), reservation: { id: 'c1', demand: amount(1_000, 512) } };
    const begin = (): Trial => new Trial(indexAgreement).step('gateway-1', [worker('worker-1', workerRecord('worker-1'), reserved)]);
    expect(begin().step('gateway-1', [owned('worker-1', 'c1')]).sentence).toBe('worker-1 is kept free for c1, which has its place');
    expect(begin().step('client-1', [outcome('c1', 'stopped')]).sentence).toBe('worker-1 is kept free for c1, which has ended');
    const given = begin().step('gateway-1', [owned('worker-1', 'c1'), worker('worker-1', reserved, workerRecord('worker-1'))]);
    expect(given.sentence).toBe('');
  });
  it('is violated at once by a worker that comes or goes without its places', () => {
    const keyspace = new Keyspace();
    const begin = (): Trial => {
      const trial = new Trial(indexAgreement);
      trial.evidence.keyspace = keyspace.view();
      return trial;
    };
    expect(begin().step('worker-1', [worker('worker-1', full, null)]).sentence).toBe('');
    expect(begin().step('worker-1', [worker('worker-1', null, full)]).sentence).toBe(
      'the record of worker-1 came and scheduler:worker:worker_index lacks it',
    );
    keyspace.sets.set('scheduler:worker:worker_index', new Set(['worker-1']));
    expect(begin().step('gateway-1', [worker('worker-1', full, null)]).sentence).toBe(
      'the record of worker-1 went and scheduler:worker:worker_index still names it',
    );
    expect(begin().step('worker-1', [worker('worker-1', null, full)]).sentence).toContain('scheduler:worker:deadlines lacks it');
  });
  it('baseline: the index may name too many, the received sets may not', () => {
    expect(atRest(({ sets }) => sets.set('scheduler:worker:worker_index', new Set(['worker-1', 'gone'])), 'baseline')).toBe('');
    expect(atRest(({ sets }) => sets.set('scheduler:worker:containers:worker-1', new Set(['c9'])), 'baseline')).toBe(
      'at rest scheduler:worker:containers:worker-1 names c9, which no record bears out',
    );
  });
});

describe('S20 ttl-discipline', () => {
  function begin(
    deadlines: Record<string, number>,
    terms: 'leased' | 'baseline' = 'leased',
  ): { readonly trial: Trial; readonly keyspace: Keyspace } {
    const keyspace = new Keyspace();
    for (const [key, deadline] of Object.entries(deadlines)) keyspace.deadlines.set(key, deadline);
    const trial = new Trial(ttlDiscipline, terms);
    trial.evidence.keyspace = keyspace.view();
    return { trial, keyspace };
  }

  it('holds for outcomes and locks that expire', () => {
    const { trial } = begin({ 'scheduler:container:request_status:c1': 9, 'scheduler:reaper:lock': 9 });
    expect(trial.step('gateway-1', [outcome('c1', 'exited'), lock(null, '1:a')]).sentence).toBe('');
  });
  it('is violated by an outcome, a lock and an intake record that never expire', () => {
    expect(begin({}).trial.step('gateway-1', [outcome('c1', 'exit code 0')]).sentence).toBe(
      'scheduler:container:exit_code:c1 was written without a TTL',
    );
    expect(begin({}).trial.step('gateway-1', [lock(null, '1:a')]).sentence).toBe('scheduler:reaper:lock was written without a TTL');
    const { trial, keyspace } = begin({});
    keyspace.hashes.set('scheduler:gateway:intake:gateway-1', new Map());
    expect(trial.rest().sentence).toBe('at rest scheduler:gateway:intake:gateway-1 would stay for ever: it has no TTL');
  });
  it('is violated by a record that comes back in pieces', () => {
    const ghost = { ...full, total: amount(Number.NaN, Number.NaN, Number.NaN) };
    expect(begin({}).trial.step('worker-1', [worker('worker-1', null, ghost)]).sentence).toBe(
      'the record of worker-1 came back in pieces: it has no amounts',
    );
  });
  it('is violated when a worker is removed that renewed in time', () => {
    const renewed = (): Trial => {
      const { trial } = begin({});
      trial.evidence.worker('worker-1');
      return trial.step('worker-1', [worker('worker-1', null, full)], [], 1, ['scheduler:worker:deadlines']);
    };
    expect(
      renewed()
        .at(DEFAULT_TIMINGS.workerTtlMs)
        .step('gateway-1', [worker('worker-1', full, null)]).sentence,
    ).toBe('');
    expect(
      renewed()
        .at(500)
        .step('gateway-1', [worker('worker-1', full, null)]).sentence,
    ).toBe('gateway-1 removed worker-1, which had renewed 500 ms ago and has 60000 ms');
  });
  it('baseline: records live by their TTL, once they have had time to get one', () => {
    const { trial, keyspace } = begin({}, 'baseline');
    keyspace.hashes.set('scheduler:container:state:c1', new Map());
    trial.at(1_000_000).step('client-1', [container('c1', null, pending)]);
    expect(trial.rest().sentence).toBe('');
    expect(trial.at(2_000_000).rest().sentence).toBe('at rest scheduler:container:state:c1 would stay for ever: it has no TTL');
  });
});

describe('S31 clock-independence', () => {
  function begin(scores: Record<string, number>, submittedAt: string): Trial {
    const keyspace = new Keyspace();
    keyspace.hashes.set('scheduler:container:state:c1', new Map([['submitted_at', submittedAt]]));
    for (const [key, score] of Object.entries(scores)) keyspace.scores.set(key, score);
    const trial = new Trial(clockIndependence);
    trial.evidence.keyspace = keyspace.view();
    trial.evidence.worker('worker-1');
    return trial.at(1_000);
  }

  it('holds when every time is that of Redis', () => {
    const trial = begin({ 'scheduler:container_leases c1': 11_000, 'scheduler:worker:deadlines worker-1': 61_000 }, '1000')
      .step('client-1', [container('c1', null, pending)])
      .step('gateway-1', [lease('c1', true)])
      .step('worker-1', [], [], 1, ['scheduler:worker:deadlines']);
    expect(trial.sentence).toBe('');
  });
  it('is violated by the clock of a client, a gateway and a worker', () => {
    expect(begin({}, '4000').step('client-1', [container('c1', null, pending)]).sentence).toBe(
      'the time of submission of c1 was written by a clock that is 3000 ms ahead of that of Redis',
    );
    expect(begin({ 'scheduler:container_leases c1': 10_750 }, '').step('gateway-1', [lease('c1', true)]).sentence).toBe(
      'the lease of c1 was written by a clock that is 250 ms behind that of Redis',
    );
    const worker1 = begin({ 'scheduler:worker:deadlines worker-1': 61_007 }, '');
    expect(worker1.step('worker-1', [], [], 1, ['scheduler:worker:deadlines']).sentence).toContain(
      'the deadline of worker-1 was written by a clock',
    );
  });
});
