/** Whether a worker is of the right kind for a request, whatever its free capacity: pool, preemption and GPU type. */
import type { ContainerRequest, WorkerRecord } from './model.ts';

/** The GPU type that means every type. */
const ANY_GPU = 'any';

/** Whether every GPU type will do. */
function acceptsAnyGpu({ gpuTypes }: Pick<ContainerRequest, 'gpuTypes'>): boolean {
  return gpuTypes.length === 0 || gpuTypes.includes(ANY_GPU);
}

/** Pool selector equal, or neither side asks for one; and preemptable only for those that tolerate it. */
export function matchesPool(
  worker: Pick<WorkerRecord, 'poolSelector' | 'requiresPoolSelector' | 'isPreemptable'>,
  request: ContainerRequest,
): boolean {
  if (worker.isPreemptable && request.toleratesPreemption !== true) return false;
  return request.poolSelector === undefined ? !worker.requiresPoolSelector : request.poolSelector === worker.poolSelector;
}

/** A request without GPUs matches every worker. */
export function matchesGpuType(gpuType: string, request: Pick<ContainerRequest, 'gpuCount' | 'gpuTypes'>): boolean {
  if (request.gpuCount === 0) return true;
  return gpuType !== '' && (acceptsAnyGpu(request) || request.gpuTypes.includes(gpuType));
}

/** Position of a type among those asked for, 0 the best; a type that only `any` stands for comes where `any` stands. */
export function gpuPreference(gpuType: string, { gpuTypes }: Pick<ContainerRequest, 'gpuTypes'>): number {
  const named = gpuTypes.indexOf(gpuType);
  return Math.max(0, named >= 0 ? named : gpuTypes.indexOf(ANY_GPU));
}

/** Whether a worker is of the right kind: pool, preemption and GPU type. */
export function isOfKind(
  worker: Pick<WorkerRecord, 'poolSelector' | 'requiresPoolSelector' | 'isPreemptable' | 'gpuType'>,
  request: ContainerRequest,
): boolean {
  return matchesPool(worker, request) && matchesGpuType(worker.gpuType, request);
}
