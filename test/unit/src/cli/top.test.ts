/** The picture of `scheduler top`: figures, rates against the look before, the fullest workers first, and no more lines than the screen has. */
import { describe, expect, it } from 'vitest';
import { overview, type Sample } from '../../../../src/cli/top-view.ts';
import { durationText } from '../../../../src/cli/duration.ts';

const plain = (_colour: string, text: string): string => text;

function worker(id: string, usedCpuMillicores: number): Sample['workers'][number] {
  const total = { cpuMillicores: 1_000, memoryMib: 500, gpuCount: 0 };
  return { id, status: 'available', poolName: 'default', total, free: { ...total, cpuMillicores: 1_000 - usedCpuMillicores } };
}

const backlog = { waiting: 40, ready: 30, leased: 10, containers: 100, oldestAgeMs: 61_000 };
const sample: Sample = { atMs: 3_000, backlog, workers: [worker('a', 100), worker('b', 900), worker('c', 0)] };

describe('the overview', () => {
  it('tells what waits, what is placed and how full the workers are', () => {
    expect(overview(sample, null, plain, 40)).toBe(`containers   100
  waiting    40, of them ready 30, oldest 1m 01s
  in hand    10
  placed     50
workers      3, available 3, idle 1
used         CPU 33 %, memory 0 %, GPUs -

WORKER  POOL     STATUS     CPU       MEMORY  GPUS
b       default  available  900/1000  0/500   0/0
a       default  available  100/1000  0/500   0/0
c       default  available  0/1000    0/500   0/0
`);
  });

  it('tells the net change since the look before', () => {
    const before: Sample = { ...sample, atMs: 1_000, backlog: { ...backlog, waiting: 60, containers: 90 } };
    const text = overview(sample, before, plain, 40);
    expect(text).toContain('containers   100 (+5.0/s)');
    expect(text).toContain('waiting    40 (-10.0/s)');
    expect(text).toContain('placed     50 (+15.0/s)');
  });

  it('ends where the screen does', () => {
    const workers = Array.from({ length: 50 }, (_, index) => worker(`w${index}`, index));
    const text = overview({ ...sample, workers }, null, plain, 24);
    expect(text.split('\n').length).toBeLessThanOrEqual(26);
    expect(text).toContain('and 34 more');
  });

  it('says when the preset cannot tell', () => {
    expect(overview({ ...sample, backlog: null, workers: [] }, null, plain, 40)).toMatch(
      /^containers {3}this preset does not tell\nworkers {6}0,/,
    );
  });
});

it.each([
  [0, '0ms'],
  [999, '999ms'],
  [59_999, '59s'],
  [60_000, '1m 00s'],
  [3_661_000, '1h 01m'],
  [90_000_000, '1d 1h'],
])('%d ms is %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});
