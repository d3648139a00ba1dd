/**
 * The work of a world. Demands are drawn as shares of one of the workers, so that nearly every container fits somewhere when the system
 * is empty and some fit nowhere while others run; a few fit nowhere ever and must be failed truthfully.
 */
import fc, { type Arbitrary } from 'fast-check';
import { CLIENTS, type ContainerPlan, type WorkerShape } from '../scenario.ts';
import type { Habits } from './habits.ts';
import { workspaceName } from './plan-operations.ts';
import { GPU_TYPES } from './topology.ts';

/** The first submissions arrive within this time. */
export const ARRIVAL_SPAN_MS = 2_500;

/** A container before it is measured against the workers of its world. */
export interface ContainerSketch {
  readonly arriveAtMs: number;
  readonly startMs: number;
  readonly runMs: number;
  readonly exitCode: number;
  /** Which worker it is measured by, modulo their number. */
  readonly measure: number;
  /** Shares of that worker in percent; above 100 fits nowhere. */
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  readonly gpus: number;
  /** Which GPU types are accepted, and in which order; see `gpuTypesOf`. */
  readonly gpuChoice: number;
  /** Names the pool although it need not; tolerates preemption although it need not. */
  readonly namesPool: boolean;
  readonly tolerates: boolean;
  /** Repeated, stopped when the habits of its world say so of this number. */
  readonly repeat: Whim;
  readonly stop: Whim;
  readonly workspace: number;
}

/** Something that a user does now and then. */
interface Whim {
  readonly number: number;
  readonly afterMs: number;
}

const arriveAtMs = fc.oneof({ weight: 2, arbitrary: fc.nat(ARRIVAL_SPAN_MS) }, { weight: 1, arbitrary: fc.constantFrom(0, 500, 1_500) });
const startMs = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 30 }) },
  { weight: 1, arbitrary: fc.integer({ min: 200, max: 2_000 }) },
);
const runMs = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 50, max: 800 }) },
  { weight: 1, arbitrary: fc.integer({ min: 800, max: 2_500 }) },
);
const percent = fc.constantFrom(5, 10, 10, 20, 20, 25, 30, 50, 100);
const cpuPercent = fc.oneof({ weight: 40, arbitrary: percent }, { weight: 1, arbitrary: fc.constant(500) });

const WHIMS = 10_000;
const whim = (latestMs: number): Arbitrary<Whim> => fc.record({ number: fc.nat(WHIMS - 1), afterMs: fc.nat(latestMs) });
/** One of so many is followed; none when they are infinitely many. */
const followed = ({ number, afterMs }: Whim, oneIn: number): number | null => (number < WHIMS / oneIn ? afterMs : null);

const GPU_CHOICES = 7;

/** Every type, the measure's type, both in either order, or the measure's type and whatever else there is. */
function gpuTypesOf(choice: number, type: string): readonly string[] {
  const other = GPU_TYPES.find((one) => one !== type) ?? type;
  const choices = [[], [], [type], [type], [other, type], ['any'], [type, 'any']];
  return choices[choice] ?? [];
}

/** A container may go where its measure is: it names the pool when it must, and tolerates what it must. */
function kindOf(
  { namesPool, tolerates }: ContainerSketch,
  measure: WorkerShape,
): Pick<ContainerPlan, 'poolSelector' | 'toleratesPreemption'> {
  const { poolName, requiresPoolSelector = false, isPreemptable = false } = measure;
  return {
    ...(poolName !== undefined && (requiresPoolSelector || namesPool) ? { poolSelector: poolName } : {}),
    ...(isPreemptable || tolerates ? { toleratesPreemption: true } : {}),
  };
}

/** One container with everything drawn. */
export const containerSketch: Arbitrary<ContainerSketch> = fc.record({
  arriveAtMs,
  startMs,
  runMs,
  exitCode: fc.constantFrom(0, 0, 0, 1),
  measure: fc.nat(5),
  cpuPercent,
  memoryPercent: percent,
  gpus: fc.constantFrom(0, 0, 1, 1, 2),
  gpuChoice: fc.nat(GPU_CHOICES - 1),
  namesPool: fc.boolean(),
  tolerates: fc.boolean(),
  repeat: whim(400),
  stop: whim(2_000),
  workspace: fc.nat(5),
});

/** 1-40 containers, or exactly so many. */
export function workload(count: number | undefined): Arbitrary<readonly ContainerSketch[]> {
  return fc.array(containerSketch, { minLength: count ?? 1, maxLength: count ?? 40, size: 'max' });
}

/** The workspace of a container: one of those of its world, or none. */
function workspaceOf(sketch: ContainerSketch, workspaces: number): string | null {
  const index = sketch.workspace % (workspaces + 1);
  return index === workspaces ? null : workspaceName(index);
}

/** Measures a sketch against the workers and habits of its world; containers are named `c1`, `c2`, … in order. */
export function planContainer(sketch: ContainerSketch, index: number, workers: readonly WorkerShape[], habits: Habits): ContainerPlan {
  const measure = workers[sketch.measure % workers.length];
  if (measure === undefined) throw new RangeError('a world needs at least one worker');
  const gpuCount = Math.min(sketch.gpus, measure.gpuCount);
  return {
    id: `c${index + 1}`,
    client: CLIENTS[index % CLIENTS.length] ?? '',
    workspace: workspaceOf(sketch, habits.workspaces),
    arriveAtMs: sketch.arriveAtMs,
    startMs: sketch.startMs,
    runMs: sketch.runMs,
    exitCode: sketch.exitCode,
    cpuMillicores: Math.max(1, Math.floor((measure.cpuMillicores * sketch.cpuPercent) / 100)),
    memoryMib: Math.max(1, Math.floor((measure.memoryMib * sketch.memoryPercent) / 100)),
    gpuCount,
    gpuTypes: gpuCount > 0 ? gpuTypesOf(sketch.gpuChoice, measure.gpuType) : [],
    ...kindOf(sketch, measure),
    repeatAfterMs: followed(sketch.repeat, habits.repeatOneIn),
    stopAfterMs: followed(sketch.stop, habits.stopOneIn),
  };
}
