/** Which pools are of use to a request, the best first. Pure: every gateway that was told of the same pools asks in one order. */
import { gpuPreference, matchesGpuType, matchesPool } from '../../matching.ts';
import type { ContainerRequest } from '../../model.ts';
import { selectorOf } from '../../pool-options.ts';
import type { WorkerPool } from '../../pools.ts';

/** Pools of use to one request. */
export interface EligiblePools {
  /** They may be asked for a worker for it. */
  readonly toAsk: readonly WorkerPool[];
  /** A worker that comes anyway would do; none is asked for. */
  readonly toJoin: readonly WorkerPool[];
}

function isOfKind(pool: WorkerPool, request: ContainerRequest): boolean {
  const { gpuType = '', requiresSelector = false, isPreemptable = false } = pool;
  const announced = { poolSelector: selectorOf(pool), requiresPoolSelector: requiresSelector, isPreemptable };
  return matchesPool(announced, request) && matchesGpuType(gpuType, request);
}

/** Nobody starts a machine with GPUs for a request that needs none, nor one that is too small. */
function isWorthAsking({ gpuType = '', workerSize, workerSizeMax = workerSize }: WorkerPool, request: ContainerRequest): boolean {
  if (request.gpuCount === 0 && gpuType !== '') return false;
  return (['cpuMillicores', 'memoryMib', 'gpuCount'] as const).every((kind) => request[kind] <= workerSizeMax[kind]);
}

/** The GPU type asked for first, then priority, then name. */
export function eligiblePools(pools: readonly WorkerPool[], request: ContainerRequest): EligiblePools {
  const ofKind = pools
    .filter((pool) => isOfKind(pool, request))
    .toSorted((left, right) => {
      const byType = gpuPreference(left.gpuType ?? '', request) - gpuPreference(right.gpuType ?? '', request);
      return byType || (right.priority ?? 0) - (left.priority ?? 0) || (left.name < right.name ? -1 : 1);
    });
  return {
    toAsk: ofKind.filter((pool) => isWorthAsking(pool, request)),
    toJoin: ofKind.filter((pool) => !isWorthAsking(pool, request)),
  };
}
