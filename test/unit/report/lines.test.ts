/** Progress, suite lines, divergences and colour: every line that a run prints besides stories. */
import { describe, expect, it } from 'vitest';
import {
  asciiSymbols,
  chooseSymbols,
  createPaint,
  divergenceLines,
  formatCount,
  formatDuration,
  formatRate,
  progressLine,
  suiteLines,
  unicodeSymbols,
  wantsColour,
  type SuiteLinesInput,
} from '../../../sim/report/index.ts';

const style = { paint: createPaint(false), symbols: unicodeSymbols };

describe('the progress line', () => {
  const progress = {
    suite: 'rolling-restart',
    worlds: 712,
    worldsPlanned: 1000,
    findings: 1,
    virtualMs: 8_040_000,
    wallMs: 3870,
    timeMs: null,
  };

  it('says how far, how fast, how much virtual time, and what was found', () => {
    expect(progressLine(progress, unicodeSymbols)).toBe('rolling-restart  ███████░░░  712/1,000  184 worlds/s  2h 14m virtual  findings 1');
  });

  it('shows time when time is the limit', () => {
    expect(progressLine({ ...progress, worldsPlanned: null, timeMs: 7740 }, asciiSymbols)).toBe(
      'rolling-restart  #####.....  712  184 worlds/s  2h 14m virtual  findings 1',
    );
  });
});

describe('the lines of a suite', () => {
  const held: SuiteLinesInput = {
    suite: 'chaos',
    worlds: 1000,
    violatedWorlds: 0,
    inconclusiveWorlds: 0,
    inconclusive: null,
    findings: 0,
    findingsLeftOut: 0,
    divergences: 0,
    goals: { 'gateway-died-holding-a-lease': 120, 'worker-died-with-queued-work': 80, 'reply-lost-after-execution': 3412 },
    goalsMissed: [],
    goalsJudged: true,
    hash: '0123456789abcdef',
    events: 1_234_567,
    virtualMs: 26_000_000,
    wallMs: 12_400,
    baseSeed: '8f3a91',
    interrupted: false,
  };

  it('are one line, the goals, and the seed when all held', () => {
    expect(suiteLines(held, style)).toMatchInlineSnapshot(`
      "✔ chaos  1,000 worlds held  1,234,567 events, 7h 13m virtual in 12.4s, 81 worlds/s
        goals 3/3: gateway-died-holding-a-lease ×120, worker-died-with-queued-work ×80,
          reply-lost-after-execution ×3,412
        seed 8f3a91  hash 0123456789abcdef"
    `);
  });

  it('name goals that were not reached', () => {
    const lines = suiteLines({ ...held, goals: { ...held.goals, 'request-retried': 0 }, goalsMissed: ['request-retried'] }, style);
    expect(lines).toContain('? chaos  1,000 worlds held');
    expect(lines).toContain('  not reached: request-retried');
  });

  it('say when there were too few worlds to judge goals', () => {
    const lines = suiteLines({ ...held, worlds: 3, goals: { 'request-retried': 0 }, goalsJudged: false }, style);
    expect(lines).toContain('✔ chaos  3 worlds held');
    expect(lines).toContain('  too few worlds to judge: request-retried');
  });

  it('count violated and inconclusive worlds', () => {
    const lines = suiteLines(
      {
        ...held,
        violatedWorlds: 12,
        findings: 2,
        inconclusiveWorlds: 1,
        inconclusive: { seed: 'ab', sentence: 'gave up after 1,000,000 events' },
      },
      style,
    );
    expect(lines).toContain('✖ chaos  1,000 worlds 12 violated (2 findings), 1 inconclusive');
    expect(lines).toContain('  inconclusive: 1 world, the first with seed ab: gave up after 1,000,000 events');
  });
});

describe('a world that was not the same twice', () => {
  const event = { step: 5, event: 5, cause: 0, atMicros: 1_000_000, host: 'worker-1', kind: 'note', name: 'a', text: 'draws 5' } as const;

  it('is shown with the first difference, both sides below each other', () => {
    const input = {
      suite: 'chaos',
      seed: 'ab',
      between: 'two runs',
      hashes: ['aa', 'bb'],
      first: event,
      second: { ...event, text: 'draws 7' },
      same: 1204,
    } as const;
    expect(divergenceLines(input, style)).toMatchInlineSnapshot(`
      "✖ nondeterminism   chaos, seed ab: two runs differ

        hashes  aa  bb
        The first 1,204 events are the same. Then:

        first     1.000s  worker-1                  draws 5
        second    1.000s  worker-1                  draws 7"
    `);
  });

  it('may differ in choices only', () => {
    const input = { suite: 'chaos', seed: 'ab', between: 'two drains', hashes: ['aa', 'bb'], first: null, second: null, same: 7 } as const;
    expect(divergenceLines(input, style)).toContain('All 7 recorded events are the same; a random choice or a payload differs.');
  });
});

describe('colour', () => {
  const wish = (environment: Record<string, string>, flag: boolean | null = null, isTerminal = true): boolean =>
    wantsColour({ flag, environment, isTerminal });

  it('is on for a terminal and off elsewhere', () => {
    expect(wish({})).toBe(true);
    expect(wish({}, null, false)).toBe(false);
  });

  it('is off with NO_COLOR when it says something, with TERM=dumb and with --no-color', () => {
    expect(wish({ NO_COLOR: '1' })).toBe(false);
    expect(wish({ NO_COLOR: '' })).toBe(true);
    expect(wish({ TERM: 'dumb' })).toBe(false);
    expect(wish({ FORCE_COLOR: '1' }, false)).toBe(false);
  });

  it('is on with FORCE_COLOR and with --color', () => {
    expect(wish({ FORCE_COLOR: '1' }, null, false)).toBe(true);
    expect(wish({ FORCE_COLOR: '0' }, null, true)).toBe(false);
    expect(wish({ NO_COLOR: '1' }, true, false)).toBe(true);
  });
});

describe('signs', () => {
  it('are ASCII where the locale cannot show others', () => {
    expect(chooseSymbols({ LANG: 'C' })).toBe(asciiSymbols);
    expect(chooseSymbols({ LANG: 'en_GB.UTF-8', LC_ALL: 'POSIX' })).toBe(asciiSymbols);
    expect(chooseSymbols({ TERM: 'linux' })).toBe(asciiSymbols);
    expect(chooseSymbols({ LANG: 'C.UTF-8' })).toBe(unicodeSymbols);
    expect(chooseSymbols({})).toBe(unicodeSymbols);
  });
});

describe('numbers', () => {
  it('are written as people read them', () => {
    expect([0, 999, 1000, 1_234_567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567']);
    expect([formatRate(184, 1000), formatRate(5, 2000), formatRate(1, 34_000), formatRate(0, 10)]).toEqual(['184', '2.5', '0.029', '0']);
    expect([0, 12_400, 65_000, 8_040_000].map(formatDuration)).toEqual(['0.0s', '12.4s', '1m 05s', '2h 14m']);
  });
});
