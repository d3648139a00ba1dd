/** What a scheduler owes after Redis has lost data: strays are settled, or the property says which one is not. */
import { describe, expect, it } from 'vitest';
import { straysAreSettled } from '../../../properties/suites/after-loss.ts';
import { container, outcome } from './changes.ts';
import { amount, containerRecord, Trial } from './trial.ts';

const LATER_MS = 100_000_000;
const running = containerRecord('RUNNING', 'worker-1');

describe('A3 strays-are-settled', () => {
  const started = (): Trial => {
    const trial = new Trial(straysAreSettled).step('worker-1', [container('c1', null, running)]);
    trial.evidence.started(1, 'worker-1', 'c1', amount(1, 1));
    return trial;
  };
  const endRun = (trial: Trial): void => {
    const [run] = trial.evidence.container('c1').runs;
    if (run !== undefined) trial.evidence.ended(2, run, 'SIGKILL');
  };

  it('holds while both say the same, and when a stray is killed or a ghost is declared lost', () => {
    expect(started().at(LATER_MS).sentence).toBe('');
    const killed = started().step('redis', [container('c1', running, null)]);
    endRun(killed);
    expect(killed.at(LATER_MS).sentence).toBe('');
    const ghost = started();
    endRun(ghost);
    expect(ghost.step('gateway-1', [outcome('c1', 'lost:worker_forgot'), container('c1', running, null)]).at(LATER_MS).sentence).toBe('');
  });

  it('is violated by a run that Redis does not know or gives to somebody else, and by a record without a run', () => {
    expect(
      started()
        .step('redis', [container('c1', running, null)])
        .at(LATER_MS).sentence,
    ).toBe('c1 runs where Redis does not say so');
    const elsewhere = containerRecord('RUNNING', 'worker-2');
    expect(
      started()
        .step('redis', [container('c1', running, elsewhere)])
        .at(LATER_MS).sentence,
    ).toBe('c1 runs where Redis does not say so');
    const ghost = started();
    endRun(ghost);
    expect(ghost.at(LATER_MS).sentence).toBe('c1 is RUNNING in Redis and runs nowhere');
  });
});
