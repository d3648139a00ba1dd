/** All presets in all shapes in one run, so that every figure stands beside its references; then the aims. */
import type { PresetName } from '../../src/index.ts';
import { aimsOf } from './aims.ts';
import { figuresOf, perPlacement, type RunFigures } from './figures.ts';
import type { Guide } from './guide.ts';
import { loadOf } from './load.ts';
import type { BenchOptions, Shape } from './options.ts';
import { measureSeries, type Measured } from './run.ts';
import { shownMs, spreadOf } from './statistics.ts';

const TRACE_TASKS = 2_000;
/** Large shapes are measured at most so often, however often small ones are. */
const LARGE_REPEAT = 3;
/** Small shapes are measured in so many rounds, in each of which every preset has its turn: a slow moment of the machine hits all alike. */
const ROUNDS = 3;

const MADE_UP: readonly Shape[] = [
  { containers: 100, workers: 20, gpuMix: 0, gateways: 1, trace: null },
  { containers: 500, workers: 40, gpuMix: 0, gateways: 1, trace: null },
  { containers: 10_000, workers: 1_000, gpuMix: 0, gateways: 3, trace: null },
];

/** Measures everything. */
export async function measureMatrix(options: BenchOptions, progress: (line: string) => void): Promise<Guide[]> {
  const { trace } = options.shape;
  progress(`every run is given up after ${options.limitSeconds} s`);
  if (trace === null) progress('the trace is left out: name its tables with --pods FILE --nodes FILE');
  const traced: Shape[] = trace === null ? [] : [{ containers: TRACE_TASKS, workers: 0, gpuMix: 0, gateways: 3, trace }];
  const guides: Guide[] = [];
  for (const shape of [...MADE_UP, ...traced]) {
    const workers = (await loadOf(shape)).workers.length;
    guides.push(...(await measureShape(shape, workers, options, progress)));
  }
  return guides;
}

async function measureShape(shape: Shape, workers: number, options: BenchOptions, progress: (line: string) => void): Promise<Guide[]> {
  const isLarge = shape.containers >= 1_000;
  const rounds = isLarge ? 1 : ROUNDS;
  const repeat = isLarge ? Math.min(LARGE_REPEAT, options.repeat) : Math.ceil(options.repeat / rounds);
  const warmUp = isLarge ? Math.min(1, options.warmUp) : options.warmUp;
  const runs = new Map(options.presets.map((preset): [PresetName, Measured[]] => [preset, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const [preset, measured] of runs) {
      // What is too slow once is not measured again.
      if (measured.some(({ isDone }) => !isDone)) continue;
      measured.push(...(await measureSeries({ preset, shape, repeat, warmUp, limitSeconds: options.limitSeconds, progress })));
    }
  }
  return [...runs].map(([preset, measured]) => ({ preset, shape, workers, runs: measured }));
}

/** For each placement; a dash where nothing was placed. */
const share = (value: number, digits: number): string => (Number.isFinite(value) ? value.toFixed(digits) : '–');

function row({ preset, shape, workers, runs }: Guide): string {
  const figures = runs.map(figuresOf);
  const spread = (pick: (run: RunFigures) => number): string => {
    const { median, minimum, maximum } = spreadOf(figures.map(pick));
    return minimum === maximum ? shownMs(median) : `${shownMs(median)} (${shownMs(minimum)}-${shownMs(maximum)})`;
  };
  const middle = (pick: (run: RunFigures) => number): number => spreadOf(figures.map(pick)).median;
  const placed = middle((run) => run.placed);
  const failed = middle((run) => run.failed);
  const isUndone = figures.some(({ isDone }) => !isDone);
  const undone = isUndone ? `not done: ${placed} placed in ` : failed > 0 ? `${placed} placed, ${failed} given up in ` : '';
  const cells = [
    `${shape.trace === null ? shape.containers.toLocaleString('en') : `trace ${shape.containers.toLocaleString('en')}`} on ${workers.toLocaleString('en')}`,
    `\`${preset}\``,
    `${undone}${spread((run) => run.wallMs)}`,
    shownMs(middle((run) => perPlacement(run, run.wallMs))),
    shownMs(middle((run) => perPlacement(run, run.redisMs))),
    share(
      middle((run) => perPlacement(run, run.commandsSent)),
      1,
    ),
    middle((run) => run.lockAcquisitions).toLocaleString('en'),
    middle((run) => run.capacityUpdates).toLocaleString('en'),
    share(
      middle((run) => perPlacement(run, run.conflicts)),
      2,
    ),
    middle((run) => run.needlessWorkers).toLocaleString('en'),
    middle((run) => run.workersUsed).toLocaleString('en'),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** A Markdown table, and the aims below it. */
export function renderMatrix(guides: readonly Guide[], limitSeconds: number): string {
  const heads = [
    'containers on workers',
    'preset',
    'wall time (range)',
    'wall a placement',
    'Redis CPU a placement',
    'commands a placement',
    'locks',
    'capacity updates',
    'conflicts a success',
    'needless workers',
    'workers used',
  ];
  const aims = aimsOf(guides).map(
    ({ name, measured, isReached }) => `- ${isReached === null ? '?' : isReached ? '✓' : '✗'} ${name}: ${measured}`,
  );
  return [
    `A run that had not placed everything was given up after ${limitSeconds} s, and its design not measured again in that shape.`,
    '',
    `| ${heads.join(' | ')} |`,
    `|${heads.map(() => ' --- |').join('')}`,
    ...guides.map(row),
    '',
    'Aims of `leased`:',
    '',
    ...aims,
    '',
  ].join('\n');
}
