/** Best fit by sorted groups chooses what looking at every worker would choose. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContainerRequest, WorkerRecord } from '../../../src/index.ts';
import { BestFit, fits, rankOf, type Seat } from '../../../src/parts/best-fit.ts';
import { planBatch, type TakenRequest } from '../../../src/parts/index.ts';

const amount = fc.integer({ min: 0, max: 6 });
const resources = fc.record({ cpuMillicores: amount, memoryMib: amount, gpuCount: fc.integer({ min: 0, max: 2 }) });
const gpuType = fc.constantFrom('', 'A', 'B');

const workers: fc.Arbitrary<WorkerRecord[]> = fc
  .array(
    fc.record({
      free: resources,
      gpuType,
      priority: fc.integer({ min: 0, max: 1 }),
      poolSelector: fc.constantFrom('x', 'y'),
      requiresPoolSelector: fc.boolean(),
      isPreemptable: fc.boolean(),
      keptFor: fc.option(resources, { freq: 4, nil: undefined }),
    }),
    { maxLength: 12 },
  )
  .map((list) =>
    list.map(({ keptFor, ...one }, index): WorkerRecord => ({
      ...one,
      ...(keptFor ? { reservation: { containerId: 'c0', demand: keptFor, sinceMs: 0 } } : {}),
      id: `w${String(index).padStart(2, '0')}`,
      status: 'available',
      total: one.free,
      poolName: one.poolSelector,
      resourceVersion: 1,
      incarnation: 'i',
    })),
  );

const requests: fc.Arbitrary<TakenRequest[]> = fc
  .array(
    fc.record({
      demand: resources,
      gpuTypes: fc.constantFrom([], ['A'], ['B', 'A'], ['any'], ['A', 'any']),
      poolSelector: fc.constantFrom(undefined, 'x', 'y'),
      toleratesPreemption: fc.boolean(),
    }),
    { maxLength: 20 },
  )
  .map((list) =>
    list.map(({ demand, poolSelector, ...one }, index) => {
      const request: ContainerRequest = { id: `c${index}`, ...demand, ...one, ...(poolSelector === undefined ? {} : { poolSelector }) };
      return { request, token: 't', attempts: 0, ageMs: 0 };
    }),
  );

function seatsOf(records: readonly WorkerRecord[]): Seat[] {
  return records.map((worker, place) => {
    const { cpuMillicores, memoryMib, gpuCount } = worker.free;
    return { worker, place, cpu: cpuMillicores, memory: memoryMib, gpus: gpuCount, kept: worker.reservation, requests: [] };
  });
}

/** Looks at every seat: the best rank, then the least room, then the first. */
function byLookingAtAll(seats: readonly Seat[], request: ContainerRequest): Seat | undefined {
  const key = (seat: Seat): [number, number] => [-rankOf(seat.worker, request), seat.cpu + seat.memory + 1_000_000 * seat.gpus];
  const candidates = seats.filter((seat) => fits(seat, request));
  return candidates.toSorted((left, right) => {
    const [[rank, room], [otherRank, otherRoom]] = [key(left), key(right)];
    return rank - otherRank || room - otherRoom || left.place - right.place;
  })[0];
}

describe('best fit', () => {
  it('chooses what looking at every worker chooses, request after request', () => {
    fc.assert(
      fc.property(workers, requests, (records, batch) => {
        const seats = seatsOf(records);
        const bestFit = new BestFit(seats);
        for (const taken of batch) {
          const expected = byLookingAtAll(seats, taken.request)?.worker.id;
          expect(bestFit.seat(taken)?.worker.id).toBe(expected);
        }
      }),
      { numRuns: 2_000, seed: 1 },
    );
  });

  it('begins at different workers for planners of different names in a large fleet, and at the first for all in a small one', () => {
    const record = (index: number): WorkerRecord => {
      const free = { cpuMillicores: 10, memoryMib: 10, gpuCount: 0 };
      const pool = { poolName: 'p', poolSelector: 'p', requiresPoolSelector: false, isPreemptable: false, gpuType: '', priority: 0 };
      return {
        id: `w${String(index).padStart(4, '0')}`,
        status: 'available',
        total: free,
        free,
        ...pool,
        resourceVersion: 1,
        incarnation: 'i',
      };
    };
    const request = { id: 'c', cpuMillicores: 1, memoryMib: 1, gpuCount: 0, gpuTypes: [] };
    const chosen = (planner: string, count: number): string | undefined => {
      const fleet = Array.from({ length: count }, (_, index) => record(index));
      return planBatch([{ request, token: 't', attempts: 0, ageMs: 0 }], fleet, { order: 'best-fit', planner }).placements[0]?.worker.id;
    };
    const names = ['gateway-1', 'gateway-2', 'gateway-3'];
    expect(new Set(names.map((name) => chosen(name, 1_000))).size).toBe(3);
    expect(chosen('gateway-1', 1_000)).toBe(chosen('gateway-1', 1_000));
    expect(names.map((name) => chosen(name, 20))).toEqual(['w0000', 'w0000', 'w0000']);
  });
});
