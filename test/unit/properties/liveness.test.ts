/** Every liveness property is met by evidence that comes in time, and violated by evidence that does not. */
import { describe, expect, it } from 'vitest';
import { backlogDrains } from '../../../properties/liveness/backlog-drains.ts';
import { capacityReturns } from '../../../properties/liveness/capacity-returns.ts';
import { deadWorkerWorkReturns } from '../../../properties/liveness/dead-worker-work-returns.ts';
import { everyRequestEnds } from '../../../properties/liveness/every-request-ends.ts';
import { gatewaysGoOn } from '../../../properties/liveness/gateways-go-on.ts';
import { lockRecovers } from '../../../properties/liveness/lock-recovers.ts';
import { acknowledged, backlog, container, delivered, lease, lock, outcome, owned, queue, worker } from './changes.ts';
import { amount, containerRecord, Trial, workerRecord } from './trial.ts';

const LATER_MS = 10_000_000;

describe('L1 every-request-ends', () => {
  it('is met by an outcome', () => {
    expect(
      new Trial(everyRequestEnds)
        .accepted('c1')
        .at(500)
        .step('worker-1', [outcome('c1', 'exited')])
        .at(LATER_MS).sentence,
    ).toBe('');
  });
  it('is violated without one', () => {
    const trial = new Trial(everyRequestEnds)
      .step('client-1', [container('c1', null, containerRecord('PENDING'))])
      .accepted('c1')
      .at(LATER_MS);
    expect(trial.sentence).toBe('request c1 was accepted and still has no outcome; it is PENDING');
  });
  it('is violated by a valid request that is refused, and by one that is never answered', () => {
    const refused = new Trial(everyRequestEnds).tells('c1', 'submits').tells('c1', 'refused', 'ERR no such script');
    expect(refused.sentence).toBe('the valid request c1 was refused: ERR no such script');
    const silent = new Trial(everyRequestEnds).tells('c1', 'submits').tells('c1', 'unanswered').tells('c1', 'submits').at(LATER_MS);
    expect(silent.sentence).toBe('client-1 submits c1 again and again and gets no answer');
  });
});

describe('L2 lock-recovers-within-ttl', () => {
  const hold = (): Trial =>
    new Trial(lockRecovers)
      .step('gateway-1', [lock(null, '1:a')])
      .at(100)
      .crashed('gateway-1');

  it('is met by expiry', () => {
    expect(
      hold()
        .at(5_000)
        .step(null, [lock('1:a', null)])
        .at(LATER_MS).sentence,
    ).toBe('');
  });
  it('is violated by a lock that stays', () => {
    const trial = hold().at(LATER_MS);
    expect(trial.sentence).toBe('lock scheduler:reaper:lock is still held for gateway-1, which died at 0.100 s');
    expect(trial.accusations[0]?.facts.map((fact) => fact.text)).toEqual(['took scheduler:reaper:lock with token 1:a', 'crashed: SIGKILL']);
  });
  it('owes nothing for a lock of somebody who lives', () => {
    expect(
      new Trial(lockRecovers)
        .step('gateway-1', [lock(null, '1:a')])
        .crashed('gateway-2')
        .at(LATER_MS).sentence,
    ).toBe('');
  });
});

describe('L3 dead-worker-work-returns', () => {
  const die = (): Trial =>
    new Trial(deadWorkerWorkReturns)
      .step('gateway-1', [queue('worker-1', 'c1', 0, 1), queue('worker-1', 'c2', 0, 1)])
      .step('worker-1', [queue('worker-1', 'c2', 1, 0), delivered('worker-1', 'c2')])
      .crashed('worker-1');

  it('is met when queue and deliveries are emptied', () => {
    const trial = die().step('gateway-1', [
      queue('worker-1', 'c1', 1, 0),
      acknowledged('worker-1', 'c2'),
      backlog('c1', 0, 1),
      backlog('c2', 0, 1),
    ]);
    expect(trial.at(LATER_MS).sentence).toBe('');
  });
  it('is violated by what stays', () => {
    expect(
      die()
        .step('gateway-1', [queue('worker-1', 'c1', 1, 0)])
        .at(LATER_MS).sentence,
    ).toBe('c2 is still waiting at worker-1, which died before it acknowledged it');
  });
});

describe('L4 capacity-returns', () => {
  const full = workerRecord('worker-1');
  const charged = workerRecord('worker-1', amount(3_000, 3_584, 2));
  const place = (): Trial =>
    new Trial(capacityReturns)
      .step('worker-1', [worker('worker-1', null, full)])
      .step('gateway-1', [worker('worker-1', full, charged), queue('worker-1', 'c1', 0, 1)]);

  it('is met when the last release gives everything back', () => {
    expect(
      place()
        .step('worker-1', [worker('worker-1', charged, full), queue('worker-1', 'c1', 1, 0), outcome('c1', 'exited')])
        .at(LATER_MS).sentence,
    ).toBe('');
  });
  it('owes nothing while a container has no outcome', () => {
    expect(place().at(LATER_MS).sentence).toBe('');
  });
  it('is violated by capacity that nobody gives back', () => {
    expect(
      place()
        .step('worker-1', [queue('worker-1', 'c1', 1, 0), outcome('c1', 'exited')])
        .at(LATER_MS).sentence,
    ).toBe('nothing runs, but worker-1 still offers 3000 m, 3584 MiB, 2 GPUs of 4000 m, 4096 MiB, 2 GPUs');
  });
});

describe('L10 gateways-go-on', () => {
  it('is met by any command after the last fault', () => {
    expect(new Trial(gatewaysGoOn).started('gateway-1').calm().step('gateway-1', []).at(LATER_MS).sentence).toBe('');
  });
  it('is violated by silence', () => {
    const trial = new Trial(gatewaysGoOn).started('gateway-1').started('gateway-2').calm().step('gateway-1', []).at(LATER_MS);
    expect(trial.sentence).toBe('gateway-2 has done nothing at Redis since the last fault ended');
  });
});

describe('L14 backlog-drains', () => {
  it('is met by an empty backlog', () => {
    const trial = new Trial(backlogDrains)
      .step('client-1', [backlog('c1', 0, 1)])
      .step('gateway-1', [backlog('c1', 1, 0), owned('worker-1', 'c1')]);
    expect(trial.at(LATER_MS).sentence).toBe('');
  });
  it('is violated by a request that waits for ever, leased or not', () => {
    const trial = new Trial(backlogDrains)
      .step('client-1', [backlog('c1', 0, 1)])
      .step('gateway-1', [backlog('c1', 1, 0), lease('c1', true)])
      .at(LATER_MS);
    expect(trial.sentence).toBe('1 request still waits: c1');
  });
});
