/** The planner is a pure function; these are its rules. */
import { describe, expect, it } from 'vitest';
import type { ContainerRequest, WorkerRecord } from '../../../src/index.ts';
import { planBatch, type PlannerOptions, type TakenRequest } from '../../../src/parts/index.ts';

const bestFit: PlannerOptions = { order: 'best-fit' };

function worker(id: string, cpu: number, overrides: Partial<WorkerRecord> & { gpus?: number } = {}): WorkerRecord {
  const free = { cpuMillicores: cpu, memoryMib: 10_000, gpuCount: overrides.gpus ?? 0 };
  return {
    id,
    status: 'available',
    total: free,
    free,
    gpuType: '',
    poolName: 'default',
    poolSelector: 'default',
    requiresPoolSelector: false,
    isPreemptable: false,
    priority: 0,
    resourceVersion: 1,
    incarnation: 'i',
    ...overrides,
  };
}

function taken(id: string, cpu: number, overrides: Partial<ContainerRequest> = {}): TakenRequest {
  const request = { id, cpuMillicores: cpu, memoryMib: 100, gpuCount: 0, gpuTypes: [], ...overrides };
  return { request, token: 't', attempts: 0, ageMs: 0 };
}

/** Container id → worker id. */
function placed(
  requests: readonly TakenRequest[],
  workers: readonly WorkerRecord[],
  options: PlannerOptions = bestFit,
): Record<string, string> {
  const { placements, unplaced } = planBatch(requests, workers, options);
  const pairs = placements.flatMap((placement) => placement.requests.map(({ request }) => [request.id, placement.worker.id]));
  return Object.fromEntries([...pairs, ...unplaced.map(({ request }) => [request.id, '-'])]) as Record<string, string>;
}

describe('the planner', () => {
  it('chooses the worker with the least room left', () => {
    expect(placed([taken('c', 1_000)], [worker('big', 9_000), worker('small', 2_000), worker('tiny', 500)])).toEqual({ c: 'small' });
  });

  it('prefers priority to fit', () => {
    expect(placed([taken('c', 1_000)], [worker('big', 9_000, { priority: 1 }), worker('small', 2_000)])).toEqual({ c: 'big' });
  });

  it('prefers priority across pools, among those that the request may use', () => {
    const workers = [
      worker('batch', 9_000, { poolName: 'batch', poolSelector: 'batch', requiresPoolSelector: true, priority: 9 }),
      worker('default', 2_000),
      worker('fast', 9_000, { poolName: 'fast', poolSelector: 'fast', priority: 5 }),
      worker('spot', 9_000, { poolName: 'spot', poolSelector: 'spot', isPreemptable: true, priority: 7 }),
    ];
    expect(placed([taken('a', 1)], workers)).toEqual({ a: 'fast' });
    expect(placed([taken('a', 1, { toleratesPreemption: true })], workers)).toEqual({ a: 'spot' });
    expect(placed([taken('a', 1, { poolSelector: 'batch' })], workers)).toEqual({ a: 'batch' });
    expect(placed([taken('a', 1, { poolSelector: 'default' })], workers)).toEqual({ a: 'default' });
    expect(placed([taken('a', 8_000), taken('b', 8_000)], workers)).toEqual({ a: 'fast', b: '-' });
  });

  it('leaves out workers that are not available', () => {
    expect(placed([taken('c', 1)], [worker('a', 9, { status: 'disabled' }), worker('b', 9, { status: 'pending' })])).toEqual({ c: '-' });
  });

  it('counts what it planned before in the same batch', () => {
    expect(placed([taken('a', 600), taken('b', 600), taken('c', 600)], [worker('x', 1_000), worker('y', 1_000)])).toEqual({
      a: 'x',
      b: 'y',
      c: '-',
    });
  });

  it('gives GPU requests an acceptable type with enough GPUs, the first named type first', () => {
    const workers = [
      worker('cpu', 9_000),
      worker('a10', 9_000, { gpuType: 'A10', gpus: 1 }),
      worker('t4', 9_000, { gpuType: 'T4', gpus: 4 }),
    ];
    expect(placed([taken('c', 1, { gpuCount: 1, gpuTypes: ['T4', 'A10'] })], workers)).toEqual({ c: 't4' });
    expect(placed([taken('c', 1, { gpuCount: 2, gpuTypes: ['A10'] })], workers)).toEqual({ c: '-' });
    expect(placed([taken('c', 1, { gpuCount: 1 })], workers)).toEqual({ c: 'a10' });
  });

  it('puts CPU-only requests on GPU workers only when nothing else fits', () => {
    const workers = [worker('cpu', 1_000), worker('gpu', 1_000, { gpuType: 'T4', gpus: 1, priority: 100 })];
    expect(placed([taken('a', 800), taken('b', 800)], workers)).toEqual({ a: 'cpu', b: 'gpu' });
  });

  it('with affinity, keeps a container to its place and spreads many evenly', () => {
    const workers = ['a', 'b', 'c', 'd'].map((id) => worker(id, 1_000_000));
    const many = Array.from({ length: 400 }, (_, index) => taken(`container-${index}`, 1));
    const first = placed(many, workers, { order: 'affinity' });
    expect(placed(many, workers, { order: 'affinity' })).toEqual(first);
    for (const { id } of workers) expect(Object.values(first).filter((one) => one === id).length).toBeGreaterThan(70);
  });

  it('does not change the snapshot', () => {
    const snapshot = [worker('x', 1_000)];
    placed([taken('a', 600)], snapshot);
    expect(snapshot[0]?.free.cpuMillicores).toBe(1_000);
  });
});
