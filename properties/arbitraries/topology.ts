/** The machines of a world: how many gateways, and what each worker offers. Small and uneven on purpose, so that fitting matters. */
import fc, { type Arbitrary } from 'fast-check';
import { gatewayNames, workerName, type WorkerShape } from '../scenario.ts';

/** The two GPU types that worlds know. */
export const GPU_TYPES: readonly string[] = ['A10', 'T4'];

/** Gateways and workers of one world. */
export interface Topology {
  readonly gateways: readonly string[];
  readonly workers: readonly WorkerShape[];
}

/** Sizes that are fixed instead of drawn, and sizes that a world must have at least because a fault plan names its hosts. */
export interface TopologySizes {
  readonly gateways?: number | undefined;
  readonly workers?: number | undefined;
  readonly gatewaysMin?: number | undefined;
  readonly workersMin?: number | undefined;
}

/** What of a machine says who may use it. */
type Kind = Pick<WorkerShape, 'poolName' | 'requiresPoolSelector' | 'isPreemptable' | 'priority'>;

/** Pools of a world that has any: `batch` is for those who name it, `spot` may vanish, `old` is the last choice. */
const KINDS: readonly Kind[] = [
  {},
  {},
  { poolName: 'batch', requiresPoolSelector: true },
  { poolName: 'spot', isPreemptable: true },
  { poolName: 'old', priority: -1 },
];

/** In two worlds of three all machines are for everybody; in the others there are pools. */
const kinds: Arbitrary<readonly Kind[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(...KINDS), { minLength: 6, maxLength: 6 }) },
);

/** A worker machine: every second one with GPUs of one type. */
const workerShape: Arbitrary<Omit<WorkerShape, 'name'>> = fc
  .tuple(
    fc.constantFrom(2_000, 4_000, 8_000),
    fc.constantFrom(2_048, 4_096, 8_192),
    fc.constantFrom(0, 0, 1, 2, 4),
    fc.constantFrom(...GPU_TYPES),
  )
  .map(([cpuMillicores, memoryMib, gpuCount, gpuType]) => ({ cpuMillicores, memoryMib, gpuCount, gpuType: gpuCount > 0 ? gpuType : '' }));

const GATEWAYS_MAX = 3;
const WORKERS_MAX = 6;

/** 1-3 gateways and 1-6 workers, or exactly the sizes given. */
export function topology(sizes: TopologySizes): Arbitrary<Topology> {
  const { gateways, workers, gatewaysMin = 1, workersMin = 1 } = sizes;
  const gatewayCount =
    gateways === undefined ? fc.integer({ min: gatewaysMin, max: Math.max(GATEWAYS_MAX, gatewaysMin) }) : fc.constant(gateways);
  const shapes = fc.array(workerShape, {
    minLength: workers ?? workersMin,
    maxLength: workers ?? Math.max(WORKERS_MAX, workersMin),
    size: 'max',
  });
  return fc.record({
    gateways: gatewayCount.map(gatewayNames),
    workers: fc
      .tuple(shapes, kinds)
      .map(([drawn, pools]) => drawn.map((shape, index) => ({ name: workerName(index), ...shape, ...pools[index % 6] }))),
  });
}
