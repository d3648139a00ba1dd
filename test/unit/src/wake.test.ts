/** The latch that loops sleep on. */
import { describe, expect, it } from 'vitest';
import { Wake, atMost } from '../../../src/wake.ts';

describe('a wake latch', () => {
  it('ends a sleep at once', async () => {
    const wake = new Wake();
    const asleep = wake.sleep(60_000);
    wake.signal();
    await asleep;
  });

  it('remembers one signal that came while nobody slept', async () => {
    const wake = new Wake();
    wake.signal();
    wake.signal();
    await wake.sleep(60_000);
    expect(await atMost(wake.sleep(Number.POSITIVE_INFINITY), 5)).toBe('late');
  });

  it('sleeps no longer than its limit', async () => {
    await new Wake().sleep(1);
  });
});
