/** Who hears what worlds print: the person who asked for these worlds, and nobody for those that are run to find something out. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { muteWorlds } from '../../../sim/explore/index.ts';
import { root, runProgram } from '../../program/built.ts';
import { fixtureFolder } from './terminal.ts';

let out = '';
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'manyworlds-noise-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

const heard = (text: string): number => text.split('\n').filter((line) => line === 'chatter').length;

it('worlds that are explored are heard, and not those that shrink what they showed or compare it', () => {
  const argv = ['run', 'chatty', '--seed', '1', '--seeds', '40', '--set', 'lock=off', '--workers', '1', '--json', '--out', out];
  const found = runProgram([...argv, '--check-determinism'], fixtureFolder);
  expect(found.exitCode).toBe(1);
  expect(heard(found.error)).toBe(40);
  const { id } = JSON.parse(found.out.split('\n')[0] ?? '') as { readonly id: string };
  const replayed = runProgram(['replay', id, '--out', out], fixtureFolder);
  expect(replayed.out).toContain('reproduced: the same world');
  expect(heard(replayed.error)).toBe(1);
});

it('the console is given back when the last of several asked for it', () => {
  const { log } = console;
  const first = muteWorlds();
  const second = muteWorlds();
  first();
  first();
  expect(console.log).not.toBe(log);
  second();
  expect(console.log).toBe(log);
});

it('two copies of manyworlds in one process are refused, saying what must be one', async () => {
  await expect(import(join(root, 'dist/sim/vitest/setup.js'))).rejects.toThrow(
    /manyworlds is loaded twice in this process, .*what setupFiles of the vitest configuration names and what tests and suites import must be one copy/,
  );
});
