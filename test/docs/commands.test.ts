/** The commands that documents show: each `manyworlds …` line names a command that exists, and flags that it has. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../sim/cli/commands.ts';
import { commonFlags, parseArguments } from '../../sim/cli/flags.ts';
import { root } from '../program/built.ts';

const documents = ['README.md', 'CONTRIBUTING.md', 'docs/writing-a-suite.md', 'docs/findings.md'];
const shown = documents.flatMap((path) =>
  [...readFileSync(join(root, path), 'utf8').matchAll(/^(?:npx manyworlds|npm run sim --) (.*?)(?:\s+#.*)?$/gm)].map(
    ([line, rest = '']) => ({ path, line, words: rest.split(/\s+/) }),
  ),
);

describe('a command in a document', () => {
  it('is shown somewhere', () => {
    expect(shown.length).toBeGreaterThan(8);
  });

  it.each(shown)('$path: $line', ({ line, words }) => {
    const argv = line.startsWith('npm') ? ['run', ...words] : words;
    const command = commands.find(({ name }) => name === argv[0]);
    expect(command, `the command ${argv[0] ?? ''}`).toBeDefined();
    expect(() => parseArguments(argv.slice(1), [...(command?.flags ?? []), ...commonFlags])).not.toThrow();
  });
});
