/** What the scheduler's benchmark is told on its command line, checked before anything is started. */
import { parseArgs } from 'node:util';
import { presets, type PresetName } from '../../src/index.ts';

/** One kind of run: how much is asked of how many. */
export interface Shape {
  readonly containers: number;
  readonly workers: number;
  /** Share of workers that have GPUs, and of containers that want one. */
  readonly gpuMix: number;
  /** Gateway processes. */
  readonly gateways: number;
  /** Tables of a production trace that workers and containers come from; null for made-up ones that are all alike. */
  readonly trace: TracePaths | null;
}

/** Where the tables of a trace are. */
export interface TracePaths {
  readonly pods: string;
  readonly nodes: string;
}

/** The whole command line. */
export interface BenchOptions {
  readonly mode: 'guide' | 'matrix';
  readonly shape: Shape;
  readonly presets: readonly PresetName[];
  readonly repeat: number;
  /** Runs in front that are not counted: compilers and connections get warm. */
  readonly warmUp: number;
  /** A run that has not placed everything by then is given up, and says how much it had placed. */
  readonly limitSeconds: number;
  /** Whether the matrix is written into the document about speed. */
  readonly table: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

/** With these the whole matrix takes about ten minutes on a quiet machine. */
const MATRIX_DEFAULTS = { repeat: 3, limitSeconds: 20 } as const;

/** Printed by `--help` and behind wrong use. */
export const BENCH_USAGE: string = `usage: npm run bench:scheduler -- [--preset NAME] [--containers N] [--workers N] [--gpu-mix 0..1] [--gateways N]
                                  [--pods FILE --nodes FILE] [--repeat N] [--warm-up N] [--limit SECONDS] [--json]
       npm run bench:scheduler -- --matrix [--preset NAME,NAME] [--pods FILE --nodes FILE] [--repeat N] [--limit SECONDS] [--json] [--table]
Measures placement on a redis-server of its own: workers are registered, gateways are processes, and time runs from the moment at which the
gateways may look at a full backlog to the last placement. --matrix runs all presets at 100 on 20, 500 on 40, 10,000 on 1,000 with 3
gateways, and the first 2,000 tasks of a trace; --table also writes that into docs/speed.md. --repeat is how often each is measured (1; 3 with
--matrix), --limit after how many seconds a run is given up (60; ${MATRIX_DEFAULTS.limitSeconds} with --matrix): it then says how much was placed. Exit codes: 0 measured, 1 a placement was wrong, 2 wrong use or not possible.
`;

/** Wrong use of the command, or a machine on which it cannot run. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
  readonly isWrongUse: boolean;

  constructor(isWrongUse: boolean, message: string, options?: ErrorOptions) {
    super(message, options);
    this.isWrongUse = isWrongUse;
  }
}

function numberFlag(
  text: string | undefined,
  flag: string,
  fallback: number,
  range: { readonly minimum: number; readonly maximum: number },
  isWhole = true,
): number {
  if (text === undefined) return fallback;
  const value = (isWhole ? /^\d+$/ : /^\d+(\.\d+)?$/).test(text) ? Number(text) : Number.NaN;
  if (value >= range.minimum && value <= range.maximum) return value;
  throw new BenchError(
    true,
    `${flag} must be a ${isWhole ? 'whole ' : ''}number from ${range.minimum} to ${range.maximum}, got ${JSON.stringify(text)}`,
  );
}

function presetNames(text: string | undefined, fallback: readonly PresetName[]): readonly PresetName[] {
  if (text === undefined) return fallback;
  return text.split(',').map((name) => {
    if (Object.hasOwn(presets, name)) return name as PresetName;
    throw new BenchError(true, `unknown preset ${JSON.stringify(name)}; known are ${Object.keys(presets).join(', ')}`);
  });
}

function tracePaths(pods: string | undefined, nodes: string | undefined): TracePaths | null {
  if (pods === undefined && nodes === undefined) return null;
  if (pods === undefined || nodes === undefined)
    throw new BenchError(true, '--pods and --nodes belong together: the tables of tasks and of machines');
  return { pods, nodes };
}

function rawFlags(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const names = { preset: text, containers: text, workers: text, 'gpu-mix': text, gateways: text, pods: text, nodes: text };
  try {
    return parseArgs({
      args: [...argv],
      options: { ...names, repeat: text, 'warm-up': text, limit: text, matrix: flag, table: flag, json: flag, help: flag },
    }).values;
  } catch (cause) {
    throw new BenchError(true, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Reads the command line. @throws BenchError naming the flag and the value. */
export function parseBenchOptions(argv: readonly string[]): BenchOptions {
  const flags = rawFlags(argv);
  const trace = tracePaths(flags.pods, flags.nodes);
  if (flags.table && !flags.matrix) throw new BenchError(true, '--table writes what --matrix measures: use both');
  return {
    mode: flags.matrix ? 'matrix' : 'guide',
    shape: {
      containers: numberFlag(flags.containers, '--containers', trace ? 2_000 : 100, { minimum: 1, maximum: 1_000_000 }),
      workers: numberFlag(flags.workers, '--workers', 20, { minimum: 1, maximum: 10_000 }),
      gpuMix: numberFlag(flags['gpu-mix'], '--gpu-mix', 0, { minimum: 0, maximum: 1 }, false),
      gateways: numberFlag(flags.gateways, '--gateways', 1, { minimum: 1, maximum: 32 }),
      trace,
    },
    presets: presetNames(flags.preset, flags.matrix ? (Object.keys(presets) as PresetName[]) : ['leased']),
    repeat: numberFlag(flags.repeat, '--repeat', flags.matrix ? MATRIX_DEFAULTS.repeat : 1, { minimum: 1, maximum: 1_000 }),
    warmUp: numberFlag(flags['warm-up'], '--warm-up', 3, { minimum: 0, maximum: 100 }),
    limitSeconds: numberFlag(flags.limit, '--limit', flags.matrix ? MATRIX_DEFAULTS.limitSeconds : 60, { minimum: 1, maximum: 86_400 }),
    table: flags.table,
    json: flags.json,
    help: flags.help,
  };
}
