/** Each `sometimes` goal is reached by the situation that it names and by nothing less. */
import { describe, expect, it } from 'vitest';
import { chaosGoals, type Goal } from '../../../properties/goals.ts';
import { backlog, container, lease, lock, queue, worker } from './changes.ts';
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
});
