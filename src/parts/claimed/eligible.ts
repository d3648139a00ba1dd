/** Which pools may be asked for a worker for a request, the best first. Pure: every gateway that was told of the same pools asks in one order. */
import { gpuPreference, matchesGpuType, matchesPool } from '../../matching.ts';
import type { ContainerRequest } from '../../model.ts';
import { selectorOf } from '../../pool-options.ts';
import type { WorkerPool } from '../../pools.ts';

function isEligible(pool: WorkerPool, request: ContainerRequest): boolean {
  const { gpuType = '', requiresSelector = false, isPreemptable = false, workerSize, workerSizeMax = workerSize } = pool;
  const announced = { poolSelector: selectorOf(pool), requiresPoolSelector: requiresSelector, isPreemptable };
  if (!matchesPool(announced, request) || !matchesGpuType(gpuType, request)) return false;
  // Nobody starts a machine with GPUs for a request that needs none; it may still run on one that is there.
  if (request.gpuCount === 0 && gpuType !== '') return false;
  return (['cpuMillicores', 'memoryMib', 'gpuCount'] as const).every((kind) => request[kind] <= workerSizeMax[kind]);
}

/** The GPU type asked for first, then priority, then name. */
export function eligiblePools(pools: readonly WorkerPool[], request: ContainerRequest): readonly WorkerPool[] {
  return pools
    .filter((pool) => isEligible(pool, request))
    .toSorted((left, right) => {
      const byType = gpuPreference(left.gpuType ?? '', request) - gpuPreference(right.gpuType ?? '', request);
      return byType || (right.priority ?? 0) - (left.priority ?? 0) || (left.name < right.name ? -1 : 1);
    });
}
