/** What a kept world shows and what it must show: verdicts and exit codes, and when it is stale. */
import { describe, expect, it } from 'vitest';
import { runRegression, worstOf, type Regression, type RunWorld, type WorldOutcome } from '../../../sim/explore/index.ts';
import type { Tape, TapeMatch } from '../../../sim/explore/tape.ts';
import { fakeRunWorld, fakeSuite } from './fake-world.ts';

const tape: Tape = { v: 1, suite: 'lights', seed: 'a1', settings: {}, scenario: null, delays: {}, trail: '' };
const kept: Regression = {
  v: 1,
  type: 'kept-world',
  name: 'lamp-flickers',
  finding: 'abcd',
  expect: 'held',
  property: 'no-flicker',
  sentence: 'lamp 3 flickered',
  world: { suite: 'lights', seed: 'a1', strategy: 'random', settings: {} },
  hash: '0123456789abcdef',
  tape,
  moment: { atMs: 1900, events: 420 },
  faults: [],
  story: [],
};
const whole: TapeMatch = { decisions: 420, matched: 420, vanished: [], firstDivergence: null };

/** Worlds that end like this. */
const ending = (sentence: string | null, changes: Partial<WorldOutcome> = {}): RunWorld => {
  const { run } = fakeRunWorld({ violates: () => sentence });
  return async (suite, options) => ({ ...(await run(suite, options)), tapeMatch: whole, ...changes });
};
const judge = (regression: Regression, run: RunWorld): ReturnType<typeof runRegression> => runRegression([fakeSuite()], regression, run);

describe('a world of a repaired bug', () => {
  it('must hold', async () => {
    expect(await judge(kept, ending(null))).toMatchObject({ verdict: 'as-expected', sentence: 'it holds', exitCode: 0 });
    expect(await judge(kept, ending('lamp 4 flickered'))).toMatchObject({
      verdict: 'violated',
      sentence: 'no-flicker is violated: lamp 4 flickered',
      exitCode: 1,
    });
  });

  it('is inconclusive when it met a limit', async () => {
    const { run } = fakeRunWorld({ inconclusive: () => true });
    expect(await judge(kept, run)).toMatchObject({ verdict: 'inconclusive', sentence: 'gave up after 10 events', exitCode: 3 });
  });
});

describe('a world of a known hazard', () => {
  const hazard: Regression = { ...kept, expect: 'violated' };

  it('must still be violated, by the same property', async () => {
    expect(await judge(hazard, ending('lamp 4 flickered'))).toMatchObject({ verdict: 'as-expected', exitCode: 0 });
    expect(await judge({ ...hazard, property: 'no-real-io' }, ending('lamp 4 flickered'))).toMatchObject({ verdict: 'other', exitCode: 4 });
    await expect(judge({ ...hazard, property: 'no-dark' }, ending(null))).rejects.toMatchObject({ code: 'unknown-property' });
    expect(await judge(hazard, ending(null))).toMatchObject({ verdict: 'gone', exitCode: 4 });
  });
});

describe('a world that holds is stale', () => {
  it('when fewer than half of its decisions matched, and says how many and where it first diverged', async () => {
    const match = (matched: number): TapeMatch => ({
      ...whole,
      matched,
      vanished: ['lamp-1 timer 30ms', 'lamp-2 timer 30ms'],
      firstDivergence: { atMs: 1201, name: 'lamp-1 timer 40ms' },
    });
    expect(await judge(kept, ending(null, { tapeMatch: match(209) }))).toMatchObject({
      verdict: 'stale',
      sentence:
        '209 of 420 decisions matched, first diverged at 1.201s: lamp-1 timer 40ms; never happened: lamp-1 timer 30ms and 1 more, so that it holds proves nothing',
      exitCode: 3,
    });
    expect(await judge(kept, ending(null, { tapeMatch: match(210) }))).toMatchObject({
      verdict: 'as-expected',
      sentence: 'it holds (210 of 420 decisions matched)',
    });
  });

  it('but not when only what comes behind the moment is missing: a repaired bug waits for no deadline', async () => {
    const match = { ...whole, matched: 60, firstDivergence: { atMs: 1201, name: 'lamp-1 timer 40ms' } };
    const early = (events: number): Regression => ({ ...kept, moment: { atMs: 1201, events } });
    expect(await judge(early(100), ending(null, { tapeMatch: match }))).toMatchObject({ verdict: 'as-expected' });
    expect(await judge(early(121), ending(null, { tapeMatch: match }))).toMatchObject({ verdict: 'stale' });
  });

  it('when none of the delays that make it has an event any more', async () => {
    const delayed = { ...kept, tape: { ...tape, delays: { 'lamp-1 timer 30ms': 100, 'lamp-2 timer 30ms': 200 } } };
    const match = (vanished: readonly string[]): TapeMatch => ({ ...whole, matched: 400, vanished });
    expect(await judge(delayed, ending(null, { tapeMatch: match(['lamp-1 timer 30ms']) }))).toMatchObject({ verdict: 'as-expected' });
    expect(await judge(delayed, ending(null, { tapeMatch: match(Object.keys(delayed.tape.delays)) }))).toMatchObject({ verdict: 'stale' });
  });

  it('when a fault that was needed does not strike any more, at whatever moment and for however long', async () => {
    const struck = { ...kept, faults: ['1.199s lamp-1 paused for 700ms', '2.000s lamp-1 paused for 300ms'] };
    const faults = ['1.300s lamp-1 paused for 650ms', '2.100s lamp-1 paused for 310ms', '3.000s lamp-2 crashed'];
    expect(await judge(struck, ending(null, { faults }))).toMatchObject({ verdict: 'as-expected' });
    for (const less of [faults.slice(1), faults.map((line) => line.replace('lamp-1', 'lamp-3')), []]) {
      const result = await judge(struck, ending(null, { faults: less }));
      expect(result).toMatchObject({ verdict: 'stale', exitCode: 3 });
      expect(result.sentence).toMatch(/^the fault ".* lamp-1 paused for \d00ms" does not strike any more \(420 of 420 decisions matched\)/);
    }
  });

  it('but not when it is violated: then the bug is there', async () => {
    const match = { ...whole, matched: 1 };
    expect(await judge(kept, ending('lamp 4 flickered', { tapeMatch: match }))).toMatchObject({ verdict: 'violated', exitCode: 1 });
  });
});

describe('a tape', () => {
  it('of another suite is refused', async () => {
    await expect(judge({ ...kept, tape: { ...tape, suite: 'candles' } }, ending(null))).rejects.toThrow(
      'The tape belongs to suite "candles" and the world to suite "lights"',
    );
  });

  it('with a setting that its suite does not have is refused', async () => {
    await expect(judge({ ...kept, tape: { ...tape, settings: { lamp: 3 } } }, ending(null))).rejects.toThrow(
      'Suite lights has no setting "lamp". Did you mean "lamps"?',
    );
  });

  it('whose scenario the suite cannot build is refused, with what went wrong', async () => {
    const run: RunWorld = () => Promise.reject(new TypeError('lamps is not iterable'));
    await expect(judge(kept, run)).rejects.toMatchObject({
      code: 'foreign-tape',
      message: expect.stringContaining(
        'Suite "lights" cannot build the scenario of this tape (TypeError: lamps is not iterable)',
      ) as string,
    });
  });
});

describe('several kept worlds', () => {
  it('end with the gravest of their codes', async () => {
    const held = await judge(kept, ending(null));
    const violated = await judge(kept, ending('lamp 4 flickered'));
    const stale = await judge({ ...kept, faults: ['1.0s lamp-1 crashed'] }, ending(null, { faults: [] }));
    const gone = await judge({ ...kept, expect: 'violated' }, ending(null));
    expect(worstOf([])).toBe(5);
    expect(worstOf([held, held])).toBe(0);
    expect(worstOf([held, stale])).toBe(3);
    expect(worstOf([stale, gone, held])).toBe(4);
    expect(worstOf([stale, gone, violated])).toBe(1);
  });
});
