/** The text of a printed vitest file: whatever the world contains, the file is valid and holds the same world. */
import { describe, expect, it } from 'vitest';
import { vitestFile } from '../../../sim/cli/vitest-file.ts';
import type { Regression } from '../../../sim/explore/index.ts';

const regression: Regression = {
  v: 1,
  type: 'kept-world',
  name: 'odd-letters',
  finding: 'abcd',
  expect: 'held',
  property: 'no-flicker',
  sentence: `it's "odd" \\ and \u2028 ends */ here \${x}`,
  world: { suite: 'lights', seed: 'a1', strategy: 'random', settings: { 'a-b': 'c', rate: -0.5 } },
  hash: '0123456789abcdef',
  tape: {
    v: 1,
    suite: 'lights',
    seed: 'a1',
    settings: {},
    scenario: { lamps: [[], {}, null, [1, 'two', true]], long: Array.from({ length: 40 }, (_, index) => `lamp-${index}`) },
    delays: { 'gateway-1>redis EVALSHA commit #3': 1200.25, "it's": 1 },
    trail: 'AAEC',
  },
  moment: { atMs: 1000, events: 12 },
  faults: ["1.000s lamp-1 'flickers'"],
  story: ['✖ no-flicker   it ends */ here', '', '  0.100s lamp-1 went off'],
};

describe('a printed vitest file', () => {
  const text = vitestFile(regression, './manyworlds.config.ts');

  it('holds the world as it is, without the story that stands above it', () => {
    const [, literal = ''] = /^testRegression\(([^]*), \{ suites: configuration\.suites \}\);$/m.exec(text) ?? [];
    // oxlint-disable-next-line no-implied-eval, typescript/no-implied-eval -- the text is the test's own
    const world: unknown = new Function(`return (${literal});`)();
    expect(world).toEqual({ ...regression, story: [] });
  });

  it('tells the story in a comment that nothing in it can end', () => {
    const comment = text.slice(0, text.indexOf("import 'manyworlds/vitest/setup';"));
    expect(comment).toContain(' * ✖ no-flicker   it ends * / here\n *\n *   0.100s lamp-1 went off\n */\n');
    expect(comment.indexOf('*/')).toBe(comment.trimEnd().length - 2);
  });

  it('puts the dispatchers in place before the configuration is loaded', () => {
    const imports = [...text.matchAll(/^import .*'(.*)';$/gm)].map(([, name]) => name);
    expect(imports).toEqual(['manyworlds/vitest/setup', 'manyworlds/vitest', './manyworlds.config.ts']);
  });

  it('has short values on one line', () => {
    expect(text).toContain("  world: { suite: 'lights', seed: 'a1', strategy: 'random', settings: { 'a-b': 'c', rate: -0.5 } },\n");
  });
});
