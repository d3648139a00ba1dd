/**
 * The same seed gives the same world: twice in one process, with both drains, recorded or not, in other processes, with one and with two worker threads, and
 * on another version of Node. The number of seeds is MANYWORLDS_DETERMINISM_SEEDS (1,000 to measure what is promised); another Node is named
 * by MANYWORLDS_OTHER_NODE, a path of its executable.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chaosSuite } from '../../properties/index.ts';
import { CombinedHash } from '../../sim/explore/combined-hash.ts';
import { runWorld, seedOfWorld } from '../../sim/explore/index.ts';
import type { DrainName } from '../../sim/kernel/index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = path.join(root, 'dist/sim/cli/main.js');
const seeds = Number(process.env['MANYWORLDS_DETERMINISM_SEEDS'] ?? 60);
const otherNode = process.env['MANYWORLDS_OTHER_NODE'];
const baseSeed = 'd5';
const folder = mkdtempSync(path.join(tmpdir(), 'manyworlds-determinism-'));

/** The combined hash of `chaos`, as a fresh process prints it. */
function hashInProcess(node: string, workers: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const args = [
      main,
      'run',
      'chaos',
      '--seeds',
      String(seeds),
      '--seed',
      baseSeed,
      '--workers',
      String(workers),
      '--json',
      '--out',
      folder,
    ];
    const child = spawn(node, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
    child.on('error', reject);
    child.on('close', () => {
      const last = output.trim().split('\n').at(-1) ?? '';
      const summary = last === '' ? {} : (JSON.parse(last) as { suites?: { hash: string }[] });
      const hash = summary.suites?.[0]?.hash;
      if (hash === undefined) reject(new Error(`no summary was printed:\n${output}${errors}`));
      else resolve(hash);
    });
  });
}

/** The combined hash of the same worlds in this process. */
async function hashHere(drain: DrainName, record = false): Promise<string> {
  const suite = chaosSuite();
  await suite.prepare?.({});
  const combined = new CombinedHash();
  for (let index = 0; index < seeds; index += 1) {
    const outcome = await runWorld(suite, { seed: seedOfWorld(baseSeed, index), settings: {}, drain, record });
    combined.add(index, outcome.hash);
  }
  return combined.digest();
}

let expected = '';

beforeAll(async () => {
  expected = await hashHere('synchronous');
}, 600_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe(`${seeds} seeds of chaos have the same hash`, () => {
  test('twice in one process', async () => {
    expect(await hashHere('synchronous')).toBe(expected);
  }, 600_000);

  test('with the drain at real boundaries', async () => {
    expect(await hashHere('boundary')).toBe(expected);
  }, 600_000);

  test('recorded as when nobody watches', async () => {
    expect(await hashHere('synchronous', true)).toBe(expected);
  }, 600_000);

  test('in a fresh process, with one worker thread', async () => {
    expect(await hashInProcess(process.execPath, 1)).toBe(expected);
  }, 600_000);

  test('in a fresh process, with two worker threads', async () => {
    expect(await hashInProcess(process.execPath, 2)).toBe(expected);
  }, 600_000);

  test('on another Node', async (context) => {
    if (otherNode === undefined) {
      const reason = 'no other Node: name its executable in MANYWORLDS_OTHER_NODE to compare with it';
      console.warn(reason);
      context.skip(reason);
      return;
    }
    expect(await hashInProcess(otherNode, 2)).toBe(expected);
  }, 600_000);
});
