/** Every safety property holds on good evidence and fails on bad evidence, with a sentence that a person understands. */
import { describe, expect, it } from 'vitest';
import { atMostOnceExecution } from '../../../properties/safety/at-most-once-execution.ts';
import { atomicCommit } from '../../../properties/safety/atomic-commit.ts';
import { lifecycle } from '../../../properties/safety/lifecycle.ts';
import { noDoubleScheduling } from '../../../properties/safety/no-double-scheduling.ts';
import { noDuplicateBacklogEntry } from '../../../properties/safety/no-duplicate-backlog-entry.ts';
import { noLostRequest } from '../../../properties/safety/no-lost-request.ts';
import { noNegativeCapacity } from '../../../properties/safety/no-negative-capacity.ts';
import { noOverCredit } from '../../../properties/safety/no-over-credit.ts';
import { noOvercommit } from '../../../properties/safety/no-overcommit.ts';
import { releaseOwnLock } from '../../../properties/safety/release-own-lock.ts';
import { truthfulFailure } from '../../../properties/safety/truthful-failure.ts';
import { workerRemovalKeepsWork } from '../../../properties/safety/worker-removal-keeps-work.ts';
import { acknowledged, backlog, container, delivered, disowned, lease, lock, outcome, owned, queue, worker } from './changes.ts';
import { amount, containerRecord, Trial, workerRecord } from './trial.ts';

const fullWorker = workerRecord('worker-1');
const chargedWorker = workerRecord('worker-1', amount(3_000, 3_584, 2));

describe('S1 no-negative-capacity', () => {
  it('holds while free capacity is whole and at least 0', () => {
    expect(
      new Trial(noNegativeCapacity).step('gateway-1', [worker('worker-1', null, workerRecord('worker-1', amount(0, 0)))]).sentence,
    ).toBe('');
  });
  it('is violated by a negative amount and by a wrapped GPU count', () => {
    const negative = new Trial(noNegativeCapacity).step('gateway-1', [
      worker('worker-1', fullWorker, workerRecord('worker-1', amount(-500, 0))),
    ]);
    expect(negative.sentence).toBe('the record of worker-1 offers -500 m, 0 MiB and 0 GPUs');
    const wrapped = new Trial(noNegativeCapacity).step('gateway-1', [
      worker('worker-1', fullWorker, workerRecord('worker-1', amount(0, 0, 4_294_967_295))),
    ]);
    expect(wrapped.sentence).toContain('4294967295 GPUs');
  });
});

describe('S2 no-over-credit', () => {
  it('holds while free is at most total', () => {
    expect(new Trial(noOverCredit).step('worker-1', [worker('worker-1', null, fullWorker)]).sentence).toBe('');
  });
  it('is violated when a release is credited twice', () => {
    const trial = new Trial(noOverCredit).step('worker-1', [
      worker('worker-1', fullWorker, workerRecord('worker-1', amount(5_000, 4_608, 2))),
    ]);
    expect(trial.sentence).toBe('worker-1 offers 5000 m, 4608 MiB, 2 GPUs but has 4000 m, 4096 MiB, 2 GPUs in all');
  });
});

describe('S3 no-overcommit', () => {
  const machine = { name: 'worker-1', cpuMillicores: 2_000, memoryMib: 2_048, gpuCount: 0, gpuType: '' };

  it('holds while what runs fits the machine', () => {
    const trial = new Trial(noOvercommit);
    trial.evidence.machine('worker-1', machine);
    const run = trial.evidence.started(10, 'worker-1', 'c1', amount(2_000, 512));
    trial.evidence.ended(20, run, 'exit code 0');
    trial.evidence.started(30, 'worker-1', 'c2', amount(2_000, 512));
    expect(trial.sentence).toBe('');
  });
  it('is violated by what really runs, whatever the records say', () => {
    const trial = new Trial(noOvercommit);
    trial.evidence.machine('worker-1', machine);
    trial.evidence.started(10, 'worker-1', 'c1', amount(1_500, 512));
    trial.evidence.started(20, 'worker-1', 'c2', amount(1_000, 512));
    expect(trial.sentence).toBe('worker-1 runs containers of 2500 m, 1024 MiB on a machine of 2000 m, 2048 MiB');
    expect(trial.accusations[0]?.facts.map((fact) => fact.text)).toEqual(['started c1 (1500 m, 512 MiB)', 'started c2 (1000 m, 512 MiB)']);
  });
  it('is violated at rest by a charge that belongs to nothing', () => {
    const trial = new Trial(noOvercommit).step('gateway-1', [worker('worker-1', null, chargedWorker)]).rest();
    expect(trial.sentence).toBe('at rest worker-1 is charged for 1000 m, 512 MiB while containers on it hold 0 m, 0 MiB');
  });
  it('holds at rest when charges and containers agree', () => {
    const trial = new Trial(noOvercommit).step('gateway-1', [worker('worker-1', null, chargedWorker), owned('worker-1', 'c1')]).rest();
    expect(trial.sentence).toBe('');
  });
});

describe('S4 no-double-scheduling', () => {
  it('holds while a container moves from queue to delivery to runtime of one worker', () => {
    const trial = new Trial(noDoubleScheduling)
      .step('gateway-1', [queue('worker-1', 'c1', 0, 1), owned('worker-1', 'c1')])
      .step('worker-1', [queue('worker-1', 'c1', 1, 0), delivered('worker-1', 'c1')])
      .step('worker-1', [acknowledged('worker-1', 'c1')]);
    trial.evidence.started(10, 'worker-1', 'c1', amount(1, 1));
    expect(trial.sentence).toBe('');
  });
  it('is violated by two owners', () => {
    const trial = new Trial(noDoubleScheduling)
      .step('gateway-1', [owned('worker-1', 'c1')])
      .step('gateway-2', [queue('worker-2', 'c1', 0, 1)]);
    expect(trial.sentence).toBe('container c1 is placed on worker-2 and worker-1 at the same time');
    expect(trial.accusations[0]?.facts.at(-1)?.text).toBe('c1 was pushed to the queue of worker-2 (EVALSHA by gateway-2)');
  });
  it('is violated by two runs at once', () => {
    const trial = new Trial(noDoubleScheduling);
    trial.evidence.started(1_731, 'worker-3', 'c7', amount(1, 1));
    trial.evidence.started(1_899, 'worker-1', 'c7', amount(1, 1));
    expect(trial.sentence).toBe('container c7 ran on worker-3 and worker-1 at the same time');
  });
  it('is violated by two entries in one queue', () => {
    expect(new Trial(noDoubleScheduling).step('gateway-1', [queue('worker-1', 'c1', 0, 2)]).sentence).toBe(
      'container c1 is 2 times in the queue of worker-1',
    );
  });
});

describe('S5 at-most-once-execution', () => {
  it('holds for one run', () => {
    const trial = new Trial(atMostOnceExecution);
    trial.evidence.started(1, 'worker-1', 'c1', amount(1, 1));
    expect(trial.sentence).toBe('');
  });
  it('is violated by a second run after the first', () => {
    const trial = new Trial(atMostOnceExecution);
    trial.evidence.ended(5, trial.evidence.started(1, 'worker-1', 'c1', amount(1, 1)), 'worker crashed');
    trial.evidence.started(9, 'worker-2', 'c1', amount(1, 1));
    expect(trial.sentence).toBe('container c1 was started 2 times: on worker-1 and on worker-2');
    expect(trial.accusations[0]?.facts.map((fact) => fact.text)).toEqual(['started c1', 'c1 ended: worker crashed', 'started c1']);
  });
});

describe('S6 no-lost-request', () => {
  it('holds while custody passes from backlog to lease to worker to outcome', () => {
    const trial = new Trial(noLostRequest)
      .step('client-1', [backlog('c1', 0, 1)])
      .accepted('c1')
      .step('gateway-1', [backlog('c1', 1, 0), lease('c1', true)])
      .step('gateway-1', [lease('c1', false), owned('worker-1', 'c1')])
      .step('worker-1', [disowned('worker-1', 'c1'), outcome('c1', 'exited')]);
    expect(trial.sentence).toBe('');
  });
  it('is violated at once when a request leaves the backlog for the memory of a gateway', () => {
    const trial = new Trial(noLostRequest)
      .step('client-1', [backlog('c1', 0, 1)])
      .accepted('c1')
      .step('gateway-1', [backlog('c1', 1, 0)]);
    expect(trial.sentence).toBe('request c1 was accepted, has no outcome, and nobody is responsible for it since gateway-1 took it');
  });
  it('baseline: holds while a living gateway has it in memory, and is violated when that gateway has died', () => {
    const take = (): Trial =>
      new Trial(noLostRequest, 'baseline')
        .step('client-1', [backlog('c1', 0, 1)])
        .accepted('c1')
        .step('gateway-1', [backlog('c1', 1, 0)]);
    expect(
      take()
        .at(1_000)
        .step('gateway-1', [queue('worker-1', 'c1', 0, 1)])
        .at(1_000_000).sentence,
    ).toBe('');
    const died = take().at(1_000).crashed('gateway-1').at(1_000_000);
    expect(died.sentence).toContain('nobody is responsible for it since gateway-1 took it');
    expect(died.accusations[0]?.facts.slice(-2).map((fact) => fact.text)).toEqual(['crashed: SIGKILL', 'no key and no runtime holds c1']);
  });
});

describe('S7 no-duplicate-backlog-entry', () => {
  it('holds while entry, lease and placement follow one another', () => {
    const trial = new Trial(noDuplicateBacklogEntry)
      .step('client-1', [backlog('c1', 0, 1)])
      .step('gateway-1', [backlog('c1', 1, 0), lease('c1', true)])
      .step('gateway-1', [lease('c1', false), queue('worker-1', 'c1', 0, 1)]);
    expect(trial.sentence).toBe('');
  });
  it('is violated by two entries, by an entry beside a lease, and by an entry beside a placement', () => {
    expect(new Trial(noDuplicateBacklogEntry).step('client-2', [backlog('c1', 1, 2)]).sentence).toBe('c1 has 2 entries in the backlog');
    const leased = new Trial(noDuplicateBacklogEntry).step('gateway-1', [lease('c1', true)]).step('gateway-1', [backlog('c1', 0, 1)]);
    expect(leased.sentence).toBe('c1 is in the backlog while it is leased to gateway-1');
    const placed = new Trial(noDuplicateBacklogEntry)
      .step('gateway-1', [queue('worker-1', 'c1', 0, 1)])
      .step('gateway-1', [backlog('c1', 0, 1)]);
    expect(placed.sentence).toBe('c1 is in the backlog while it is placed on worker-1');
  });
});

describe('S8 lifecycle', () => {
  const pending = containerRecord('PENDING');
  const running = containerRecord('RUNNING');

  it('holds from PENDING to RUNNING to an outcome', () => {
    const trial = new Trial(lifecycle)
      .step('client-1', [container('c1', null, pending)])
      .step('worker-1', [container('c1', pending, running)])
      .step('worker-1', [container('c1', running, null), outcome('c1', 'exited')]);
    expect(trial.sentence).toBe('');
  });
  it('is violated by a step backwards', () => {
    const trial = new Trial(lifecycle)
      .step('client-1', [container('c1', null, pending)])
      .step('worker-1', [container('c1', running, pending)]);
    expect(trial.sentence).toBe('c1 went from RUNNING to PENDING');
  });
  it('is violated by a record that disappears without an outcome', () => {
    const trial = new Trial(lifecycle).step('client-1', [container('c1', null, pending)]).step(null, [container('c1', pending, null)]);
    expect(trial.sentence).toBe('the record of c1 disappeared in state PENDING without an outcome');
  });
  it('is violated by a record without identity', () => {
    const ghost = { ...running, identified: false };
    expect(new Trial(lifecycle).step('worker-1', [container('c1', null, ghost)]).sentence).toBe(
      'the record of c1 has lost its identity (status RUNNING)',
    );
  });
  it('is violated when an ended id comes back; in the baseline a new submission may', () => {
    const again = (terms: 'leased' | 'baseline'): Trial =>
      new Trial(lifecycle, terms)
        .step('client-1', [container('c1', null, pending)])
        .step('worker-1', [container('c1', pending, null), outcome('c1', 'stopped')])
        .step('client-1', [container('c1', null, pending)]);
    expect(again('leased').sentence).toBe('the record of c1 came back although it had ended (stopped)');
    expect(again('baseline').sentence).toBe('');
  });
});

describe('S12 truthful-failure', () => {
  it('holds for a request that has no place', () => {
    const trial = new Trial(truthfulFailure)
      .step('gateway-1', [lease('c1', true)])
      .step('gateway-1', [lease('c1', false), outcome('c1', 'failed:request_timeout')]);
    expect(trial.sentence).toBe('');
  });
  it('is violated when the request has a place, and when it starts afterwards', () => {
    const placed = new Trial(truthfulFailure)
      .step('gateway-1', [owned('worker-1', 'c1')])
      .step('gateway-2', [outcome('c1', 'failed:retry_limit')]);
    expect(placed.sentence).toBe('c1 was reported failed:retry_limit while it has a place on worker-1');
    const started = new Trial(truthfulFailure).step('gateway-2', [outcome('c1', 'failed:retry_limit')]);
    started.evidence.started(9, 'worker-1', 'c1', amount(1, 1));
    expect(started.sentence).toBe('c1 was reported failed:retry_limit and started on worker-1 afterwards');
  });
});

describe('S14 release-own-lock', () => {
  it('holds for a release by token, and for an expiry', () => {
    const trial = new Trial(releaseOwnLock)
      .step('gateway-1', [lock(null, '1:a')])
      .step('gateway-1', [lock('1:a', null)], ['sha', '1', 'scheduler:reaper:lock', '1:a'])
      .step('gateway-2', [lock(null, '2:b')])
      .step(null, [lock('2:b', null)]);
    expect(trial.sentence).toBe('');
  });
  it('is violated when a late holder frees the lock of the next one', () => {
    const trial = new Trial(releaseOwnLock)
      .step('gateway-1', [lock(null, '1:a')])
      .step(null, [lock('1:a', null)])
      .step('gateway-2', [lock(null, '2:b')])
      .at(900)
      .step('gateway-1', [lock('2:b', null)], ['scheduler:reaper:lock']);
    expect(trial.sentence).toBe('lock scheduler:reaper:lock of gateway-2 was ended by gateway-1, who does not hold it');
    expect(trial.accusations[0]?.facts.at(-1)).toEqual({
      atMs: 900,
      host: 'gateway-1',
      text: 'ended scheduler:reaper:lock (EVALSHA by gateway-1) without that token',
    });
  });
  it('is violated when one process frees its own later acquisition by an older token', () => {
    const trial = new Trial(releaseOwnLock)
      .step('gateway-1', [lock(null, '1:a')])
      .step(null, [lock('1:a', null)])
      .step('gateway-1', [lock(null, '2:b')])
      .step('gateway-1', [lock('2:b', null)], ['1:a']);
    expect(trial.accusations).toHaveLength(1);
  });
});

describe('S22 atomic-commit', () => {
  it('holds when capacity, ownership and push come in one step', () => {
    const trial = new Trial(atomicCommit)
      .step('worker-1', [worker('worker-1', null, fullWorker)])
      .step('gateway-1', [worker('worker-1', fullWorker, chargedWorker), owned('worker-1', 'c1'), queue('worker-1', 'c1', 0, 1)]);
    expect(trial.sentence).toBe('');
  });
  it('is violated by ownership without push, by push without ownership, and by a charge without ownership', () => {
    const begin = (): Trial => new Trial(atomicCommit).step('worker-1', [worker('worker-1', null, fullWorker)]);
    expect(begin().step('gateway-1', [worker('worker-1', fullWorker, chargedWorker), owned('worker-1', 'c1')]).sentence).toBe(
      'worker-1 owns c1 but nothing was pushed to its queue in the same step',
    );
    expect(begin().step('gateway-1', [queue('worker-1', 'c1', 0, 1)]).sentence).toBe(
      'c1 was pushed to the queue of worker-1, which does not own it',
    );
    expect(begin().step('gateway-1', [worker('worker-1', fullWorker, chargedWorker)]).sentence).toBe(
      'worker-1 is charged for 1000 m, 512 MiB but owns containers of 0 m, 0 MiB',
    );
  });
  it('baseline: holds when the push follows, and is violated when it never comes', () => {
    const charge = (): Trial =>
      new Trial(atomicCommit, 'baseline')
        .step('worker-1', [worker('worker-1', null, fullWorker)])
        .step('gateway-1', [worker('worker-1', fullWorker, chargedWorker)]);
    expect(
      charge()
        .at(5)
        .step('gateway-1', [queue('worker-1', 'c1', 0, 1)])
        .at(1_000_000).sentence,
    ).toBe('');
    const leaked = charge().at(5).crashed('gateway-1').at(1_000_000);
    expect(leaked.sentence).toBe(
      'capacity of worker-1 leaked: gateway-1 charged it with 1000 m, 512 MiB and nothing was ever pushed to its queue',
    );
    expect(leaked.accusations[0]?.facts.map((fact) => fact.text)).toEqual([
      'charged worker-1 with 1000 m, 512 MiB',
      'crashed: SIGKILL',
      'still nothing was pushed to the queue of worker-1',
    ]);
  });
});

describe('S28 worker-removal-keeps-work', () => {
  const begin = (terms: 'leased' | 'baseline' = 'leased'): Trial =>
    new Trial(workerRemovalKeepsWork, terms)
      .step('worker-1', [worker('worker-1', null, fullWorker)])
      .step('gateway-1', [queue('worker-1', 'c1', 0, 1)]);

  it('holds when queued work goes back in the same step', () => {
    expect(
      begin().step('gateway-2', [queue('worker-1', 'c1', 1, 0), backlog('c1', 0, 1), worker('worker-1', fullWorker, null)]).sentence,
    ).toBe('');
  });
  it('is violated when the record goes before the work', () => {
    expect(begin().step('gateway-2', [worker('worker-1', fullWorker, null)]).sentence).toBe(
      'the record of worker-1 is gone and c1, which it had not acknowledged, did not go back',
    );
  });
  it('is violated when the work goes back twice', () => {
    const trial = begin().step('gateway-2', [queue('worker-1', 'c1', 1, 0), backlog('c1', 0, 2), worker('worker-1', fullWorker, null)]);
    expect(trial.sentence).toContain('went back 2 times');
  });
  it('baseline: has a round of recovery', () => {
    expect(
      begin('baseline')
        .step(null, [worker('worker-1', fullWorker, null)])
        .step('gateway-1', [backlog('c1', 0, 1)])
        .at(1_000_000).sentence,
    ).toBe('');
    expect(
      begin('baseline')
        .step(null, [worker('worker-1', fullWorker, null)])
        .at(1_000_000).sentence,
    ).toContain('did not go back');
  });
});
