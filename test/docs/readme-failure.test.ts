/** The failure that the README shows is a real one: the world that it names still tells the same story. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root, runProgram } from '../program/built.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** Everything but where it was written, which depends on `--out`. */
function storyIn(text: string): string {
  const story = /^✖ [\s\S]*?^ {2}token .*$/m.exec(text)?.[0] ?? '';
  return story
    .split('\n')
    .filter((line) => !line.startsWith('  replay '))
    .map((line) => line.trimEnd())
    .join('\n');
}

it('the story in the README is what its command prints', () => {
  const command = /^npx manyworlds (run chaos .*--seeds 1)$/m.exec(readme)?.[1] ?? '';
  const out = mkdtempSync(join(tmpdir(), 'manyworlds-readme-'));
  try {
    const { exitCode, out: printed } = runProgram([...command.split(' '), '--out', out], root);
    expect(exitCode).toBe(1);
    expect(storyIn(printed), 'run the command and paste its story into README.md').toBe(storyIn(readme));
  } finally {
    rmSync(out, { recursive: true });
  }
});
