/**
 * Checks the pools that a gateway is given, fills in what they leave open, and says what workers they are asked for. What is wrong with a
 * pool is said before anything is opened.
 */
import { SchedulerError } from './errors.ts';
import type { Resources } from './model.ts';
import type { NewWorker, WorkerPool } from './pools.ts';
import { RESOURCE_MAX } from './request.ts';
import type { Timings } from './timings.ts';

const NAME_PATTERN = /^[A-Za-z0-9._:-]{1,64}$/;
const KINDS = ['cpuMillicores', 'memoryMib', 'gpuCount'] as const;

function refuse(pool: WorkerPool, reason: string): SchedulerError {
  return new SchedulerError('INVALID_OPTIONS', `pool ${JSON.stringify(pool.name)} ${reason}`);
}

function assertName(pool: WorkerPool, what: string, name: unknown): void {
  if (typeof name === 'string' && NAME_PATTERN.test(name)) return;
  throw refuse(pool, `has the ${what} ${JSON.stringify(name)}; write 1-64 characters of A-Z a-z 0-9 . _ : -`);
}

function assertWhole(pool: WorkerPool, what: string, value: unknown, minimum: number): void {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum && value <= RESOURCE_MAX) return;
  throw refuse(pool, `has ${what} ${String(value)}; write a whole number from ${minimum} to ${RESOURCE_MAX}`);
}

function assertSizes(pool: WorkerPool): void {
  const { workerSize, workerSizeMax = workerSize } = pool;
  for (const kind of KINDS) {
    assertWhole(pool, `workerSize.${kind}`, workerSize[kind], 0);
    assertWhole(pool, `workerSizeMax.${kind}`, workerSizeMax[kind], 0);
    if (workerSize[kind] > workerSizeMax[kind]) {
      throw refuse(pool, `has workerSize.${kind} ${workerSize[kind]} above workerSizeMax.${kind} ${workerSizeMax[kind]}; raise the latter`);
    }
  }
  if (KINDS.every((kind) => workerSize[kind] === 0)) throw refuse(pool, 'has workers of nothing; give workerSize at least one amount');
  if (workerSizeMax.gpuCount > 0 && !pool.gpuType) throw refuse(pool, `has workers with GPUs; name their gpuType`);
  if (pool.gpuType && workerSize.gpuCount === 0)
    throw refuse(pool, `has the gpuType ${pool.gpuType} and workers without GPUs; drop one of them`);
}

function assertPool(pool: WorkerPool): void {
  assertName(pool, 'name', pool.name);
  assertName(pool, 'selector', selectorOf(pool));
  if (pool.gpuType !== undefined && pool.gpuType !== '') assertName(pool, 'gpuType', pool.gpuType);
  const { priority = 0, workersMin = 0, workersMax, idleTimeoutMs = 0 } = pool;
  if (!Number.isSafeInteger(priority)) throw refuse(pool, `has priority ${priority}; write a whole number`);
  assertSizes(pool);
  assertWhole(pool, 'workersMin', workersMin, 0);
  assertWhole(pool, 'workersMax', workersMax, 1);
  assertWhole(pool, 'idleTimeoutMs', idleTimeoutMs, 0);
  if (workersMin > workersMax)
    throw refuse(pool, `has workersMin ${workersMin} above workersMax ${workersMax}; lower one or raise the other`);
  if (typeof pool.controller?.start !== 'function') throw refuse(pool, 'has no controller; give it something that starts workers');
}

/** @throws SchedulerError INVALID_OPTIONS naming the pool, the value seen and what to write instead. */
export function assertPools(pools: readonly WorkerPool[]): void {
  const names = new Set<string>();
  for (const pool of pools) {
    assertPool(pool);
    if (names.has(pool.name)) throw refuse(pool, 'is given twice; give every pool a name of its own');
    names.add(pool.name);
  }
}

/** What requests name to be placed in the pool. */
export function selectorOf({ name, selector = name }: WorkerPool): string {
  return selector;
}

/** The pool without its controller, as it stands in `scheduler:pools`: every field, none left open. */
export function publishedPool(pool: WorkerPool): string {
  const { requiresSelector = false, isPreemptable = false, priority = 0, gpuType = '', workerSize, workerSizeMax = workerSize } = pool;
  const { workersMin = 0, workersMax } = pool;
  const selector = selectorOf(pool);
  return JSON.stringify({
    selector,
    requiresSelector,
    isPreemptable,
    priority,
    gpuType,
    workerSize,
    workerSizeMax,
    workersMin,
    workersMax,
  });
}

/** What a pool is asked for: a worker of its kind, of this size, for these containers. */
export function newWorkerOf(
  pool: WorkerPool,
  timings: Timings,
  worker: { readonly workerId: string; readonly resources: Resources; readonly containerIds: readonly string[] },
): NewWorker {
  return {
    ...worker,
    poolName: pool.name,
    gpuType: worker.resources.gpuCount > 0 ? (pool.gpuType ?? '') : '',
    poolSelector: selectorOf(pool),
    requiresPoolSelector: pool.requiresSelector ?? false,
    isPreemptable: pool.isPreemptable ?? false,
    priority: pool.priority ?? 0,
    idleTimeoutMs: pool.idleTimeoutMs ?? timings.workerIdleMs,
  };
}
