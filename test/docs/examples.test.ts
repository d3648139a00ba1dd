/**
 * Every command that a README of docs/examples shows is run as a reader would run it. It must end with the exit code that stands behind it, and
 * a finding must be the property that is named there, in a sentence that the page prints, and in as many worlds as the page says. Pages print the
 * smallest world; here, where it would take most of the time, nothing is shrunk, so the sentence's numbers differ.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root, runProgram } from '../program/built.ts';

const folder = mkdtempSync(join(tmpdir(), 'manyworlds-examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const examples = readdirSync(join(root, 'docs/examples'), { withFileTypes: true }).filter((entry) => entry.isDirectory());

it('the list of examples names each of them', () => {
  const index = readFileSync(join(root, 'docs/examples/README.md'), 'utf8');
  expect(examples.length).toBeGreaterThan(0);
  expect(examples.filter(({ name }) => !index.includes(`(${name}/README.md)`)).map(({ name }) => name)).toEqual([]);
});

describe.each(examples.map(({ name }) => name))('%s', (name) => {
  const page = readFileSync(join(root, 'docs/examples', name, 'README.md'), 'utf8');
  const commands = [...page.matchAll(/^npx manyworlds (run .*?) +# exit code (\d)(?:: ([\w-]+))?$/gm)];

  it('has a version that fails and one that holds', () => {
    expect(new Set(commands.map(([, , exitCode]) => exitCode))).toEqual(new Set(['0', '1']));
  });

  it.each(commands.map(([, command = '', exitCode = '', property]) => ({ command, exitCode, property })))(
    '$command',
    ({ command, exitCode, property }) => {
      const { exitCode: ended, out, error } = runProgram([...command.split(' '), '--workers', '1', '--no-shrink', '--out', folder], root);
      // On a busy machine a run says how far it is.
      const complaints = error.split('\n').filter((line) => line !== '' && !line.includes(' worlds/s '));
      expect({ complaints, exitCode: String(ended) }).toEqual({ complaints: [], exitCode });
      const [, found, sentence = ''] = /^✖ ([\w-]+)((?: {3}.*)?\n(?: {4}.*\n)*)/.exec(out) ?? [];
      expect(found).toBe(property);
      expect(withoutNumbers(page)).toContain(withoutNumbers(sentence));
      const [, howMany = ''] = /(world \d+ of \d+,\s+in \d+ of\s+them)/.exec(out) ?? [];
      expect(page.replaceAll(/\s+/g, ' ')).toContain(howMany.replaceAll(/\s+/g, ' '));
    },
  );
});

/** In one line. */
function withoutNumbers(text: string): string {
  return text.replaceAll(/\d+/g, 'N').replaceAll(/\s+/g, ' ').trim();
}
