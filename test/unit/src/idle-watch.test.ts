/** An idle worker asks once an idle time whether it may go, and not while it has something to do. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IdleWatch } from '../../../src/worker/idle-watch.ts';

describe('the idle watch', () => {
  let left = 0;
  beforeEach(() => {
    left = 0;
    vi.useFakeTimers();
  });
  afterEach(() => vi.useRealTimers());

  /** Answers in turn; the last one for ever. */
  const watching = (...answers: readonly (boolean | Error)[]) => {
    const ask = vi.fn<() => Promise<boolean>>();
    for (const answer of answers) {
      if (answer instanceof Error) ask.mockRejectedValueOnce(answer);
      else ask.mockResolvedValueOnce(answer);
    }
    const watch = new IdleWatch(1_000, ask, () => void (left += 1));
    return { watch, ask };
  };

  it('leaves after the idle time, once', async () => {
    const { ask } = watching(true, true);
    await vi.advanceTimersByTimeAsync(999);
    expect([ask.mock.calls.length, left]).toEqual([0, 0]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect([ask.mock.calls.length, left]).toEqual([1, 1]);
  });

  it('begins anew whenever something happens', async () => {
    const { watch, ask } = watching(true);
    for (let times = 0; times < 5; times += 1) {
      await vi.advanceTimersByTimeAsync(800);
      watch.restart();
    }
    expect(ask).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(left).toBe(1);
  });

  it('asks again while it is needed, or when nobody answers', async () => {
    const { ask } = watching(false, new Error('no Redis'), true);
    await vi.advanceTimersByTimeAsync(2_999);
    expect([ask.mock.calls.length, left]).toEqual([2, 0]);
    await vi.advanceTimersByTimeAsync(1);
    expect([ask.mock.calls.length, left]).toEqual([3, 1]);
  });

  it('does not leave any more once it is closed', async () => {
    const { watch } = watching(true);
    await vi.advanceTimersByTimeAsync(500);
    watch.close();
    watch.restart();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(left).toBe(0);
  });
});
