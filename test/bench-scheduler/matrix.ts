/** All presets in all shapes in one run, so that every figure stands beside its references; then the aims. */
import { aimsOf } from './aims.ts';
import { figuresOf, perPlacement, type RunFigures } from './figures.ts';
import type { Guide } from './guide.ts';
import { loadOf } from './load.ts';
import type { BenchOptions, Shape } from './options.ts';
import { measureSeries } from './run.ts';
import { shownMs, spreadOf } from './statistics.ts';

const TRACE_TASKS = 2_000;
/** Large shapes are measured so often, however often small ones are. */
const LARGE_REPEAT = 3;

const MADE_UP: readonly Shape[] = [
  { containers: 100, workers: 20, gpuMix: 0, gateways: 1, trace: null },
  { containers: 500, workers: 40, gpuMix: 0, gateways: 1, trace: null },
  { containers: 10_000, workers: 1_000, gpuMix: 0, gateways: 3, trace: null },
];

/** Measures everything; presets take turns within a shape, so that a slow hour of the machine hits all alike. */
export async function measureMatrix(options: BenchOptions, progress: (line: string) => void): Promise<Guide[]> {
  const { trace } = options.shape;
  if (trace === null) progress('the trace is left out: name its tables with --pods FILE --nodes FILE');
  const traced: Shape[] = trace === null ? [] : [{ containers: TRACE_TASKS, workers: 0, gpuMix: 0, gateways: 3, trace }];
  const guides: Guide[] = [];
  for (const shape of [...MADE_UP, ...traced]) {
    const isLarge = shape.containers >= 1_000;
    const workers = (await loadOf(shape)).workers.length;
    for (const preset of options.presets) {
      const repeat = isLarge ? Math.min(LARGE_REPEAT, options.repeat) : options.repeat;
      const warmUp = isLarge ? 0 : options.warmUp;
      guides.push({
        preset,
        shape,
        workers,
        runs: await measureSeries({ preset, shape, repeat, warmUp, limitSeconds: options.limitSeconds, progress }),
      });
    }
  }
  return guides;
}

function row({ preset, shape, workers, runs }: Guide): string {
  const figures = runs.map(figuresOf);
  const spread = (pick: (run: RunFigures) => number): string => {
    const { median, minimum, maximum } = spreadOf(figures.map(pick));
    return minimum === maximum ? shownMs(median) : `${shownMs(median)} (${shownMs(minimum)}-${shownMs(maximum)})`;
  };
  const middle = (pick: (run: RunFigures) => number): number => spreadOf(figures.map(pick)).median;
  const placed = middle((run) => run.placed);
  const undone = figures.some(({ isDone }) => !isDone) ? `not done: ${placed} placed in ` : '';
  const cells = [
    `${shape.trace === null ? shape.containers.toLocaleString('en') : `trace ${shape.containers.toLocaleString('en')}`} on ${workers.toLocaleString('en')}`,
    `\`${preset}\``,
    `${undone}${spread((run) => run.wallMs)}`,
    shownMs(middle((run) => perPlacement(run, run.wallMs))),
    shownMs(middle((run) => perPlacement(run, run.redisMs))),
    middle((run) => perPlacement(run, run.commandsSent)).toFixed(1),
    middle((run) => run.lockAcquisitions).toLocaleString('en'),
    middle((run) => run.capacityUpdates).toLocaleString('en'),
    middle((run) => perPlacement(run, run.conflicts)).toFixed(2),
    middle((run) => run.needlessWorkers).toLocaleString('en'),
    middle((run) => run.workersUsed).toLocaleString('en'),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** A Markdown table, and the aims below it. */
export function renderMatrix(guides: readonly Guide[]): string {
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
