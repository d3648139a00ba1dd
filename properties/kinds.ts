/** Whether a worker is of the kind that a request asks for, whatever is free on it: what a property compares placements with. */
import type { Resources } from '../src/index.ts';
import { sayResources, type ContainerEvidence, type RequestFacts, type WorkerEvidence, type WorkerFacts } from './evidence/index.ts';
import { fitsInto } from './resources.ts';
import type { ContainerPlan, PoolPlan, WorkerShape } from './scenario.ts';

/** What of a request says where it may go. */
type Wanted = Pick<RequestFacts, 'gpuTypes' | 'poolSelector' | 'toleratesPreemption'>;

const UNASSUMING: Wanted = { gpuTypes: [], poolSelector: null, toleratesPreemption: false };

/** What of a worker says who may be placed there. */
type Offered = Pick<WorkerFacts, 'total' | 'gpuType' | 'poolSelector' | 'requiresPoolSelector' | 'isPreemptable'>;

/** What stands against the worker, as the end of a sentence about it; null when nothing does. */
export function kindObjection(worker: Offered, demand: Resources, request: Wanted | null): string | null {
  const { gpuTypes, poolSelector, toleratesPreemption } = request ?? UNASSUMING;
  if (!fitsInto(demand, worker.total)) return `has only ${sayResources(worker.total)} in all`;
  if (worker.isPreemptable && !toleratesPreemption) return 'may vanish at any time';
  if (poolSelector === null && worker.requiresPoolSelector) return `is kept for those who name ${worker.poolSelector}`;
  if (poolSelector !== null && poolSelector !== worker.poolSelector)
    return `belongs to ${worker.poolSelector} where ${poolSelector} is asked for`;
  if (demand.gpuCount === 0) return null;
  if (worker.gpuType === '') return 'has no GPUs';
  if (gpuTypes.length === 0 || gpuTypes.includes('any') || gpuTypes.includes(worker.gpuType)) return null;
  return `has GPUs of type ${worker.gpuType} where ${gpuTypes.join(' or ')} is asked for`;
}

/** Could a worker of this shape ever run it? */
export function couldRun(shape: WorkerShape, plan: ContainerPlan): boolean {
  const { poolName = 'default', requiresPoolSelector = false, isPreemptable = false, gpuType } = shape;
  const { gpuTypes, poolSelector = null, toleratesPreemption = false } = plan;
  const offered = { total: shape, gpuType, poolSelector: poolName, requiresPoolSelector, isPreemptable };
  return kindObjection(offered, plan, { gpuTypes, poolSelector, toleratesPreemption }) === null;
}

/** Could a worker of this pool ever run it? */
export function poolCouldRun(pool: PoolPlan, plan: ContainerPlan): boolean {
  const { name, cpuMillicores, memoryMib, gpuCount, gpuType, largestFactor } = pool;
  const { selector = name, requiresSelector = false, isPreemptable = false } = pool;
  if (pool.workersMax === 0) return false;
  const largest = { cpuMillicores: cpuMillicores * largestFactor, memoryMib: memoryMib * largestFactor, gpuCount };
  return couldRun({ name, ...largest, gpuType, poolName: selector, requiresPoolSelector: requiresSelector, isPreemptable }, plan);
}

/** Would the container be placed there if everything on the worker were free? */
export function isPlaceFor({ record, cordoned }: WorkerEvidence, container: ContainerEvidence): boolean {
  const demand = container.record?.demand;
  if (record === null || demand === undefined || record.status !== 'available' || cordoned) return false;
  return kindObjection(record, demand, container.request) === null;
}

/** Has the worker room for the container now, also for one more than whom it may be kept free for? */
export function hasRoomFor(worker: WorkerEvidence, container: ContainerEvidence): boolean {
  const { record } = worker;
  const demand = container.record?.demand;
  if (record === null || demand === undefined || !isPlaceFor(worker, container) || !fitsInto(demand, record.free)) return false;
  const { reservation } = record;
  if (reservation === null || reservation.id === container.id) return true;
  return (['cpuMillicores', 'memoryMib', 'gpuCount'] as const).every(
    (kind) => demand[kind] === 0 || record.free[kind] - demand[kind] >= reservation.demand[kind],
  );
}
