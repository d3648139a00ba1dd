/**
 * Each client's world has the same hash in two processes, which play them in another order. MANYWORLDS_OTHER_NODE names the executable of
 * another Node for the second one.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from '../program/built.ts';

const folder = mkdtempSync(join(tmpdir(), 'manyworlds-clients-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a vitest of its own says: a line for each client, its name and the hash of its world. */
function hashesOf(node: string, ...options: readonly string[]): readonly string[] {
  const file = join(folder, `${options.join('')}.txt`);
  const argv = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/clients/vitest.config.ts', ...options];
  const { status, stdout, stderr } = spawnSync(node, argv, { cwd: root, encoding: 'utf8', env: { ...process.env, CLIENTS_HASHES: file } });
  if (status !== 0) throw new Error(`vitest ended with ${status}:\n${stdout}${stderr}`);
  return readFileSync(file, 'utf8').trim().split('\n').toSorted();
}

test('each client plays in the same world in another process', () => {
  const here = hashesOf(process.execPath);
  const other = process.env['MANYWORLDS_OTHER_NODE'] ?? process.execPath;
  expect(hashesOf(other, '--sequence.shuffle.files', '--sequence.seed=5')).toEqual(here);
  const sources = readdirSync(import.meta.dirname).map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'));
  const clients = sources.flatMap((source) => [...source.matchAll(/^testClient\('([^']+)'/gm)].map(([, name]) => name));
  expect(new Set(here.map((line) => line.split(' ')[0]))).toEqual(new Set(clients));
});
