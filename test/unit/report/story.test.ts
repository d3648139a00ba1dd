/** The failure message, pinned: what a person sees first decides whether a finding is understood. */
import { describe, expect, it } from 'vitest';
import type { Violation } from '../../../sim/check/index.ts';
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

const violation: Violation = {
  property: 'no-double-scheduling',
  sentence: 'container c7 ran on worker-1 and worker-3 at the same time',
  atMs: 1899,
  facts: [
    { atMs: 1731, host: 'worker-3', text: 'started c7 under delivery token 42' },
    { atMs: 1899, host: 'worker-1', text: 'started c7 under delivery token 41, returned at 1.502s', source: 'src/worker.ts:88' },
  ],
  about: ['c7', 'worker-1'],
};

const event = (atMs: number, host: string, kind: TraceEvent['kind'], text: string, more: Partial<TraceEvent> = {}): TraceEvent => ({
  step: atMs,
  event: atMs,
  cause: 0,
  atMicros: atMs * 1000,
  host,
  kind,
  name: host,
  text,
  ...more,
});

const trace: readonly TraceEvent[] = [
  event(900, 'redis', 'command', 'EVALSHA commit w1 c70', { peer: 'gateway-1', keys: ['scheduler:container:state:c70'] }),
  event(1000, 'redis', 'command', 'EVALSHA commit w1 c7', { peer: 'gateway-1', keys: ['scheduler:container:state:c7'] }),
  event(1199, 'worker-1', 'fault', 'paused for 700ms'),
  event(1300, 'worker-1', 'deliver', 'bytes for c7'),
  event(1502, 'redis', 'note', 'lease of c7 expires'),
  event(1720, 'redis', 'command', 'EVALSHA commit w3 c7', { peer: 'gateway-2' }),
  event(1731, 'worker-3', 'note', 'starts c7'),
  event(1899, 'worker-1', 'note', 'resumes and starts c7'),
  event(1950, 'worker-1', 'note', 'c7 after the violation'),
];

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
const plain = { paint: createPaint(false), symbols: unicodeSymbols };

describe('a story', () => {
  it('names property and instance, the contradiction, what led there, and the command', () => {
    expect(tellStory(input, plain)).toMatchInlineSnapshot(`
      "✖ no-double-scheduling   container c7 ran on worker-1 and worker-3 at the same time

        1.731s  worker-3 started c7 under delivery token 42
        1.899s  worker-1 started c7 under delivery token 41, returned   src/worker.ts:88   ← contradiction
                  at 1.502s

        How it happened   (the last of 4,112 events, 900 decisions)
        1.000s  gateway-1 ─▶ redis        EVALSHA commit w1 c7
        1.199s  worker-1                  paused for 700ms                        ← fault
        1.502s  redis                     lease of c7 expires
        1.720s  gateway-2 ─▶ redis        EVALSHA commit w3 c7
        1.731s  worker-3                  starts c7
        1.899s  worker-1                  resumes and starts c7

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

        How it happened   (the last of 4,112 events, 900 decisions)
        1.000s  gateway-1 -> redis        EVALSHA commit w1 c7
        1.199s  worker-1                  paused for 700ms                        <- fault
        1.502s  redis                     lease of c7 expires
        1.720s  gateway-2 -> redis        EVALSHA commit w3 c7
        1.731s  worker-3                  starts c7
        1.899s  worker-1                  resumes and starts c7

        Found by chaos, seed 8f3a91, world 212 of 1,000. 1 fault in this world.

        replay   npx manyworlds replay k7qm
        files    .manyworlds/k7qm/"
    `);
    // eslint-disable-next-line no-control-regex
    expect(text).toMatch(/^[\u0000-\u007F]*$/);
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
          event(index, 'worker-1', index % 10 === 0 ? 'fault' : 'note', `c7 ${index} ${long}`),
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

  it('counts what repeats instead of repeating it', () => {
    const repeated = Array.from({ length: 40 }, (_, index) => event(index, 'redis', 'command', 'GET lock:c7', { peer: 'worker-1' }));
    expect(tellStory({ ...input, trace: repeated }, plain)).toContain('GET lock:c7  (×40)');
  });

  it('of a world without a recorded event still has facts and command', () => {
    const text = tellStory({ ...input, trace: [] }, plain);
    expect(text).not.toContain('How it happened');
    expect(text).toContain('← contradiction');
  });
});
