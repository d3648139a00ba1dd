/** Who may get what: placements, cordons, stops, quotas and plans, each on good and on bad evidence. */
import { describe, expect, it } from 'vitest';
import { cordonFence } from '../../../properties/safety/cordon-fence.ts';
import { drainOnlyShrinks } from '../../../properties/safety/drain-only-shrinks.ts';
import { legalPlacement } from '../../../properties/safety/legal-placement.ts';
import { plannerSoundness } from '../../../properties/safety/planner-soundness.ts';
import { quotaRespected } from '../../../properties/safety/quota-respected.ts';
import { stopWins } from '../../../properties/safety/stop-wins.ts';
import {
  backlog,
  container,
  cordon,
  delivered,
  disowned,
  lease,
  outcome,
  owned,
  queue,
  quota,
  received,
  request,
  worker,
} from './changes.ts';
import { Keyspace } from './keyspace.ts';
import { amount, containerRecord, Trial, workerRecord } from './trial.ts';

const full = workerRecord('worker-1');
const disabled = { ...full, status: 'disabled', version: 2 };
const pending = containerRecord('PENDING');

describe('S9 legal-placement', () => {
  const begin = (
    record = full,
    demand = amount(1_000, 512),
    types: readonly string[] = [],
    terms: 'leased' | 'baseline' = 'leased',
  ): Trial =>
    new Trial(legalPlacement, terms).step('client-1', [
      worker('worker-1', null, record),
      request('c1', null, types),
      container('c1', null, { ...pending, demand }),
    ]);

  it('holds on an available worker that is big enough and has the GPUs', () => {
    expect(begin().step('gateway-1', [owned('worker-1', 'c1')]).sentence).toBe('');
    expect(begin(full, amount(1, 1, 2), ['H100', 'T4']).step('gateway-1', [owned('worker-1', 'c1')]).sentence).toBe('');
  });
  it('is violated by status, size and GPUs', () => {
    const place = (trial: Trial): string => trial.step('gateway-1', [owned('worker-1', 'c1')]).sentence;
    expect(place(begin(disabled))).toBe('c1 was placed on worker-1, which is disabled');
    expect(place(begin(full, amount(9_000, 1)))).toBe('c1 was placed on worker-1, which has only 4000 m, 4096 MiB, 2 GPUs in all');
    expect(place(begin(full, amount(1, 1, 1), ['H100', 'A10G']))).toBe(
      'c1 was placed on worker-1, which has GPUs of type T4 where H100 or A10G is asked for',
    );
  });
  it('is violated by a pool that is not asked for, and by one that may vanish', () => {
    const place = (record: Partial<typeof full>, kind: Parameters<typeof request>[3]): string =>
      new Trial(legalPlacement)
        .step('client-1', [worker('worker-1', null, { ...full, ...record }), request('c1', null, [], kind), container('c1', null, pending)])
        .step('gateway-1', [owned('worker-1', 'c1')]).sentence;
    const batch = { poolSelector: 'batch', requiresPoolSelector: true };
    expect(place(batch, {})).toBe('c1 was placed on worker-1, which is kept for those who name batch');
    expect(place(batch, { poolSelector: 'batch' })).toBe('');
    expect(place({}, { poolSelector: 'batch' })).toBe('c1 was placed on worker-1, which belongs to default where batch is asked for');
    expect(place({ isPreemptable: true }, {})).toBe('c1 was placed on worker-1, which may vanish at any time');
    expect(place({ isPreemptable: true }, { toleratesPreemption: true })).toBe('');
  });
  it('baseline: judges the push, accepts pending workers, and keeps GPU workers for GPUs', () => {
    const push = (trial: Trial): string => trial.step('gateway-1', [queue('worker-1', 'c1', 0, 1)]).sentence;
    expect(push(begin({ ...full, status: 'pending', gpuType: '' }, amount(1, 1), [], 'baseline'))).toBe('');
    expect(push(begin(full, amount(1, 1), [], 'baseline'))).toBe('c1 was placed on worker-1, which is kept for containers that need GPUs');
  });
});

describe('S10 cordon-fence', () => {
  const begin = (terms: 'leased' | 'baseline' = 'leased'): Trial =>
    new Trial(cordonFence, terms).step('worker-1', [worker('worker-1', null, full)]);
  const fence = (): Trial =>
    begin()
      .at(10)
      .step('client-1', [cordon('worker-1', true), worker('worker-1', full, disabled)]);

  it('holds when placements stop at the cordon and go on after it', () => {
    const trial = begin()
      .step('gateway-1', [owned('worker-1', 'c1')])
      .step('client-1', [cordon('worker-1', true), worker('worker-1', full, disabled)])
      .step('client-1', [cordon('worker-1', false), worker('worker-1', disabled, full)])
      .step('gateway-1', [owned('worker-1', 'c2')]);
    expect(trial.sentence).toBe('');
  });
  it('holds when a worker that had retired comes back by a new life', () => {
    const trial = begin()
      .step('worker-1', [worker('worker-1', full, disabled)])
      .step('worker-1', [worker('worker-1', disabled, { ...full, incarnation: 'life-2' })])
      .step('gateway-1', [owned('worker-1', 'c1')]);
    expect(trial.sentence).toBe('');
  });
  it('is violated by a placement behind the cordon', () => {
    const trial = fence()
      .at(20)
      .step('gateway-2', [owned('worker-1', 'c7')]);
    expect(trial.sentence).toBe('c7 was placed on worker-1, which is out of service');
    expect(trial.accusations[0]?.facts).toEqual([
      { atMs: 10, host: 'client-1', text: 'took worker-1 out of service' },
      { atMs: 20, host: 'gateway-2', text: 'placed c7 on worker-1' },
    ]);
  });
  it('is violated by a restart that forgets the cordon', () => {
    const trial = fence().step('worker-1', [worker('worker-1', disabled, { ...full, incarnation: 'life-2' })]);
    expect(trial.sentence).toBe('worker-1 became available although it is cordoned');
  });
  it('baseline: an operator may put it back, the worker itself and a late gateway may not', () => {
    const cordoned = (): Trial => begin('baseline').step('client-1', [worker('worker-1', full, disabled)]);
    expect(cordoned().step('operator', [worker('worker-1', disabled, full)]).sentence).toBe('');
    expect(cordoned().step('worker-1', [worker('worker-1', disabled, full)]).sentence).toBe(
      'the cordon of worker-1 was forgotten by worker-1',
    );
    expect(cordoned().step('gateway-1', [worker('worker-1', disabled, full)]).sentence).toContain('forgotten by gateway-1');
  });
  it('baseline: is violated by a charge behind the cordon', () => {
    const charged = { ...disabled, free: amount(3_000, 3_584, 2) };
    const trial = begin('baseline')
      .step('client-1', [worker('worker-1', full, disabled)])
      .step('gateway-1', [worker('worker-1', disabled, charged)]);
    expect(trial.sentence).toBe('worker-1 was charged for a new container although it is out of service');
  });
});

describe('S34 drain-only-shrinks', () => {
  it('holds when what was there moves on and ends', () => {
    const trial = new Trial(drainOnlyShrinks)
      .step('gateway-1', [owned('worker-1', 'c1'), queue('worker-1', 'c1', 0, 1)])
      .step('client-1', [cordon('worker-1', true)])
      .step('worker-1', [queue('worker-1', 'c1', 1, 0), delivered('worker-1', 'c1')]);
    trial.evidence.started(5, 'worker-1', 'c1', amount(1, 1));
    expect(trial.step('worker-1', [disowned('worker-1', 'c1')]).sentence).toBe('');
  });
  it('holds when a stalled worker starts late what it had taken before, and others gave up on meanwhile', () => {
    const trial = new Trial(drainOnlyShrinks)
      .step('gateway-1', [owned('worker-1', 'c1')])
      .step('gateway-2', [disowned('worker-1', 'c1')])
      .step('client-1', [cordon('worker-1', true)]);
    trial.evidence.started(5, 'worker-1', 'c1', amount(1, 1));
    expect(trial.sentence).toBe('');
  });
  it('is violated by anything new, in the records or at the runtime', () => {
    const begin = (): Trial => new Trial(drainOnlyShrinks).step('client-1', [cordon('worker-1', true)]);
    expect(begin().step('gateway-1', [owned('worker-1', 'c2')]).sentence).toBe('worker-1 is cordoned and got c2 all the same');
    const trial = begin();
    trial.evidence.started(5, 'worker-1', 'c3', amount(1, 1));
    expect(trial.sentence).toBe('worker-1 is cordoned and got c3 all the same');
  });
  it('baseline: what was charged before may still be pushed, for a while', () => {
    const begin = (): Trial => new Trial(drainOnlyShrinks, 'baseline').step('client-1', [worker('worker-1', full, disabled)]);
    expect(
      begin()
        .at(100)
        .step('gateway-1', [queue('worker-1', 'c1', 0, 1)]).sentence,
    ).toBe('');
    expect(
      begin()
        .at(1_000_000)
        .step('gateway-1', [queue('worker-1', 'c1', 0, 1)]).sentence,
    ).toContain('got c1 all the same');
    expect(
      begin()
        .at(1_000_000)
        .step('worker-1', [received('worker-1', 'c1', true)]).sentence,
    ).toContain('got c1 all the same');
  });
});

describe('S11 stop-wins', () => {
  const submitted = (terms: 'leased' | 'baseline' = 'leased'): Trial =>
    new Trial(stopWins, terms).step('client-1', [container('c1', null, pending), backlog('c1', 0, 1)]);
  const stopping = containerRecord('STOPPING');

  it('holds when an acknowledged container starts and is then ended', () => {
    const trial = submitted()
      .step('gateway-1', [backlog('c1', 1, 0), owned('worker-1', 'c1')])
      .step('client-1', [container('c1', pending, stopping)]);
    trial.evidence.started(5, 'worker-1', 'c1', amount(1, 1));
    expect(trial.sentence).toBe('');
  });
  it('is violated by a placement and by a start after the end', () => {
    const ended = (): Trial =>
      submitted()
        .at(3)
        .step('client-2', [container('c1', pending, null), outcome('c1', 'stopped')]);
    const placed = ended()
      .at(9)
      .step('gateway-1', [owned('worker-2', 'c1')]);
    expect(placed.sentence).toBe('c1 was stopped and placed on worker-2 afterwards');
    expect(placed.accusations[0]?.facts[0]).toEqual({ atMs: 3, host: 'client-2', text: 'stopped c1' });
    const started = ended();
    started.evidence.started(9, 'worker-1', 'c1', amount(1, 1));
    expect(started.sentence).toBe('c1 was stopped and started on worker-1 afterwards');
  });
  it('is violated by a start after the user was told that it is cancelled', () => {
    const trial = submitted().tells('c1', 'stop-answered', 'cancelled');
    trial.evidence.started(9, 'worker-1', 'c1', amount(1, 1));
    expect(trial.sentence).toContain('started on worker-1 afterwards');
  });
  it('baseline: a stop that finds it in the backlog is forgotten by the push', () => {
    const trial = submitted('baseline')
      .step('client-1', [container('c1', pending, stopping)])
      .step('gateway-1', [backlog('c1', 1, 0), queue('worker-1', 'c1', 0, 1)]);
    expect(trial.sentence).toBe('c1 was stopped and placed on worker-1 afterwards');
  });
  it('baseline: a new submission of a stopped id counts anew', () => {
    const trial = submitted('baseline')
      .step('client-1', [container('c1', pending, stopping)])
      .step('client-1', [container('c1', stopping, pending)])
      .step('gateway-1', [queue('worker-1', 'c1', 0, 1)]);
    expect(trial.sentence).toBe('');
  });
});

describe('S16 quota-respected', () => {
  const RESERVATIONS = 'workspace:concurrency_reservations:blue';

  function begin(reservations: Record<string, string>): { readonly trial: Trial; readonly held: Map<string, string> } {
    const keyspace = new Keyspace();
    const held = new Map(Object.entries(reservations));
    keyspace.hashes.set(RESERVATIONS, held);
    const trial = new Trial(quotaRespected).step('operator', [quota('blue', 1_500, null)]);
    trial.evidence.keyspace = keyspace.view();
    return { trial, held };
  }
  const admit = (trial: Trial, id: string): Trial => trial.step('client-1', [request(id, 'blue'), container(id, null, pending)]);

  it('holds while live containers fit, one after the other', () => {
    const { trial, held } = begin({ c1: '1000:0' });
    admit(trial, 'c1');
    held.delete('c1');
    trial.step('worker-1', [container('c1', pending, null)]);
    held.set('c2', '1000:0');
    expect(admit(trial, 'c2').sentence).toBe('');
  });
  it('is violated by one admission too many', () => {
    const { trial } = begin({ c1: '1000:0', c2: '1000:0' });
    admit(trial, 'c1');
    expect(admit(trial, 'c2').sentence).toBe('blue may use 1500 m and was admitted 2000 m with c2');
  });
  it('is violated by a missing, a wrong and a left-over reservation', () => {
    expect(admit(begin({}).trial, 'c1').sentence).toBe('c1 demands 1000 m, 512 MiB and has no reservation in blue');
    expect(admit(begin({ c1: '10:0' }).trial, 'c1').sentence).toContain('has a reservation of 10:0 in blue');
    const { trial } = begin({ c1: '1000:0' });
    admit(trial, 'c1');
    expect(trial.step('worker-1', [container('c1', pending, null)]).sentence).toBe('c1 has ended and has a reservation of 1000:0 in blue');
  });
  it('says nothing of containers without a workspace', () => {
    expect(begin({}).trial.step('client-1', [request('c1', null), container('c1', null, pending)]).sentence).toBe('');
  });
});

describe('S16 quota-respected in the designs of the documents', () => {
  function begin(): { readonly trial: Trial; readonly admit: (id: string) => Trial } {
    const keyspace = new Keyspace();
    const trial = new Trial(quotaRespected, 'baseline').step('operator', [quota('blue', 1_500, null)]).at(100_000);
    trial.evidence.keyspace = keyspace.view();
    const admit = (id: string): Trial => {
      keyspace.hashes.set(`scheduler:container:state:${id}`, new Map([['workspace_id', 'blue']]));
      return trial.step('client-1', [container(id, null, pending)]);
    };
    return { trial, admit };
  }
  const stopping = containerRecord('STOPPING');

  it('holds while what is not stopping fits', () => {
    const { trial, admit } = begin();
    admit('c1');
    trial.step('client-1', [container('c1', pending, stopping)]);
    expect(admit('c2').sentence).toBe('');
  });
  it('is violated by one admission too many', () => {
    const { admit } = begin();
    admit('c1');
    expect(admit('c2').sentence).toBe('blue may use 1500 m and was admitted 2000 m with c2');
  });
  it('allows what a cache of ten minutes allows, and no longer', () => {
    const { trial, admit } = begin();
    trial.step('operator', [
      {
        kind: 'quota',
        workspace: 'blue',
        before: { cpuMillicores: 2_000, gpuCount: null },
        after: { cpuMillicores: 1_500, gpuCount: null },
      },
    ]);
    admit('c1');
    expect(admit('c2').sentence).toBe('');
    trial.at(800_000);
    expect(admit('c3').sentence).toBe('blue may use 1500 m and was admitted 3000 m with c3');
  });
});

describe('S23 planner-soundness', () => {
  const COMMIT = ['sha', '4', 'scheduler:worker:state:worker-1', 'worker-1', 'life-1'];
  const half = { ...pending, demand: amount(2_500, 1) };
  const begin = (): Trial =>
    new Trial(plannerSoundness)
      .step('worker-1', [worker('worker-1', null, full)])
      .step('client-1', [container('c1', null, half), container('c2', null, half), backlog('c1', 0, 1), backlog('c2', 0, 1)])
      .at(10)
      .step('gateway-1', [backlog('c1', 1, 0), backlog('c2', 1, 0), lease('c1', true), lease('c2', true)])
      .at(20);

  it('holds for a plan that the worker had room for', () => {
    expect(begin().step('gateway-1', [], [...COMMIT, 'c1']).sentence).toBe('');
  });
  it('is violated by a batch whose members did not see each other', () => {
    expect(begin().step('gateway-1', [], [...COMMIT, 'c1', 'c2']).sentence).toBe(
      'gateway-1 planned 2 containers of 5000 m, 2 MiB for worker-1, which never offered as much meanwhile',
    );
  });
  it('holds for a plan against an offer that has shrunk since', () => {
    const big = workerRecord('worker-1', amount(8_000, 4_096, 2));
    const trial = begin()
      .step('worker-1', [worker('worker-1', full, big)])
      .at(25)
      .step('gateway-2', [worker('worker-1', big, full)])
      .at(30);
    expect(trial.step('gateway-1', [], [...COMMIT, 'c1', 'c2']).sentence).toBe('');
  });
  it('is violated by a commit that takes more than there is', () => {
    const tight = workerRecord('worker-1', amount(500, 4_096));
    const trial = new Trial(plannerSoundness)
      .step('worker-1', [worker('worker-1', null, tight)])
      .step('gateway-1', [owned('worker-1', 'c1')]);
    expect(trial.sentence).toBe('1000 m, 512 MiB were committed to worker-1 in one step, which offered 500 m, 4096 MiB');
  });
});
