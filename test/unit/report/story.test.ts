/** The failure message, pinned: what a person sees first decides whether a finding is understood. */
import { describe, expect, it } from 'vitest';
import {
  asciiSymbols,
  createPaint,
  STORY_COLUMNS,
  STORY_LINES_MAX,
  tellStory,
  unicodeSymbols,
  type StoryInput,
} from '../../../sim/report/index.ts';
import type { TraceEvent } from '../../../sim/trace/index.ts';
import { blame, c7, event, trace, violation } from './double-scheduling.ts';

const input: StoryInput = {
  violation,
  trace,
  events: 4112,
  choices: 900,
  foundBy: 'Found by chaos, seed 8f3a91, world 212 of 1,000. 1 fault in this world.',
  commands: [
    ['replay', 'npx manyworlds replay k7qm'],
    ['files', '.manyworlds/k7qm/'],
  ],
};
/** What is known after shrinking, blaming and deciding. */
const explained: StoryInput = {
  ...input,
  shrunk: { replays: 210, decisionsBefore: 4112, decisionsAfter: 9 },
  blame,
  decidedAt: { atMs: 1899, failingBefore: 3, failingAfter: 50, tries: 50 },
  configuration: { pause: 0.13, crash: 0, 'lag-window': '5ms', hold: true, latency: false },
  foundBy: 'Found by rolling-restart, seed 8f3a91, world 212 of 1,000.',
};
const plain = { paint: createPaint(false), symbols: unicodeSymbols };

describe('a story', () => {
  it('names property and instance, the contradiction, what led there, and the command', () => {
    expect(tellStory(input, plain)).toMatchInlineSnapshot(`
      "✖ no-double-scheduling   container c7 ran on worker-1 and worker-3 at the same time

        1.731s  worker-3 started c7 under delivery token 42
        1.899s  worker-1 started c7 under delivery token 41, returned   src/worker.ts:88   ← contradiction
                  at 1.502s

        How it happened   (the causes among 4,112 events, 900 decisions)
        1.000s  gateway-1 ─▶ redis      EVALSHA commit c7 w1
        1.199s  worker-1                paused for 700ms                   ← fault
        1.502s  redis                   lease of c7 expires
        1.720s  gateway-2 ─▶ redis      EVALSHA commit c7 w3
        1.731s  worker-3                starts c7
        1.899s  worker-1                resumes and starts c7   src/worker.ts:88

        Found by chaos, seed 8f3a91, world 212 of 1,000. 1 fault in this world.

        replay   npx manyworlds replay k7qm
        files    .manyworlds/k7qm/"
    `);
  });

  it('is the same in ASCII', () => {
    const text = tellStory(input, { paint: createPaint(false), symbols: asciiSymbols });
    expect(text).toMatchInlineSnapshot(`
      "x no-double-scheduling   container c7 ran on worker-1 and worker-3 at the same time

        1.731s  worker-3 started c7 under delivery token 42
        1.899s  worker-1 started c7 under delivery token 41,           src/worker.ts:88   <- contradiction
                  returned at 1.502s

        How it happened   (the causes among 4,112 events, 900 decisions)
        1.000s  gateway-1 -> redis      EVALSHA commit c7 w1
        1.199s  worker-1                paused for 700ms                   <- fault
        1.502s  redis                   lease of c7 expires
        1.720s  gateway-2 -> redis      EVALSHA commit c7 w3
        1.731s  worker-3                starts c7
        1.899s  worker-1                resumes and starts c7   src/worker.ts:88

        Found by chaos, seed 8f3a91, world 212 of 1,000. 1 fault in this world.

        replay   npx manyworlds replay k7qm
        files    .manyworlds/k7qm/"
    `);
    // eslint-disable-next-line no-control-regex
    expect(text).toMatch(/^[\u0000-\u007F]*$/);
  });

  it('tells what was found out by running it again, and nothing that is switched off', () => {
    expect(tellStory(explained, plain)).toMatchInlineSnapshot(`
      "✖ no-double-scheduling   container c7 ran on worker-1 and worker-3 at the same time

        1.731s  worker-3 started c7 under delivery token 42
        1.899s  worker-1 started c7 under delivery token 41, returned   src/worker.ts:88   ← contradiction
                  at 1.502s

        How it happened   (9 decisions, shrunk from 4,112)
        1.000s  gateway-1 ─▶ redis      EVALSHA commit c7 w1
        1.199s  worker-1                paused for 700ms                   ← fault, necessary
        1.502s  redis                   lease of c7 expires
        1.720s  gateway-2 ─▶ redis      EVALSHA commit c7 w3
        1.731s  worker-3                starts c7
        1.899s  worker-1                resumes and starts c7   src/worker.ts:88

        Without the pause 0 of 200 worlds fail.
        From 1.899s on 50 of 50 continuations fail; before it 3 of 50.

        Found by rolling-restart, seed 8f3a91, world 212 of 1,000.
        With pause 0.13, lag-window 5ms, hold.

        replay   npx manyworlds replay k7qm
        files    .manyworlds/k7qm/"
    `);
  });

  it('says when it was not shrunk to the end', () => {
    const shrunk = { replays: 900, decisionsBefore: 1457, decisionsAfter: 2, isMinimal: false };
    expect(tellStory({ ...explained, shrunk }, plain)).toContain('(2 decisions, shrunk from 1,457, not to the end)');
  });

  it('names the event that decided it when no line tells it', () => {
    const decidedAt = { atMs: 1700, name: 'gateway-2>redis ZPOPMIN #3', failingBefore: 3, failingAfter: 50, tries: 50 };
    const told = 'From 1.700s on 50 of 50 continuations fail; before it 3 of 50.';
    expect(tellStory({ ...explained, decidedAt: { ...decidedAt, event: 7 } }, plain)).toContain(told);
    expect(tellStory({ ...explained, decidedAt: { ...decidedAt, event: 70 } }, plain)).toContain(
      'From 1.700s (gateway-2>redis ZPOPMIN #3) on 50 of 50 continuations fail; before it 3 of 50.',
    );
  });

  it('says that it was decided almost from the beginning instead of a moment that prints as none', () => {
    const decidedAt = { atMs: 0.2, event: 4, failingBefore: 0, failingAfter: 39, tries: 40 };
    expect(tellStory({ ...explained, decidedAt }, plain)).toContain('  Almost from the beginning: 39 of 40 continuations fail.\n');
  });

  it('cuts no part of a configuration off: up to four lines, and what does not fit is counted', () => {
    const settings = (count: number): Record<string, string> =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`setting-${index + 1}`, 'always']));
    const four = tellStory({ ...explained, configuration: settings(16) }, plain);
    expect(four).toMatch(/With setting-1 always,(.|\n)*setting-16 always\.\n/);
    expect(four).not.toContain('…');
    const many = tellStory({ ...explained, configuration: settings(40) }, plain);
    expect(many).toMatch(/setting-1\d always and 2\d\s+more\.\n/);
    for (const text of [four, many]) expect(text.split('\n').length).toBeLessThanOrEqual(STORY_LINES_MAX);
  });

  it('says that no fault is necessary when each can be left out', () => {
    const needless = blame.map((one) => ({ ...one, necessary: false, worldsFailing: 180 }));
    expect(tellStory({ ...explained, blame: needless }, plain)).toContain(
      'No single fault is necessary: without the pause of worker-1 still 180 of 200',
    );
  });

  it('blames no fault that never struck', () => {
    const never = [
      { fault: 'paused for 5ms when it has done x', target: '', atMs: 0, necessary: true, worldsTried: 100, worldsFailing: 12 },
    ];
    expect(tellStory({ ...explained, blame: never }, plain)).not.toContain('Without');
  });

  it('names hosts when several faults are necessary', () => {
    const both = blame.map((one) => ({ ...one, necessary: true, worldsFailing: 0 }));
    expect(tellStory({ ...explained, blame: both }, plain)).toContain(
      'Without the pause of worker-1 0 of 200 worlds fail. Without the crash of gateway-1 0 of 200 worlds',
    );
  });

  it('says the same with colour', () => {
    const coloured = tellStory(input, { paint: createPaint(true), symbols: unicodeSymbols });
    expect(coloured).toContain('\u001B[');
    expect(coloured.replaceAll(/\u001B\[\d+m/g, '').replaceAll(/ +$/gm, '')).toBe(tellStory(input, plain).replaceAll(/ +$/gm, ''));
  });

  it('leaves out what names another container, bytes on the wire, and what came after', () => {
    const text = tellStory(input, plain);
    expect(text).not.toContain('c70');
    expect(text).not.toContain('bytes for');
    expect(text).not.toContain('after the violation');
  });

  it('stays within 30 lines of 100 columns however much there is to tell', () => {
    const long = 'a very long sentence that goes on '.repeat(20).trim();
    const text = tellStory(
      {
        ...input,
        violation: {
          ...violation,
          sentence: long,
          facts: Array.from({ length: 20 }, (_, index) => ({ atMs: index, host: 'worker-1', text: long, source: 'src/worker.ts:88' })),
        },
        trace: Array.from({ length: 500 }, (_, index) =>
          event(index + 1, index, index, 'worker-1', index % 10 === 0 ? 'fault' : 'note', `c7 ${index} ${long}`),
        ),
        foundBy: `${input.foundBy} ${long}`.slice(0, 180),
      },
      plain,
    );
    const lines = text.split('\n');
    expect(lines.length).toBeLessThanOrEqual(STORY_LINES_MAX);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(STORY_COLUMNS);
    expect(text).toContain('← fault');
  });

  it('stays within them with all there is to say about a goal that was missed', () => {
    const long = 'a very long sentence that goes on '.repeat(20).trim();
    const missed: StoryInput = {
      ...explained,
      violation: { ...violation, sentence: long, waits: Array.from({ length: 9 }, (_, index) => `worker-${index} waits for ${long}`) },
      configuration: Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`setting-${index}`, index + 1])),
      foundBy: long,
    };
    const lines = tellStory(missed, plain).split('\n');
    expect(lines.length).toBeLessThanOrEqual(STORY_LINES_MAX);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(STORY_COLUMNS);
    expect(lines.at(-2)).toContain('replay   npx manyworlds replay k7qm');
  });

  it('counts what repeats instead of repeating it', () => {
    const repeated = Array.from({ length: 40 }, (_, index) =>
      event(index + 1, index, index, 'redis', 'command', 'SET of c7', { peer: 'worker-1', ...c7 }),
    );
    expect(tellStory({ ...input, trace: repeated }, plain)).toContain('SET of c7  (×39)');
  });

  it('of a world without a recorded event still has facts and command', () => {
    const text = tellStory({ ...input, trace: [] }, plain);
    expect(text).not.toContain('How it happened');
    expect(text).toContain('← contradiction');
  });
});

describe('the story of something that never happened', () => {
  /** client-1 submits c1, gateway-1 takes it and dies, and nobody looks for it again. */
  const lost: readonly TraceEvent[] = [
    event(1, 0, 3, 'redis', 'deliver', 'ZADD backlog', { peer: 'client-1' }),
    event(1, 0, 3, 'redis', 'command', 'ZADD backlog 1 c1', { peer: 'client-1', name: 'ZADD', keys: ['backlog'], writes: ['backlog'] }),
    event(2, 0, 1501, 'redis', 'deliver', 'ZPOPMIN backlog', { peer: 'gateway-1' }),
    event(2, 0, 1501, 'redis', 'command', 'ZPOPMIN backlog', {
      peer: 'gateway-1',
      name: 'ZPOPMIN',
      keys: ['backlog'],
      writes: ['backlog'],
    }),
    event(3, 2, 1501, 'world', 'event', 'fault/crash/gateway-1 after its ZPOPMIN'),
    event(3, 2, 1501, 'gateway-1', 'fault', 'is killed', { name: 'fault/crash' }),
    event(3, 2, 1501, 'gateway-1', 'event', 'crashed: SIGKILL', { name: 'crashed' }),
    event(4, 0, 9000, 'world', 'event', 'deadlines'),
  ];
  const never = {
    property: 'every-request-ends',
    missed: true,
    sentence: 'request c1 was accepted and has no outcome since gateway-1 took it',
    atMs: 9000,
    facts: [
      { atMs: 3, host: 'redis', text: 'c1 entered the backlog (ZADD by client-1)' },
      { atMs: 1501, host: 'redis', text: 'c1 left the backlog (ZPOPMIN by gateway-1)' },
      { atMs: 9000, host: 'redis', text: 'no key and no runtime holds c1' },
    ],
    about: ['c1', 'gateway-1'],
  };

  it('says what still waits, for what, and why it does not go on', () => {
    expect(tellStory({ ...input, trace: lost, violation: never }, plain)).toMatchInlineSnapshot(`
      "✖ every-request-ends   request c1 was accepted and has no outcome since gateway-1 took it

        0.003s  redis c1 entered the backlog (ZADD by client-1)
        1.501s  redis c1 left the backlog (ZPOPMIN by gateway-1)
        9.000s  redis no key and no runtime holds c1               ← contradiction

        How it happened   (the causes among 4,112 events, 900 decisions)
        0.003s  client-1  ─▶ redis      ZADD backlog 1 c1
        1.501s  gateway-1 ─▶ redis      ZPOPMIN backlog
        1.501s  gateway-1               is killed                          ← fault

        Why it does not go on   (deadlock)
        nothing has happened to c1 since 1.501s: c1 left the backlog (ZPOPMIN by gateway-1).
        gateway-1 is down (SIGKILL), since 1.501s
        client-1 waits for the reply to ZADD backlog since 0.003s

        Found by chaos, seed 8f3a91, world 212 of 1,000. 1 fault in this world.

        replay   npx manyworlds replay k7qm
        files    .manyworlds/k7qm/"
    `);
  });

  it('is not told so when something bad happened instead', () => {
    expect(tellStory({ ...input, trace: lost, violation: { ...never, missed: false } }, plain)).not.toContain('Why it does not go on');
    expect(tellStory(input, plain)).not.toContain('Why it does not go on');
  });
});
