/** Affinity as a function: the same id and the same candidates give the same worker in whatever order they are listed, and ids spread evenly. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkerRecord } from '../../../src/index.ts';
import { planBatch, type TakenRequest } from '../../../src/parts/index.ts';
import { affinityOrder } from '../../../src/parts/baseline/affinity.ts';

const room = { cpuMillicores: 100_000, memoryMib: 100_000, gpuCount: 0 };

const worker = (id: string): WorkerRecord => ({
  id,
  status: 'available',
  total: room,
  free: room,
  gpuType: '',
  poolName: 'default',
  poolSelector: 'default',
  requiresPoolSelector: false,
  isPreemptable: false,
  priority: 0,
  resourceVersion: 1,
  incarnation: 'i',
});

const taken = (id: string): TakenRequest => ({
  request: { id, cpuMillicores: 100, memoryMib: 100, gpuCount: 0, gpuTypes: [] },
  token: 't',
  attempts: 0,
  ageMs: 0,
});

/** Who takes a container, of workers in this order, by each planner that knows affinity. */
const choices: readonly (readonly [string, (id: string, workers: readonly WorkerRecord[]) => string | undefined])[] = [
  ['document 002', (id, workers) => affinityOrder(id, workers)[0]?.id],
  [
    'the full planner',
    (id, workers) => {
      const sorted = workers.toSorted((left, right) => (left.id < right.id ? -1 : 1));
      return planBatch([taken(id)], sorted, { order: 'affinity' }).placements[0]?.worker.id;
    },
  ],
];

const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 30 });

describe.each(choices)('%s', (_name, choose) => {
  it('chooses by the id and the set of workers, not by their order', () => {
    const listings = ids.chain((names) => {
      const workers = names.map(worker);
      return fc.tuple(fc.string({ minLength: 1 }), fc.constant(workers), fc.shuffledSubarray(workers, { minLength: workers.length }));
    });
    fc.assert(
      fc.property(listings, ([id, first, second]) => {
        expect(choose(id, second)).toBe(choose(id, first));
      }),
    );
  });

  it('loads no worker of n with more than its share and five standard deviations', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 100, max: 1_000 }), fc.string(), (count, containers, prefix) => {
        const workers = Array.from({ length: count }, (_, index) => worker(`worker-${index}`));
        const loads = new Map<string, number>();
        for (let index = 0; index < containers; index += 1) {
          const chosen = choose(`${prefix}${index}`, workers) ?? '';
          loads.set(chosen, (loads.get(chosen) ?? 0) + 1);
        }
        const share = containers / count;
        expect(Math.max(...loads.values())).toBeLessThanOrEqual(Math.ceil(share + 5 * Math.sqrt(share)) + 2);
      }),
      { numRuns: 50, seed: 3 },
    );
  });
});

it('the whole order is a rotation of the sorted ids', () => {
  fc.assert(
    fc.property(ids, fc.string({ minLength: 1 }), (names, id) => {
      const order = affinityOrder(id, names.map(worker)).map((one) => one.id);
      const sorted = names.toSorted((left, right) => (left < right ? -1 : 1));
      const start = sorted.indexOf(order[0] ?? '');
      expect(order).toEqual([...sorted.slice(start), ...sorted.slice(0, start)]);
    }),
  );
});
