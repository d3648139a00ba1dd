/**
 * The work of a world. Demands are drawn as shares of one of the workers, so that nearly every container fits somewhere when the system
 * is empty and some fit nowhere while others run; a few fit nowhere ever and must be failed truthfully.
 */
import fc, { type Arbitrary } from 'fast-check';
import type { ContainerPlan, WorkerShape } from '../scenario.ts';

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
  readonly anyGpu: boolean;
  readonly repeatAfterMs: number | null;
  readonly stopAfterMs: number | null;
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

/** Null, but for one of so many. */
const seldom = (oneOf: number, arbitrary: Arbitrary<number>): Arbitrary<number | null> =>
  fc.oneof({ weight: oneOf - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

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
  anyGpu: fc.boolean(),
  repeatAfterMs: seldom(6, fc.nat(400)),
  stopAfterMs: seldom(9, fc.nat(2_000)),
});

/** 1-40 containers, or exactly so many. */
export function workload(count: number | undefined): Arbitrary<readonly ContainerSketch[]> {
  return fc.array(containerSketch, { minLength: count ?? 1, maxLength: count ?? 40, size: 'max' });
}

/** Measures a sketch against the workers of its world; containers are named `c1`, `c2`, … in order. */
export function planContainer(sketch: ContainerSketch, index: number, workers: readonly WorkerShape[]): ContainerPlan {
  const measure = workers[sketch.measure % workers.length];
  if (measure === undefined) throw new RangeError('a world needs at least one worker');
  const gpuCount = Math.min(sketch.gpus, measure.gpuCount);
  return {
    id: `c${index + 1}`,
    arriveAtMs: sketch.arriveAtMs,
    startMs: sketch.startMs,
    runMs: sketch.runMs,
    exitCode: sketch.exitCode,
    cpuMillicores: Math.max(1, Math.floor((measure.cpuMillicores * sketch.cpuPercent) / 100)),
    memoryMib: Math.max(1, Math.floor((measure.memoryMib * sketch.memoryPercent) / 100)),
    gpuCount,
    gpuTypes: gpuCount > 0 && !sketch.anyGpu ? [measure.gpuType] : [],
    repeatAfterMs: sketch.repeatAfterMs,
    stopAfterMs: sketch.stopAfterMs,
  };
}
