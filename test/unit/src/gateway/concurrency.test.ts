/** How many requests a gateway places at once: a fixed limit, or one that follows the number of workers. */
import { describe, expect, it } from 'vitest';
import { Concurrency } from '../../../../src/gateway/concurrency.ts';
import { noMetrics, type WorkerRecord } from '../../../../src/index.ts';
import { DEFAULT_TIMINGS, type Timings } from '../../../../src/timings.ts';

const gauges: number[] = [];
const metrics = { ...noMetrics, set: (_name: string, value: number): void => void gauges.push(value) };
const limited = (timings: Partial<Timings>): Concurrency => {
  gauges.length = 0;
  return new Concurrency({ ...DEFAULT_TIMINGS, ...timings }, metrics);
};
const fleet = (available: number, disabled = 0): WorkerRecord[] =>
  [...Array.from({ length: available }, () => 'available'), ...Array.from({ length: disabled }, () => 'disabled')].map(
    (status) => ({ status }) as WorkerRecord,
  );

/** Those that got in, in order. */
async function entered(concurrency: Concurrency, names: string): Promise<string[]> {
  const inside: string[] = [];
  for (const name of names) void concurrency.enter().then(() => inside.push(name));
  await new Promise((resolve) => setImmediate(resolve));
  return inside;
}

describe('a fixed limit', () => {
  it('lets in as many as fit, then whoever waits longest', async () => {
    const concurrency = limited({ maxConcurrentScheduling: 2 });
    const inside = await entered(concurrency, 'abcd');
    expect(inside).toEqual(['a', 'b']);
    concurrency.leave();
    await new Promise((resolve) => setImmediate(resolve));
    expect(inside).toEqual(['a', 'b', 'c']);
    expect(gauges).toEqual([2]);
  });

  it('gives a batch what there is, at least one', async () => {
    const concurrency = limited({ maxConcurrentScheduling: 5 });
    expect(await concurrency.enterMany(3)).toBe(3);
    expect(await concurrency.enterMany(3)).toBe(2);
    const third = concurrency.enterMany(3);
    concurrency.leave(3);
    expect(await third).toBe(3);
  });

  it('is none when it is 0', async () => {
    const concurrency = limited({});
    expect(await concurrency.enterMany(100)).toBe(100);
    expect(await concurrency.enterMany(100)).toBe(100);
    expect(gauges).toEqual([]);
  });
});

describe('an adaptive limit', () => {
  it('is so many for each available worker, and tells so', async () => {
    const concurrency = limited({ maxConcurrentScheduling: 250, adaptiveConcurrency: 3.5 });
    concurrency.adapt(fleet(4, 3));
    expect(gauges).toEqual([250, 14]);
    expect(await concurrency.enterMany(100)).toBe(14);
  });

  it('is at least one without workers, and lets more in when workers come', async () => {
    const concurrency = limited({ adaptiveConcurrency: 3 });
    concurrency.adapt(fleet(0));
    const inside = await entered(concurrency, 'abcde');
    expect(inside).toEqual(['a']);
    concurrency.adapt(fleet(1));
    await new Promise((resolve) => setImmediate(resolve));
    expect(inside).toEqual(['a', 'b', 'c']);
  });

  it('shrinks by letting nobody in until enough have left', async () => {
    const concurrency = limited({ adaptiveConcurrency: 3 });
    concurrency.adapt(fleet(1));
    expect(await concurrency.enterMany(3)).toBe(3);
    concurrency.resize(1);
    const inside = await entered(concurrency, 'a');
    concurrency.leave(2);
    await new Promise((resolve) => setImmediate(resolve));
    expect(inside).toEqual([]);
    concurrency.leave();
    await new Promise((resolve) => setImmediate(resolve));
    expect(inside).toEqual(['a']);
  });

  it('does not move when it is off', async () => {
    const concurrency = limited({ maxConcurrentScheduling: 2 });
    concurrency.adapt(fleet(10));
    expect(await concurrency.enterMany(100)).toBe(2);
  });
});
