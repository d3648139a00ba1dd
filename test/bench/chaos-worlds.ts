/**
 * Chaos worlds a second with three gateways, four workers and twenty containers, as people run them and in one warm thread; what start and
 * warm-up cost; virtual time a second; what the rolling hash costs.
 */
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
/** Worlds of one thread. */
const worlds = 300;
/** Worlds of a run through the command line: so many that its start is a small part; and of the shorter one that tells the start apart. */
const worldsOfRun = 3_000;
const worldsShort = 800;
/** What a run is to reach, in worlds a second on this machine. */
const aim = 60;

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

/** One `manyworlds run` as a person starts it. Times in seconds. */
interface WholeRun {
  readonly worlds: number;
  /** From the start of its process to its end, by our own clock. */
  readonly seconds: number;
}

/** Runs chaos through the command line in a process of its own, with so many worker threads; rejects unless every property held. */
async function runAsPeopleDo(count: number, threads: number): Promise<WholeRun> {
  const folder = mkdtempSync(path.join(tmpdir(), 'manyworlds-bench-'));
  const fixed = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  const sizes = ['--seeds', String(count), '--seed', 'b', '--workers', String(threads)];
  const args = ['dist/sim/cli/main.js', 'run', 'chaos', ...sizes, '--json', '--out', folder, ...fixed];
  try {
    const began = performance.now();
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 26 });
    const seconds = (performance.now() - began) / 1000;
    const summary = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as { worlds?: number };
    if (summary.worlds !== count) throw new Error(`${count} worlds were to be run and the summary says: ${stdout}`);
    return { worlds: count, seconds };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A long run and a short one of the same worlds: what the long one has more is steady; what is left of it is start and warm-up. */
interface OnAllCores {
  readonly threads: number;
  readonly whole: WholeRun;
  readonly short: WholeRun;
  /** Worlds a second once everything is loaded and compiled. */
  readonly steady: number;
  /** What start and warm-up take of the long run, in seconds. */
  readonly startSeconds: number;
}

async function onAllCores(): Promise<OnAllCores> {
  const threads = availableParallelism();
  const short = await runAsPeopleDo(worldsShort, threads);
  const whole = await runAsPeopleDo(worldsOfRun, threads);
  const steady = (whole.worlds - short.worlds) / (whole.seconds - short.seconds);
  return { threads, whole, short, steady, startSeconds: whole.seconds - whole.worlds / steady };
}

/** The promise is about the product as people run it, so its start counts; what the start costs is told apart. */
function figuresOfRuns({ threads, whole, short, steady, startSeconds }: OnAllCores, oneThread: number): Figure[] {
  const together = whole.worlds / whole.seconds;
  const share = ((startSeconds / whole.seconds) * 100).toFixed(0);
  const shortRate = (short.worlds / short.seconds).toFixed(1);
  return [
    figure({
      name: `chaos worlds, \`manyworlds run\` with ${threads} worker threads`,
      value: together,
      unit: 'worlds/s',
      reference: { name: 'one thread, warm', value: oneThread, unit: 'worlds/s', kind: 'same run' },
      target: `>= ${aim} worlds/s`,
      isReached: together >= aim,
      note:
        `3 gateways, 4 workers, 20 containers, all properties and the hash on; ${whole.worlds} worlds in ${whole.seconds.toFixed(1)} s, ` +
        `one thread for each of ${threads} cores, from the start of the process to its end`,
    }),
    figure({
      name: `start and warm-up of that run`,
      value: startSeconds,
      unit: 's',
      reference: { name: 'the whole run', value: whole.seconds, unit: 's', kind: 'same run' },
      target: null,
      isReached: null,
      note:
        `${share} % of it; without it ${steady.toFixed(1)} worlds/s, and a run of ${short.worlds} worlds, of which it is a larger part, ` +
        `does ${shortRate} worlds/s`,
    }),
  ];
}

/** Five figures. */
export async function chaosWorlds(): Promise<Figure[]> {
  await suite.prepare?.(settings);
  const warmUp: Sums = { wallMs: 0, cpuMs: 0, virtualMs: 0 };
  for (let index = 1; index <= worlds / 2; index += 1) await runOne(index, true, warmUp);
  const { hashed, plain } = await inTurn();
  const worldsPerSecond = (worlds / hashed.wallMs) * 1000;
  const virtualPerSecond = hashed.virtualMs / hashed.wallMs;
  const cost = (hashed.cpuMs / plain.cpuMs) * 100;
  const runs = await onAllCores();
  return [
    ...figuresOfRuns(runs, worldsPerSecond),
    figure({
      name: 'chaos worlds, one thread, warm',
      value: worldsPerSecond,
      unit: 'worlds/s',
      reference: { name: 'CrashLab, seeds a second', value: 1.2, unit: 'seeds/s', kind: 'published' },
      target: null,
      isReached: null,
      note:
        `the same kind of worlds, ${worlds} of them behind ${worlds / 2} that warm up; by itself one thread does ` +
        `${((worldsPerSecond / aim) * 100).toFixed(0)} % of the ${aim} worlds/s that a run aims at`,
    }),
    figure({
      name: 'virtual time in chaos',
      value: virtualPerSecond,
      unit: 'virtual s / wall s',
      reference: { name: 'real time', value: 1, unit: 's/s', kind: 'same run' },
      target: null,
      isReached: null,
      note: 'the worlds of one thread',
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
