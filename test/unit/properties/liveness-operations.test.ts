/** Liveness under operators' hands and contention: each property is met in time, or says what waits for what. */
import { describe, expect, it } from 'vitest';
import { drainedWorkerEmpties } from '../../../properties/liveness/drained-worker-empties.ts';
import { loneRequestIsQuick } from '../../../properties/liveness/lone-request-is-quick.ts';
import { noLivelock } from '../../../properties/liveness/no-livelock.ts';
import { noStarvation } from '../../../properties/liveness/no-starvation.ts';
import { pendingWorkerSettles } from '../../../properties/liveness/pending-worker-settles.ts';
import { quotaReturns } from '../../../properties/liveness/quota-returns.ts';
import { stoppingEnds } from '../../../properties/liveness/stopping-ends.ts';
import { backlog, container, cordon, disowned, owned, queue, request, worker } from './changes.ts';
import { Keyspace } from './keyspace.ts';
import { amount, containerRecord, Trial, workerRecord } from './trial.ts';

const LATER_MS = 100_000_000;
const full = workerRecord('worker-1');
const empty = workerRecord('worker-1', amount(0, 0, 0));
const pending = containerRecord('PENDING');
const stopping = containerRecord('STOPPING', 'worker-1');

describe('L5 quota-returns', () => {
  function atRest(reservations: readonly string[], live: readonly string[]): string {
    const keyspace = new Keyspace();
    keyspace.hashes.set('workspace:concurrency_reservations:blue', new Map(reservations.map((id) => [id, '1:0'])));
    for (const id of live) keyspace.hashes.set(`scheduler:container:state:${id}`, new Map([['request', '{"workspace_id":"blue"}']]));
    const trial = new Trial(quotaReturns);
    trial.evidence.keyspace = keyspace.view();
    return trial.rest().sentence;
  }
  it('holds when reservations are those of live containers', () => {
    expect(atRest(['c1'], ['c1'])).toBe('');
  });
  it('is violated by too much and by too little', () => {
    expect(atRest(['c1', 'c2'], ['c1'])).toBe('at rest blue still has a reservation of c2, which is not live');
    expect(atRest([], ['c1'])).toBe('at rest blue has no reservation of c1, which is live');
  });
});

describe('L5 quota-returns, after something changed the reservations', () => {
  const RESERVATIONS = 'workspace:concurrency_reservations:blue';
  function begin(): { readonly trial: Trial; readonly held: Map<string, string> } {
    const keyspace = new Keyspace();
    const held = new Map([['c1', '1:0']]);
    keyspace.hashes.set(RESERVATIONS, held);
    const trial = new Trial(quotaReturns);
    trial.evidence.keyspace = keyspace.view();
    return { trial: trial.step('client-1', [request('c1', 'blue'), container('c1', null, pending)]), held };
  }

  it('holds when they are right again in time', () => {
    const { trial, held } = begin();
    held.delete('c1');
    trial.step('hand', [], [], 1, [RESERVATIONS]);
    held.set('c1', '1:0');
    trial.at(5_000).step('gateway-1', [], [], 1, [RESERVATIONS]);
    expect(trial.at(1_000_000).sentence).toBe('');
  });
  it('is violated when they stay wrong, too little or too much', () => {
    const missing = begin();
    missing.held.delete('c1');
    missing.trial.step('hand', [], [], 1, [RESERVATIONS]);
    expect(missing.trial.at(1_000_000).sentence).toBe('after its repair was due blue has no reservation of c1, which is live');
    const left = begin();
    left.held.set('c2', '1:0');
    left.trial.step('hand', [], [], 1, [RESERVATIONS]);
    expect(left.trial.at(1_000_000).sentence).toBe('after its repair was due blue still has a reservation of c2, which is not live');
  });
});

describe('L5 quota-returns in the designs of the documents', () => {
  const INDEX = 'workspace:concurrency_index:blue';
  function atRest(indexed: readonly string[], status: string): string {
    const keyspace = new Keyspace();
    keyspace.sets.set(INDEX, new Set(indexed));
    keyspace.hashes.set(
      'scheduler:container:state:c1',
      new Map([
        ['workspace_id', 'blue'],
        ['status', status],
      ]),
    );
    const trial = new Trial(quotaReturns, 'baseline');
    trial.evidence.keyspace = keyspace.view();
    return trial.step('client-1', [container('c1', null, pending), backlog('c1', 0, 1)]).rest().sentence;
  }
  it('holds when a count finds what is live; what is STOPPING does not count', () => {
    expect([atRest(['c1'], 'PENDING'), atRest([], 'STOPPING')]).toEqual(['', '']);
  });
  it('is violated by a live container that no count finds', () => {
    expect(atRest([], 'PENDING')).toBe('at rest blue does not count c1, which is live');
  });
});

describe('L6 no-livelock', () => {
  const begin = (): Trial =>
    new Trial(noLivelock)
      .started('gateway-1')
      .started('gateway-2')
      .step('worker-1', [worker('worker-1', null, full)])
      .step('client-1', [container('c1', null, pending), backlog('c1', 0, 1)])
      .calm();
  const round = (trial: Trial, atMs: number): Trial =>
    trial
      .at(atMs)
      .step('gateway-1', [backlog('c1', 1, 0)])
      .step('gateway-1', [backlog('c1', 0, 1)]);

  it('holds while somebody wins, or the worker changes', () => {
    const won = round(round(begin(), 10), 20).step('gateway-2', [queue('worker-1', 'c2', 0, 1)]);
    expect(round(round(won, 30), 40).sentence).toBe('');
    const changed = round(round(begin(), 10), 20);
    changed
      .at(30)
      .step('gateway-1', [backlog('c1', 1, 0)])
      .at(31)
      .step('worker-1', [worker('worker-1', full, { ...full, version: 2 })]);
    expect(changed.step('gateway-1', [backlog('c1', 0, 1)]).sentence).toBe('');
  });
  it('is violated by more futile rounds in a row than there are contenders', () => {
    expect(round(round(round(begin(), 10), 20), 30).sentence).toBe('');
    expect(round(round(round(round(begin(), 10), 20), 30), 40).sentence).toBe(
      'c1 was given back although worker-1 has room for it; that is futile round 4 in a row among 3 contenders',
    );
  });
});

describe('L7 no-starvation', () => {
  const begin = (): Trial =>
    new Trial(noStarvation)
      .step('worker-1', [worker('worker-1', null, empty)])
      .step('client-1', [container('c1', null, pending), backlog('c1', 0, 1)])
      .step('worker-1', [worker('worker-1', empty, full)]);

  it('is met by a place, and owes nothing while nobody has room', () => {
    expect(
      begin()
        .step('gateway-1', [backlog('c1', 1, 0), owned('worker-1', 'c1')])
        .at(LATER_MS).sentence,
    ).toBe('');
    const crowded = new Trial(noStarvation, 'baseline').step('client-1', [container('c1', null, pending), backlog('c1', 0, 1)]);
    expect(crowded.step('worker-1', [worker('worker-1', null, empty)]).at(LATER_MS).sentence).toBe('');
  });
  it('is violated when no worker is kept free for who has waited longest, and a place or nowhere to go ends that', () => {
    const aged = (id: string, demand = pending.demand): Trial =>
      new Trial(noStarvation)
        .step('worker-1', [worker('worker-1', null, empty)])
        .step('client-1', [container(id, null, { ...pending, demand }), backlog(id, 0, 1)])
        .step('client-1', [container('c2', null, pending), backlog('c2', 0, 1)]);
    const starved = 'has waited longest since 0.000 s, and no worker was kept free until it fitted';
    expect(aged('c1').at(LATER_MS).sentence).toBe(`c1 ${starved}`);
    // What fits nowhere is owed nothing; the next one is.
    expect(aged('c1', amount(9_000, 1)).at(LATER_MS).sentence).toBe(`c2 ${starved}`);
    const placed = aged('c1').step('gateway-1', [backlog('c1', 1, 0), owned('worker-1', 'c1')]);
    expect(placed.at(LATER_MS).sentence).toBe(`c2 ${starved}`);
    const out = aged('c1').step('operator-1', [cordon('worker-1', true), worker('worker-1', empty, { ...empty, status: 'disabled' })]);
    expect(out.at(LATER_MS).sentence).toBe('');
  });
  it('is violated when others take the room for ever', () => {
    const trial = begin()
      .step('gateway-1', [worker('worker-1', full, empty)])
      .at(LATER_MS);
    expect(trial.accusations.map(({ sentence }) => sentence)).toContain(
      'c1 has waited longest since worker-1 had room for it at 0.000 s, and still waits',
    );
  });
});

describe('L8 stopping-ends', () => {
  const stop = (): Trial => new Trial(stoppingEnds).step('client-1', [container('c1', containerRecord('RUNNING', 'worker-1'), stopping)]);

  it('is met when the record goes', () => {
    expect(
      stop()
        .step('worker-1', [container('c1', stopping, null)])
        .at(LATER_MS).sentence,
    ).toBe('');
  });
  it('is violated when it stays', () => {
    expect(stop().at(LATER_MS).sentence).toBe('c1 was told to stop at 0.000 s and is still there');
  });
});

describe('L11 drained-worker-empties', () => {
  const drain = (): Trial =>
    new Trial(drainedWorkerEmpties).step('gateway-1', [owned('worker-1', 'c1')]).step('client-1', [cordon('worker-1', true)]);

  it('is met when it holds nothing, and owed no longer when it is put back', () => {
    expect(
      drain()
        .step('worker-1', [disowned('worker-1', 'c1')])
        .at(LATER_MS).sentence,
    ).toBe('');
    expect(
      drain()
        .step('client-1', [cordon('worker-1', false)])
        .at(LATER_MS).sentence,
    ).toBe('');
  });
  it('is violated by what stays', () => {
    expect(drain().at(LATER_MS).sentence).toBe('worker-1 was cordoned at 0.000 s and still holds c1');
  });
});

describe('L12 lone-request-is-quick', () => {
  const arrive = (containers: number, calmAtMs = 0): Trial => {
    const trial = new Trial(loneRequestIsQuick, 'leased', {}, containers)
      .at(calmAtMs)
      .calm()
      .step('worker-1', [worker('worker-1', null, full)]);
    trial.command('gateway-1', 'SUBSCRIBE');
    return trial.step('client-1', [container('c1', null, pending), backlog('c1', 0, 1)]);
  };

  it('is met by a quick place, and says nothing of requests in company or of worlds with faults', () => {
    expect(
      arrive(1)
        .at(5)
        .step('gateway-1', [queue('worker-1', 'c1', 0, 1)])
        .at(LATER_MS).sentence,
    ).toBe('');
    expect(arrive(2).at(LATER_MS).sentence).toBe('');
    expect(arrive(1, 500).at(LATER_MS).sentence).toBe('');
  });
  it('is violated by a long wait', () => {
    expect(arrive(1).at(2_000).sentence).toBe('c1 is alone, and was not placed within 1000 ms');
  });
  it('asks for nothing once the only worker that may have it is cordoned or gone', () => {
    expect(
      arrive(1)
        .at(5)
        .step('operator-1', [cordon('worker-1', true)])
        .at(LATER_MS).sentence,
    ).toBe('');
    expect(
      arrive(1)
        .at(5)
        .step('worker-1', [worker('worker-1', full, null)])
        .at(LATER_MS).sentence,
    ).toBe('');
  });
  it('goes on asking while another worker may have it, and when a worker only seems to be full', () => {
    const late = 'c1 is alone, and was not placed within 1000 ms';
    const another = workerRecord('worker-2');
    const withTwo = arrive(1).step('worker-2', [worker('worker-2', null, another)]);
    expect(withTwo.step('operator-1', [cordon('worker-1', true)]).at(2_000).sentence).toBe(late);
    expect(
      arrive(1)
        .step('gateway-1', [worker('worker-1', full, empty)])
        .at(2_000).sentence,
    ).toBe(late);
  });
});

describe('L13 pending-worker-settles', () => {
  const registering = { ...full, status: 'pending' };
  const begin = (): Trial => new Trial(pendingWorkerSettles, 'baseline').step('worker-1', [worker('worker-1', null, registering)]);

  it('is met when it becomes available, and when its record goes', () => {
    expect(
      begin()
        .step('worker-1', [worker('worker-1', registering, full)])
        .at(LATER_MS).sentence,
    ).toBe('');
    expect(
      begin()
        .step(null, [worker('worker-1', registering, null)])
        .at(LATER_MS).sentence,
    ).toBe('');
  });
  it('is violated when neither happens', () => {
    expect(begin().at(LATER_MS).sentence).toBe('worker-1 is still pending: it neither became available nor did its record go away');
  });
});
