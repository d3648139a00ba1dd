/** Mistakes in what gateways remember, choose and count: caches, affinity and metrics. */
import { createHash } from 'node:crypto';
import { changeFeedSnapshot, leaseLock, planBatch, type PartMaker, type PlannerPart, type SnapshotPart } from '../../../src/parts/index.ts';
import { DEFAULT_TIMINGS, noMetrics, type WorkerRecord } from '../../../src/index.ts';
import { plant, type BugFamily } from '../planted-bug.ts';

const CACHE_MS = 300;
const WITH_AFFINITY = { ...DEFAULT_TIMINGS, affinity: 'on' } as const;
const AFFINITY = { order: 'affinity' } as const;

const kept: PartMaker<SnapshotPart> = (context) => {
  const inner = changeFeedSnapshot()(context);
  let known: readonly WorkerRecord[] = [];
  let sinceMs = Number.NEGATIVE_INFINITY;
  return {
    async read() {
      if (performance.now() - sinceMs < CACHE_MS) return known;
      sinceMs = performance.now();
      known = await inner.read();
      return known;
    },
  };
};

/** Plans on the workers turned round, so that the place of an id depends on who turns them. */
const turned =
  (turns: (actorId: string) => number): PartMaker<PlannerPart> =>
  ({ actorId }) => ({
    plan(requests, workers) {
      const start = workers.length === 0 ? 0 : turns(actorId) % workers.length;
      return planBatch(requests, [...workers.slice(start), ...workers.slice(0, start)], AFFINITY);
    },
  });

const numberOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0);

/** All of them. */
export const knowledge: BugFamily = {
  name: 'knowledge',
  bugs: [
    plant({
      name: 'snapshot-kept-too-long',
      mistake: 'a picture of the workers is used again for 300 ms where the options allow no cache (C10)',
      parts: { snapshot: kept },
      expected: ['S24'],
    }),
    plant({
      name: 'affinity-by-gateway',
      mistake:
        'the place of a container among the workers depends on the gateway that plans it, as it does when each lists them in its own order',
      parts: { planner: turned(numberOf), timings: WITH_AFFINITY },
      expected: ['S30'],
    }),
    plant({
      name: 'lock-counted-before-it-is-held',
      mistake: 'a lock counts as obtained when it was asked for',
      parts: {
        lock: (context) => {
          const inner = leaseLock()({ ...context, metrics: noMetrics });
          return {
            ...inner,
            acquire(key, retries) {
              context.metrics.count('lock_acquisitions');
              return inner.acquire(key, retries);
            },
          };
        },
      },
      expected: ['S35'],
    }),
  ],
};
