/** Each `sometimes` goal is reached by the situation that it names and by nothing less. */
import { describe, expect, it } from 'vitest';
import { chaosGoals, type Goal } from '../../../properties/goals.ts';
import { acknowledged, backlog, container, cordon, disowned, lease, lock, outcome, owned, queue, worker } from './changes.ts';
import { amount, containerRecord, Trial, workerRecord } from './trial.ts';

function goal(name: string): Goal {
  const found = chaosGoals.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no goal ${name}`);
  return found;
}

describe('goals', () => {
  it('gateway-died-holding-a-lease', () => {
    const trial = new Trial(goal('gateway-died-holding-a-lease')).step('gateway-1', [lease('c1', true)]).crashed('gateway-2');
    expect(trial.goals).toEqual([]);
    expect(trial.crashed('gateway-1').goals).toHaveLength(1);
  });
  it('worker-died-with-queued-work', () => {
    const trial = new Trial(goal('worker-died-with-queued-work')).crashed('worker-1');
    expect(trial.goals).toEqual([]);
    expect(trial.step('gateway-1', [queue('worker-1', 'c1', 0, 1)]).crashed('worker-1').goals).toHaveLength(1);
  });
  it('lock-or-lease-expired', () => {
    const trial = new Trial(goal('lock-or-lease-expired')).step('gateway-1', [lock(null, 'a')]).step('gateway-1', [lock('a', null)]);
    expect(trial.goals).toEqual([]);
    expect(
      trial
        .step('gateway-1', [lease('c1', true)])
        .crashed('gateway-1')
        .step('gateway-2', [lease('c1', false), backlog('c1', 0, 1)]).goals,
    ).toHaveLength(1);
  });
  it('reply-lost-after-execution', () => {
    const args = ['sha', '1', 'key', 'c1'];
    const trial = new Trial(goal('reply-lost-after-execution')).step('gateway-1', [], args, 1).step('gateway-1', [], args, 1);
    expect(trial.goals).toEqual([]);
    expect(trial.step('gateway-1', [], args, 2).goals).toHaveLength(1);
  });
  it('commit-refused-for-capacity', () => {
    const args = ['sha', '4', 'scheduler:worker:state:worker-1', 'worker-1', 'c1'];
    const begin = (free: number): Trial =>
      new Trial(goal('commit-refused-for-capacity')).step('gateway-1', [
        lease('c1', true),
        container('c1', null, containerRecord('PENDING')),
        worker('worker-1', null, workerRecord('worker-1', amount(free, 4_096))),
      ]);
    expect(begin(1_000).step('gateway-1', [], args).goals).toEqual([]);
    expect(begin(999).step('gateway-1', [], args).goals).toHaveLength(1);
  });
  it('request-retried', () => {
    const trial = new Trial(goal('request-retried')).step('client-1', [backlog('c1', 0, 1)]).step('gateway-1', [backlog('c1', 1, 0)]);
    expect(trial.goals).toEqual([]);
    expect(trial.step('gateway-1', [backlog('c1', 0, 1)]).goals).toHaveLength(1);
  });
  it('request-timed-out', () => {
    const trial = new Trial(goal('request-timed-out')).step('gateway-1', [outcome('c1', 'failed:cannot_start')]);
    expect(trial.goals).toEqual([]);
    expect(trial.step('gateway-1', [outcome('c2', 'failed:request_timeout')]).goals).toHaveLength(1);
  });
  it('worker-fenced-itself', () => {
    const trial = new Trial(goal('worker-fenced-itself')).step('gateway-1', [outcome('c1', 'lost:worker_died')]);
    expect(trial.goals).toEqual([]);
    expect(trial.step('worker-1', [outcome('c2', 'lost:worker_fenced')]).goals).toHaveLength(1);
  });
  it('cordoned-worker-passed-over', () => {
    const begin = (free: number): Trial =>
      new Trial(goal('cordoned-worker-passed-over'))
        .step('worker-1', [worker('worker-1', null, workerRecord('worker-1', amount(free, 4_096)))])
        .step('operator', [cordon('worker-1', true)]);
    expect(begin(999).step('gateway-1', [owned('worker-2', 'c1')]).goals).toEqual([]);
    expect(
      begin(1_000)
        .step('operator', [cordon('worker-1', false)])
        .step('gateway-1', [owned('worker-2', 'c1')]).goals,
    ).toEqual([]);
    expect(begin(1_000).step('gateway-1', [owned('worker-2', 'c1')]).goals).toHaveLength(1);
  });
  it('drained-worker-emptied', () => {
    const trial = new Trial(goal('drained-worker-emptied')).step('gateway-1', [owned('worker-1', 'c1'), owned('worker-1', 'c2')]);
    trial.step('operator', [cordon('worker-1', true)]).step('worker-1', [disowned('worker-1', 'c1')]);
    expect(trial.goals).toEqual([]);
    expect(trial.step('worker-1', [disowned('worker-1', 'c2')]).goals).toHaveLength(1);
  });
  it('cordon-outlived-a-worker', () => {
    const record = workerRecord('worker-1');
    const trial = new Trial(goal('cordon-outlived-a-worker')).step('worker-1', [worker('worker-1', null, record)]);
    trial.step('operator', [cordon('worker-1', true), worker('worker-1', record, { ...record, status: 'disabled' })]);
    expect(trial.goals).toEqual([]);
    const next = { ...record, status: 'disabled', incarnation: 'life-2' };
    expect(trial.step('worker-1', [worker('worker-1', record, next)]).goals).toHaveLength(1);
  });
  it('quota-refused', () => {
    const trial = new Trial(goal('quota-refused')).tells('c1', 'refused');
    expect(trial.goals).toEqual([]);
    expect(trial.tells('c1', 'over-quota').goals).toHaveLength(1);
  });
  it('stop-before-placement and stop-before-acknowledgement', () => {
    const waiting = [backlog('c1', 1, 0), outcome('c1', 'stopped')];
    const placed = [queue('worker-1', 'c1', 1, 0), outcome('c1', 'stopped')];
    expect(new Trial(goal('stop-before-placement')).step('client-1', placed).goals).toEqual([]);
    expect(new Trial(goal('stop-before-placement')).step('client-1', waiting).goals).toHaveLength(1);
    expect(new Trial(goal('stop-before-acknowledgement')).step('client-1', waiting).goals).toEqual([]);
    expect(new Trial(goal('stop-before-acknowledgement')).step('client-1', placed).goals).toHaveLength(1);
  });
  it('stop-while-running', () => {
    const stop = (trial: Trial): Trial =>
      trial.step('client-1', [container('c1', containerRecord('RUNNING'), containerRecord('STOPPING'))]);
    expect(stop(new Trial(goal('stop-while-running'))).goals).toEqual([]);
    const trial = new Trial(goal('stop-while-running'));
    trial.evidence.started(1, 'worker-1', 'c1', amount(1, 1));
    expect(stop(trial).goals).toHaveLength(1);
  });
  it('duplicate-submission-answered', () => {
    const trial = new Trial(goal('duplicate-submission-answered')).accepted('c1').tells('c1', 'unanswered');
    expect(trial.goals).toEqual([]);
    expect(trial.tells('c1', 'told-ended', 'exited').goals).toHaveLength(1);
  });
  it('delivery-taken-back', () => {
    const trial = new Trial(goal('delivery-taken-back')).step('worker-1', [acknowledged('worker-1', 'c1')], ['token-1']);
    expect(trial.goals).toEqual([]);
    expect(trial.step('client-1', [acknowledged('worker-1', 'c2')], ['c2']).goals).toHaveLength(1);
  });
  it('lock-changed-hands-after-its-ttl', () => {
    const trial = new Trial(goal('lock-changed-hands-after-its-ttl'))
      .step('gateway-1', [lock(null, 'a')])
      .step('gateway-1', [lock('a', null)]);
    trial
      .step('gateway-2', [lock(null, 'b')])
      .step(null, [lock('b', null)])
      .step('gateway-2', [lock(null, 'c')]);
    expect(trial.goals).toEqual([]);
    expect(trial.step(null, [lock('c', null)]).step('gateway-1', [lock(null, 'd')]).goals).toHaveLength(1);
  });
  it('late-holder-fenced', () => {
    const reap = (value: string): string[] => ['sha', '1', 'scheduler:reaper:lock', value, '200', '60000'];
    const trial = new Trial(goal('late-holder-fenced')).step('gateway-1', [lock(null, 'a')]).step('gateway-1', [], reap('a'));
    trial
      .step(null, [lock('a', null)])
      .step('gateway-2', [lock(null, 'b')])
      .step('gateway-2', [], reap('b'));
    expect(trial.goals).toEqual([]);
    expect(trial.step('gateway-1', [], reap('a')).goals).toHaveLength(1);
  });
});
