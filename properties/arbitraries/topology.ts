/** The machines of a world: how many gateways, and what each worker offers. Small and uneven on purpose, so that fitting matters. */
import fc, { type Arbitrary } from 'fast-check';
import { workerName, type WorkerShape } from '../scenario.ts';

/** The two GPU types that worlds know. */
export const GPU_TYPES: readonly string[] = ['A10', 'T4'];

/** Gateways and workers of one world. */
export interface Topology {
  readonly gateways: number;
  readonly workers: readonly WorkerShape[];
}

/** Sizes that are fixed instead of drawn. */
export interface TopologySizes {
  readonly gateways?: number | undefined;
  readonly workers?: number | undefined;
}

/** A worker machine: every second one with GPUs of one type. */
const workerShape: Arbitrary<Omit<WorkerShape, 'name'>> = fc
  .tuple(
    fc.constantFrom(2_000, 4_000, 8_000),
    fc.constantFrom(2_048, 4_096, 8_192),
    fc.constantFrom(0, 0, 1, 2, 4),
    fc.constantFrom(...GPU_TYPES),
  )
  .map(([cpuMillicores, memoryMib, gpuCount, gpuType]) => ({ cpuMillicores, memoryMib, gpuCount, gpuType: gpuCount > 0 ? gpuType : '' }));

/** 1-3 gateways and 1-6 workers, or exactly the sizes given. */
export function topology(sizes: TopologySizes): Arbitrary<Topology> {
  return fc.record({
    gateways: sizes.gateways === undefined ? fc.integer({ min: 1, max: 3 }) : fc.constant(sizes.gateways),
    workers: fc
      .array(workerShape, { minLength: sizes.workers ?? 1, maxLength: sizes.workers ?? 6, size: 'max' })
      .map((shapes) => shapes.map((shape, index) => ({ name: workerName(index), ...shape }))),
  });
}
