/** The performance guide of document 004 for one preset: its sections in its order, and its goals with a verdict each. */
import { presets, type PresetName } from '../../src/index.ts';
import { figuresOf, isSound, perPlacement, type RunFigures } from './figures.ts';
import type { Shape } from './options.ts';
import type { Measured } from './run.ts';
import { shownMs, shownSpread, spreadOf, type Spread } from './statistics.ts';

/** All runs of one preset in one shape. */
export interface Guide {
  readonly preset: PresetName;
  readonly shape: Shape;
  readonly workers: number;
  readonly runs: readonly Measured[];
}

/** Workers that are listed one by one. */
const LISTED_MAX = 20;
/** The goals of document 004, and the median over all runs is what is held against them. */
const TOTAL_MS_MAX = 2_000;
const HIT_RATE_MIN = 0.95;

interface Goal {
  readonly text: string;
  /** Null for a goal that is not about this design. */
  readonly isReached: boolean | null;
}

/** Every design counts its looks at the workers; those of a design that keeps none of them are no misses. */
const hasCache = (preset: PresetName): boolean => presets[preset].timings.workerCacheMs > 0;

function goalsOf({ preset, shape, workers }: Guide, figures: readonly RunFigures[]): Goal[] {
  const middle = (pick: (run: RunFigures) => number): number => spreadOf(figures.map(pick)).median;
  const total = middle(({ wallMs }) => wallMs);
  const placed = Math.min(...figures.map((run) => run.placed));
  const [locks, updates, used] = [
    middle((run) => run.lockAcquisitions),
    middle((run) => run.capacityUpdates),
    middle((run) => run.workersUsed),
  ];
  const looks = middle((run) => run.cacheHits + run.cacheMisses);
  const hitRate = looks === 0 || !hasCache(preset) ? null : middle((run) => run.cacheHits) / looks;
  const needless = middle((run) => run.needlessWorkers);
  const cache: Goal[] =
    hitRate === null
      ? [{ text: 'Cache hit rate: n/a, this design has no cache', isReached: null }]
      : [{ text: `Cache hit rate: ${(100 * hitRate).toFixed(1)}% (target: >95%)`, isReached: hitRate > HIT_RATE_MIN }];
  return [
    {
      text: `Total scheduling time: ${shownMs(total)} (target: <2s)`,
      isReached: total < TOTAL_MS_MAX && figures.every(({ isDone }) => isDone),
    },
    { text: `${placed} of ${shape.containers} containers scheduled`, isReached: placed === shape.containers },
    { text: `Lock acquisitions: ${locks} (target: at most one per worker, ${workers})`, isReached: locks <= workers },
    { text: `Capacity updates: ${updates} (target: at most one per worker, ${workers})`, isReached: updates <= workers },
    ...cache,
    { text: `Workers used: ${used} of ${workers} (target: at least half)`, isReached: used * 2 >= workers },
    { text: `Needless workers: ${needless} (target: 0)`, isReached: needless === 0 },
    { text: 'No container placed twice, no worker overbooked', isReached: figures.every(isSound) },
  ];
}

function distributionOf({ census }: Measured, placed: number): string[] {
  const rows = [...census.byWorker].sort(([left], [right]) => (left < right ? -1 : 1));
  if (rows.length === 0) return ['  nothing was placed'];
  const { median, minimum, maximum } = spreadOf(rows.map(([, count]) => count));
  const listed = rows
    .slice(0, LISTED_MAX)
    .map(([worker, count]) => `  ${worker}: ${count} containers (${((100 * count) / placed).toFixed(1)}%)`);
  const rest = rows.length > LISTED_MAX ? [`  … and ${rows.length - LISTED_MAX} more`] : [];
  return [`  ${minimum} to ${maximum} containers a used worker, median ${median}`, ...listed, ...rest];
}

function sectionsOf({ preset, workers }: Guide, figures: readonly RunFigures[]): string[] {
  const spread = (pick: (run: RunFigures) => number): Spread => spreadOf(figures.map(pick));
  const ms = (pick: (run: RunFigures) => number): string => shownSpread(spread(pick), shownMs);
  const count = (pick: (run: RunFigures) => number): string =>
    shownSpread(spread(pick), (value) => value.toLocaleString('en', { maximumFractionDigits: 2 }));
  const [hits, misses] = [spread((run) => run.cacheHits).median, spread((run) => run.cacheMisses).median];
  return [
    'Timing:',
    `  Total duration:          ${ms((run) => run.wallMs)}`,
    `  Decision making:         ${ms((run) => run.planningMs)}, all gateways together`,
    `  Batch capacity update:   ${ms((run) => run.commitMs)}, sum over all updates, which run side by side`,
    `  Average per container:   ${ms((run) => perPlacement(run, run.wallMs))}`,
    `  Processor time:          Redis ${ms((run) => perPlacement(run, run.redisMs))}, gateways ${ms((run) => perPlacement(run, run.gatewayMs))} per container`,
    '',
    'Resource Efficiency:',
    `  Containers scheduled:    ${count((run) => run.placed)}, given up ${count((run) => run.failed)}`,
    `  Workers used:            ${count((run) => run.workersUsed)} (out of ${workers} available)`,
    `  Needless workers:        ${count((run) => run.needlessWorkers)}`,
    `  Lock acquisitions:       ${count((run) => run.lockAcquisitions)}`,
    `  Capacity updates:        ${count((run) => run.capacityUpdates)}, commit scripts ${count((run) => run.commitScripts)}`,
    `  Conflicts per success:   ${count((run) => perPlacement(run, run.conflicts))}, and refused locks ${count((run) => perPlacement(run, run.lockRefusals))}`,
    `  Commands sent to Redis:  ${count((run) => run.commandsSent)}, longest chain of a batch ${count((run) => run.roundTrips)} round trips`,
    `  Cache invalidations:     ${count((run) => run.cacheInvalidations)}`,
    '',
    'Cache Performance:',
    ...(hits + misses === 0 || !hasCache(preset)
      ? ['  this design has no cache']
      : [
          `  Cache hits:              ${count((run) => run.cacheHits)}`,
          `  Cache misses:            ${count((run) => run.cacheMisses)}`,
          `  Hit rate:                ${((100 * hits) / (hits + misses)).toFixed(1)}%`,
        ]),
  ];
}

/** As text, in the document's sections. */
export function renderGuide(guide: Guide): string {
  const { preset, shape, workers, runs } = guide;
  const figures = runs.map(figuresOf);
  const last = runs.at(-1);
  const undone = figures.filter(({ isDone }) => !isDone);
  return [
    `=== ${preset}: ${shape.containers} containers on ${workers} workers, ${shape.gateways} gateway ${shape.gateways === 1 ? 'process' : 'processes'}, ${runs.length} ${runs.length === 1 ? 'run' : 'runs'} ===`,
    ...undone.map(({ wallMs, placed }) => `not done after ${shownMs(wallMs)}: ${placed} placed`),
    '',
    ...sectionsOf(guide, figures),
    '',
    'Worker Distribution (last run):',
    ...(last ? distributionOf(last, last.census.placed) : []),
    '',
    'Redis by its own count (last run):',
    `  ${Object.entries(last?.redisCalls ?? {})
      .sort(([, left], [, right]) => right - left)
      .map(([name, calls]) => `${name} ${calls}`)
      .join(', ')}`,
    '',
    '=== Validating Performance Goals ===',
    '',
    ...goalsOf(guide, figures).map(({ text, isReached }) => `${isReached === null ? '–' : isReached ? '✓' : '✗'} ${text}`),
    '',
  ].join('\n');
}

/** As plain data: figures of every run, and goals. */
export function guideAsJson(guide: Guide): object {
  const figures = guide.runs.map(figuresOf);
  return {
    v: 1,
    type: 'bench-scheduler',
    preset: guide.preset,
    shape: guide.shape,
    workers: guide.workers,
    runs: figures,
    goals: goalsOf(guide, figures),
  };
}
