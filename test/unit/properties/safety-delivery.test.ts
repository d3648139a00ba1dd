/** What happens once and only once between a gateway, a worker and its runtime, each property on good and on bad evidence. */
import { describe, expect, it } from 'vitest';
import { batchAccounting } from '../../../properties/safety/batch-accounting.ts';
import { deliveryToken } from '../../../properties/safety/delivery-token.ts';
import { determinism } from '../../../properties/safety/determinism.ts';
import { idempotentCommands } from '../../../properties/safety/idempotent-commands.ts';
import { noFalseOrphan } from '../../../properties/safety/no-false-orphan.ts';
import { releaseOnce } from '../../../properties/safety/release-once.ts';
import { DEFAULT_TIMINGS } from '../../../src/index.ts';
import { acceptedToken, acknowledged, backlog, container, disowned, lease, outcome, owned, queue, worker } from './changes.ts';
import { amount, containerRecord, Trial, workerRecord } from './trial.ts';

const full = workerRecord('worker-1');
const charged = workerRecord('worker-1', amount(3_000, 3_584, 2));
const pending = containerRecord('PENDING');

describe('S25 idempotent-commands', () => {
  const COMMIT = ['sha', '4', 'scheduler:worker:state:worker-1', 'commit-1', 'c1', 'c2'];
  const committed = (): Trial => new Trial(idempotentCommands).step('gateway-1', [queue('worker-1', 'c1', 0, 1)], COMMIT, 1).at(50);

  it('holds when the repetition does nothing, or does what the first could not', () => {
    expect(committed().step('gateway-1', [], COMMIT, 2).sentence).toBe('');
    expect(committed().step('gateway-1', [queue('worker-1', 'c2', 0, 1)], COMMIT, 2).sentence).toBe('');
  });
  it('is violated when it does the same again', () => {
    const trial = committed().step('gateway-1', [queue('worker-1', 'c1', 1, 2)], COMMIT, 2);
    expect(trial.sentence).toBe('gateway-1 sent the same EVALSHA again and it took effect on c1 again');
    expect(trial.accusations[0]?.facts.map((fact) => fact.atMs)).toEqual([0, 50]);
  });
  it('asks for the same connection, arguments and time no longer than Redis remembers', () => {
    const twice = [queue('worker-1', 'c1', 1, 2)];
    expect(committed().step('gateway-1', twice, COMMIT, 1).sentence).toBe('');
    expect(committed().step('gateway-1', twice, [...COMMIT, 'c3'], 2).sentence).toBe('');
    expect(committed().at(DEFAULT_TIMINGS.leaseTtlMs).step('gateway-1', twice, COMMIT, 2).sentence).toBe('');
  });
  it('baseline: is violated by a second entry only', () => {
    const push = ['scheduler:worker:requests:worker-1', '{"id":"c1"}'];
    const begin = (): Trial => new Trial(idempotentCommands, 'baseline').step('gateway-1', [queue('worker-1', 'c1', 0, 1)], push, 1);
    expect(begin().step('gateway-1', [container('c1', null, pending)], push, 2).sentence).toBe('');
    expect(begin().step('gateway-1', [queue('worker-1', 'c1', 1, 2)], push, 2).sentence).toContain('took effect on c1 again');
  });
});

describe('S26 delivery-token', () => {
  const begin = (): Trial => new Trial(deliveryToken).step('worker-1', [worker('worker-1', null, full)]);
  const acknowledge = [acknowledged('worker-1', 'c1'), acceptedToken('c1', 'token-1')];

  it('holds for one acknowledgement of the worker and life that the delivery was made to', () => {
    expect(begin().step('worker-1', acknowledge, ['life-1', 'token-1']).sentence).toBe('');
  });
  it('is violated by a second one, by a strange worker, by an earlier life, and by a delivery that is gone', () => {
    const accept = (): Trial => begin().step('worker-1', acknowledge, ['life-1', 'token-1']);
    expect(accept().step('worker-1', acknowledge, ['life-1', 'token-1']).sentence).toBe(
      'the acknowledgement of c1 under token token-1 was accepted a second time',
    );
    expect(begin().step('worker-2', acknowledge, ['life-1', 'token-1']).sentence).toBe(
      'worker-2 acknowledged c1, which was delivered to worker-1',
    );
    expect(begin().step('worker-1', acknowledge, ['life-0', 'token-1']).sentence).toBe('an earlier life of worker-1 acknowledged c1');
    expect(begin().step('worker-1', [acceptedToken('c1', 'token-1')], ['life-1']).sentence).toBe(
      'an acknowledgement of c1 was accepted under token token-1, which no delivery stood under',
    );
  });
});

describe('S27 release-once', () => {
  const running = (): Trial => {
    const trial = new Trial(releaseOnce).step('worker-1', [worker('worker-1', null, full), owned('worker-1', 'c1')]);
    trial.evidence.started(10, 'worker-1', 'c1', amount(1_000, 512));
    return trial;
  };

  it('holds when the runtime is gone, and when the worker is', () => {
    const ended = running();
    for (const run of [...ended.evidence.worker('worker-1').running]) ended.evidence.ended(20, run, 'exit code 0');
    expect(ended.step('worker-1', [disowned('worker-1', 'c1')]).sentence).toBe('');
    expect(running().step('gateway-1', [disowned('worker-1', 'c1'), worker('worker-1', full, null)]).sentence).toBe('');
  });
  it('is violated by a release before the exit', () => {
    expect(running().step('worker-1', [disowned('worker-1', 'c1')]).sentence).toBe(
      'the capacity of c1 went back to worker-1 while it still runs there',
    );
  });
  it('baseline: each received container is credited once', () => {
    const begin = (): Trial =>
      new Trial(releaseOnce, 'baseline')
        .step('client-1', [container('c1', null, pending), worker('worker-1', null, full)])
        .step('worker-1', [queue('worker-1', 'c1', 1, 0)])
        .step('worker-1', [worker('worker-1', charged, full)]);
    expect(begin().sentence).toBe('');
    const twice = begin().step('worker-1', [worker('worker-1', full, workerRecord('worker-1', amount(5_000, 4_608, 2)))]);
    expect(twice.sentence).toBe(
      'worker-1 gave back 1000 m, 512 MiB, which no container that it received and has not given back yet had taken',
    );
  });
});

describe('S29 no-false-orphan', () => {
  const run = (reason: string, before: (trial: Trial) => unknown, terms: 'leased' | 'baseline' = 'leased'): string => {
    const trial = new Trial(noFalseOrphan, terms).step('client-1', [worker('worker-1', null, full), container('c1', null, pending)]);
    const started = trial.evidence.started(10, 'worker-1', 'c1', amount(1, 1));
    before(trial);
    trial.evidence.ended(20, started, reason);
    return trial.sentence;
  };
  const expire = (trial: Trial): Trial => trial.step(null, [container('c1', pending, null)]);

  it('holds when it ends by itself, when it was stopped, and when its worker died', () => {
    expect(run('exit code 0', expire)).toBe('');
    expect(run('SIGTERM', (trial) => trial.step('client-1', [container('c1', pending, containerRecord('STOPPING'))]))).toBe('');
    expect(run('worker crashed', expire)).toBe('');
    expect(run('SIGKILL', () => {})).toBe('');
  });
  it('is violated when it is killed for a record that is missing', () => {
    expect(run('SIGKILL', expire)).toBe('c1 ran on worker-1 in good health and was killed because its record was missing');
  });
  it('baseline: is violated when a false death of the worker kills it', () => {
    const die = (trial: Trial): Trial => trial.step(null, [worker('worker-1', full, null)]);
    expect(run('SIGKILL', die, 'baseline')).toBe(
      'c1 ran on worker-1 in good health and was killed because the record of worker-1 was missing',
    );
    expect(run('SIGKILL', die)).toBe('');
  });
});

describe('S33 batch-accounting', () => {
  const take = (): Trial => new Trial(batchAccounting).step('gateway-1', [backlog('c1', 1, 0), lease('c1', true)]);

  it('holds for a place, an entry and an outcome', () => {
    for (const account of [owned('worker-1', 'c1'), backlog('c1', 0, 1), outcome('c1', 'failed:request_timeout')])
      expect(take().step('gateway-1', [lease('c1', false), account]).sentence).toBe('');
  });
  it('is violated by none of them, and by two', () => {
    expect(take().step('gateway-1', [lease('c1', false)]).sentence).toBe(
      'the lease of c1 ended and it was neither placed nor given back nor ended',
    );
    expect(take().step('gateway-1', [lease('c1', false), owned('worker-1', 'c1'), backlog('c1', 0, 1)]).sentence).toBe(
      'the lease of c1 ended and it was accounted for 2 times',
    );
  });
  it('baseline: is violated by a push and a requeue for one pop', () => {
    const popped = (): Trial => new Trial(batchAccounting, 'baseline').step('gateway-1', [backlog('c1', 1, 0)]);
    expect(popped().step('gateway-1', [queue('worker-1', 'c1', 0, 1)]).sentence).toBe('');
    expect(
      popped()
        .step('gateway-1', [queue('worker-1', 'c1', 0, 1)])
        .step('gateway-1', [backlog('c1', 0, 1)]).sentence,
    ).toBe('c1 was given back although everything that was taken of it is accounted for');
  });
});

describe('S32 determinism', () => {
  it('watches nothing inside a world: the explorer compares the hashes of worlds', () => {
    expect(new Trial(determinism).step('gateway-1', [backlog('c1', 0, 1)]).rest().sentence).toBe('');
  });
});
