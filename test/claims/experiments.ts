/**
 * Which worlds are measured: the documents' own settings, the same over a parameter, and the same on a nearer network. Each experiment has an
 * id by which claims and charts find it.
 */
import { presets, type PresetName, type Timings } from '../../src/index.ts';
import { STANDARD, type Conditions } from './conditions.ts';

/** One group of worlds that differ only in their seed. */
export interface Experiment {
  readonly id: string;
  readonly conditions: Conditions;
  readonly seeds: readonly string[];
}

/** The seeds of an experiment; the middle and range over them is what is told. */
export const SEEDS: readonly string[] = ['1', '2', '3', '4', '5'];

/** A parameter that is varied while everything else stays. */
export interface Sweep {
  readonly id: string;
  /** The parameter, with its unit. */
  readonly name: string;
  readonly values: readonly number[];
  /** The designs that have it, and the one beside them for comparison, whose value does not change. */
  readonly designs: readonly PresetName[];
  readonly conditions: (preset: PresetName, value: number) => Conditions;
  /** Burst's own value, where the parameter is one of document 003; one of `values`. */
  readonly usual?: number;
}

/** Every design that there is, in the order of the documents, ours last. */
const ORDER: readonly string[] = ['baseline', 'cached', 'batch', 'affinity', 'burst', 'leased'];
export const DESIGNS: readonly PresetName[] = (Object.keys(presets) as PresetName[]).toSorted(
  (left, right) => ORDER.indexOf(left) - ORDER.indexOf(right),
);

/** Document 003: 40 workers with room for 50 containers each. */
const WIDE: Conditions = { ...STANDARD, fleet: { workers: 40, slots: 50 } };
/** The same with workers listed in another order each time, as the tests of document 003 do it. */
const SHUFFLED: Conditions = { ...WIDE, listing: 'shuffled' };
/** Ten times as many, on the same fleet: 100 containers reach neither the concurrency nor a second look of any loop. */
const RUSH: Conditions = { ...SHUFFLED, containers: 1_000 };
/** 100 containers where there is room for 120: what looks full is nearly full. */
const TIGHT: Conditions = { ...STANDARD, fleet: { workers: 20, slots: 6 } };

/** Machines that boot quickly enough to be of help; what waits in memory comes back after 2 s. */
const HELPFUL = { bootMs: 1_000, aftermathMs: 3_000 } as const;

/** A group of experiments, one a design. */
const group = (name: string, conditions: Omit<Conditions, 'preset'>, designs: readonly PresetName[] = DESIGNS): readonly Experiment[] =>
  designs.map((preset) => ({ id: `${name} ${preset}`, conditions: { ...conditions, preset }, seeds: SEEDS }));

const tuned = (base: Conditions, preset: PresetName, timings: Partial<Timings>): Conditions => ({ ...base, preset, timings });

const known = (designs: readonly string[]): readonly PresetName[] => DESIGNS.filter((design) => designs.includes(design));

/** The parameters that are varied. `leased`, which has none of them but the batch, is measured beside the others for reference. */
export const SWEEPS: readonly Sweep[] = [
  {
    id: 'cache',
    name: 'how long a snapshot of the workers may be used again (workerCacheMs, ms)',
    values: [0, 10, 50, 100, 500],
    designs: known(['cached', 'batch', 'burst', 'leased']),
    conditions: (preset, workerCacheMs) =>
      tuned(preset === 'burst' ? RUSH : STANDARD, preset, preset === 'leased' ? {} : { workerCacheMs }),
    usual: presets.burst.timings.workerCacheMs,
  },
  {
    id: 'batch',
    name: 'requests that are taken at once (popSize of burst, batchSizeMax of batch and leased)',
    values: [1, 5, 15, 20, 50, 100, 200],
    designs: known(['batch', 'burst', 'leased']),
    conditions: (preset, size) =>
      tuned(preset === 'burst' ? SHUFFLED : STANDARD, preset, preset === 'burst' ? { popSize: size } : { batchSizeMax: size }),
    usual: presets.burst.timings.popSize,
  },
  {
    id: 'concurrency',
    name: 'requests that one gateway places at once (maxConcurrentScheduling)',
    values: [25, 50, 100, 150, 200, 250],
    designs: known(['burst', 'leased']),
    conditions: (preset, maxConcurrentScheduling) => tuned(RUSH, preset, preset === 'leased' ? {} : { maxConcurrentScheduling }),
    usual: presets.burst.timings.maxConcurrentScheduling,
  },
  {
    id: 'gateways',
    name: 'gateways',
    values: [1, 2, 3, 4],
    designs: DESIGNS,
    conditions: (preset, gateways) => ({ ...(preset === 'burst' ? SHUFFLED : STANDARD), preset, gateways }),
  },
  {
    id: 'fleet',
    name: 'workers (3 gateways, room for 120 containers in all)',
    values: [1, 2, 4, 10, 20],
    designs: DESIGNS,
    conditions: (preset, workers) => ({ ...STANDARD, preset, gateways: 3, fleet: { workers, slots: 120 / workers } }),
  },
];

/** The id of one point of a sweep. */
export const pointId = (sweep: Sweep, preset: PresetName, value: number): string => `${sweep.id}=${value} ${preset}`;

/** The id of the point at which everything is as document 003 has it. @throws RangeError for a sweep over something else. */
export function defaultPointId(sweep: Sweep, preset: PresetName): string {
  if (sweep.usual === undefined) throw new RangeError(`document 003 has no parameter ${JSON.stringify(sweep.id)}`);
  return pointId(sweep, preset, sweep.usual);
}

const points = (sweep: Sweep): readonly Experiment[] =>
  sweep.designs.flatMap((preset) =>
    sweep.values.map((value) => ({ id: pointId(sweep, preset, value), conditions: sweep.conditions(preset, value), seeds: SEEDS })),
  );

/** All experiments. */
export const EXPERIMENTS: readonly Experiment[] = [
  ...group('standard', STANDARD),
  ...group('loopback', { ...STANDARD, network: 'loopback' }),
  ...group('tight', TIGHT),
  ...group('wide', WIDE),
  ...group('wide loopback', { ...WIDE, network: 'loopback' }),
  ...group('shuffled', { ...STANDARD, listing: 'shuffled' }, known(['baseline', 'burst'])),
  ...group('wide shuffled', SHUFFLED, known(['burst'])),
  ...group('wide shuffled loopback', { ...SHUFFLED, network: 'loopback' }, known(['burst'])),
  ...group('adaptive', { ...SHUFFLED, timings: { adaptiveConcurrency: 4 } }, known(['burst'])),
  ...group('adaptive 1,000', { ...RUSH, timings: { adaptiveConcurrency: 4 } }, known(['burst'])),
  ...group('200 on 40', { ...STANDARD, containers: 200, fleet: { workers: 40, slots: 100 } }),
  ...group('100 on 10', { ...STANDARD, fleet: { workers: 10, slots: 100 } }),
  ...group('mixed', { ...STANDARD, gpuContainers: 20, fleet: { workers: 20, slots: 100, gpuWorkers: 5, gpus: 8 } }),
  ...group('single', { ...STANDARD, containers: 1 }),
  // Document 001's own tuning, and its rollback.
  ...group('10 ms and 20', { ...STANDARD, timings: { batchWindowMs: 10, batchSizeMax: 20 } }, known(['batch'])),
  ...group('10 ms and 20, single', { ...STANDARD, containers: 1, timings: { batchWindowMs: 10, batchSizeMax: 20 } }, known(['batch'])),
  ...group('100 ms and 200', { ...STANDARD, timings: { batchWindowMs: 100, batchSizeMax: 200 } }, known(['batch'])),
  ...group('400, 50 ms and 100', { ...STANDARD, containers: 400 }, known(['batch'])),
  ...group('400, 100 ms and 200', { ...STANDARD, containers: 400, timings: { batchWindowMs: 100, batchSizeMax: 200 } }, known(['batch'])),
  // Document 002's three answers to a moved version; one gateway meets none, so two.
  ...(['requeue', 'retry', 'batch'] as const).flatMap((versionConflict) =>
    group(
      `conflict answered by ${versionConflict}`,
      { ...STANDARD, gateways: 2, timings: { versionConflict, commitAttempts: versionConflict === 'retry' ? 3 : 1 } },
      known(['affinity']),
    ),
  ),
  // Document 003's three changes, as it made them, one at a time.
  ...group('cache 50 ms', { ...SHUFFLED, timings: { workerCacheMs: 50 } }, known(['burst'])),
  ...group('concurrency 150', { ...SHUFFLED, timings: { maxConcurrentScheduling: 150 } }, known(['burst'])),
  ...group('batch 20', { ...SHUFFLED, timings: { popSize: 20 } }, known(['burst'])),
  // Nowhere to go: 40 of 100 do not fit, and machines boot quickly enough to be of help.
  ...group('full', { ...STANDARD, fleet: { workers: 20, slots: 3 }, ...HELPFUL }),
  // More than all loops can hold, so that a backlog remains: by few loops, and as document 003 has them.
  ...group(
    'backlog',
    {
      ...STANDARD,
      containers: 200,
      fleet: { workers: 20, slots: 3 },
      ...HELPFUL,
      timings: { schedulerLoops: 2, maxConcurrentScheduling: 20 },
    },
    known(['burst']),
  ),
  ...group(
    'flood',
    { ...STANDARD, listing: 'shuffled', containers: 2_000, fleet: { workers: 20, slots: 50 }, ...HELPFUL },
    known(['burst']),
  ).map((experiment) => ({ ...experiment, seeds: SEEDS.slice(0, 1) })),
  ...SWEEPS.flatMap(points),
];
