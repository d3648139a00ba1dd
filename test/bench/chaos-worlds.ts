/** Chaos worlds a second with three gateways, four workers and twenty containers; virtual time a second; what the rolling hash costs. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { chaosSuite } from '../../properties/index.ts';
import { runWorld, seedOfWorld } from '../../sim/explore/index.ts';
import { figure, type Figure } from './figure.ts';

const settings = { gateways: 3, workers: 4, containers: 20 };
const suite = chaosSuite();
const worlds = 300;

interface Sums {
  wallMs: number;
  cpuMs: number;
  virtualMs: number;
}

/** Runs one world and adds what it took. */
async function runOne(index: number, hash: boolean, sums: Sums): Promise<void> {
  const cpu = process.cpuUsage();
  const began = performance.now();
  const outcome = await runWorld(suite, { seed: seedOfWorld('b', index), settings, hash });
  const used = process.cpuUsage(cpu);
  sums.wallMs += performance.now() - began;
  sums.cpuMs += (used.user + used.system) / 1000;
  sums.virtualMs += outcome.virtualMs;
}

/** The same worlds with and without the hash, one by one in turn: a slow moment of the machine hits both alike. */
async function inTurn(): Promise<{ hashed: Sums; plain: Sums }> {
  const hashed: Sums = { wallMs: 0, cpuMs: 0, virtualMs: 0 };
  const plain: Sums = { wallMs: 0, cpuMs: 0, virtualMs: 0 };
  for (let index = 1; index <= worlds; index += 1) {
    const order = index % 2 === 0 ? [true, false] : [false, true];
    for (const hash of order) await runOne(index, hash, hash ? hashed : plain);
  }
  return { hashed, plain };
}

/** Worlds a second of `manyworlds run`, with a worker thread for each core, as a person runs it. */
async function onAllCores(cores: number): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'manyworlds-bench-'));
  const fixed = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  const args = [
    'dist/sim/cli/main.js',
    'run',
    'chaos',
    '--seeds',
    '800',
    '--seed',
    'b',
    '--workers',
    String(cores),
    '--json',
    '--out',
    folder,
    ...fixed,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 26 });
  rmSync(folder, { recursive: true });
  const summary = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as { worlds?: number; wallMs?: number };
  if (summary.worlds === undefined || summary.wallMs === undefined) throw new Error(`no summary was printed: ${stdout}`);
  return (summary.worlds / summary.wallMs) * 1000;
}

/** Four figures. */
export async function chaosWorlds(): Promise<Figure[]> {
  await suite.prepare?.(settings);
  const warmUp: Sums = { wallMs: 0, cpuMs: 0, virtualMs: 0 };
  for (let index = 1; index <= worlds / 2; index += 1) await runOne(index, true, warmUp);
  const { hashed, plain } = await inTurn();
  const worldsPerSecond = (worlds / hashed.wallMs) * 1000;
  const virtualPerSecond = hashed.virtualMs / hashed.wallMs;
  const cost = (hashed.cpuMs / plain.cpuMs) * 100;
  const cores = availableParallelism();
  const together = await onAllCores(cores);
  return [
    figure({
      name: `chaos worlds, ${cores} worker threads`,
      value: together,
      unit: 'worlds/s',
      reference: { name: 'one thread', value: worldsPerSecond, unit: 'worlds/s', kind: 'same run' },
      target: '>= 60 worlds/s',
      isReached: together >= 60,
      note: 'the same kind of worlds through `manyworlds run`, start of the threads included',
    }),
    figure({
      name: 'chaos worlds, one thread',
      value: worldsPerSecond,
      unit: 'worlds/s',
      reference: { name: 'CrashLab, seeds a second', value: 1.2, unit: 'seeds/s', kind: 'published' },
      target: '>= 60 worlds/s',
      isReached: worldsPerSecond >= 60,
      note: '3 gateways, 4 workers, 20 containers, all properties and the hash on, one thread',
    }),
    figure({
      name: 'virtual time in chaos',
      value: virtualPerSecond,
      unit: 'virtual s / wall s',
      reference: { name: 'real time', value: 1, unit: 's/s', kind: 'same run' },
      target: null,
      isReached: null,
      note: 'the same worlds',
    }),
    figure({
      name: 'cost of the rolling hash',
      value: cost,
      unit: '% of the processor time without',
      reference: { name: 'the same worlds without the hash', value: 100, unit: '%', kind: 'same run' },
      target: '<= 105 %',
      isReached: cost <= 105,
      note: `processor time of ${worlds} worlds with and without, in turn`,
    }),
  ];
}
