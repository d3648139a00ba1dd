/** Mistakes in what gateways know and how they plan (C10, D1 of beta9), and wake-ups that nobody hears. */
import {
  atomicCommitter,
  changeFeedSnapshot,
  deadlineMembership,
  fullPlanner,
  planBatch,
  type PartMaker,
  type PlannerPart,
  type SnapshotPart,
  type TakenRequest,
} from '../../../src/parts/index.ts';
import type { WorkerRecord } from '../../../src/index.ts';
import { commitScript } from '../../../src/scripts/index.ts';
import { plant, spoil, type BugFamily } from '../planted-bug.ts';

const BEST_FIT = { order: 'best-fit' } as const;

const readOnce: PartMaker<SnapshotPart> = (context) => {
  const inner = changeFeedSnapshot()(context);
  let known: readonly WorkerRecord[] = [];
  return {
    async read() {
      if (known.length === 0) known = await inner.read();
      return known;
    },
  };
};

/** Every request is planned as if it were alone. */
const planEachAlone: PartMaker<PlannerPart> = () => ({
  plan(requests, workers) {
    const plans = requests.map((request) => planBatch([request], workers, BEST_FIT));
    const placements = workers.flatMap((worker) => {
      const own = plans.flatMap((plan) => plan.placements).filter((placement) => placement.worker === worker);
      return own.length > 0 ? [{ worker, requests: own.flatMap((placement) => placement.requests) }] : [];
    });
    return { placements, unplaced: plans.flatMap((plan) => plan.unplaced) };
  },
});

/** Plans for requests that take a GPU of any type. */
const planAnyGpu: PartMaker<PlannerPart> = () => ({
  plan(requests, workers) {
    const original = new Map(requests.map((taken) => [taken.request.id, taken]));
    const plan = planBatch(
      requests.map((taken) => ({ ...taken, request: { ...taken.request, gpuTypes: [] } })),
      workers,
      BEST_FIT,
    );
    const back = (taken: TakenRequest): TakenRequest => original.get(taken.request.id) ?? taken;
    return {
      placements: plan.placements.map(({ worker, requests: planned }) => ({ worker, requests: planned.map(back) })),
      unplaced: plan.unplaced.map(back),
    };
  },
});

/** All of them. */
export const planner: BugFamily = {
  name: 'planner',
  bugs: [
    plant({
      name: 'tracker-not-decremented',
      mistake: 'each request of a batch is planned against the snapshot, as if the others were not there',
      parts: { planner: planEachAlone },
      expected: ['S23', 'L6', 'L12'],
    }),
    plant({
      name: 'gpu-type-checked-nowhere',
      mistake: 'planner and commit take any GPU for the one that was asked for',
      parts: {
        planner: planAnyGpu,
        committer: atomicCommitter(
          spoil(commitScript, "elseif not accepts(container[8], tonumber(container[7])) then verdict = 'gpu_type'\n", ''),
        ),
      },
      expected: ['S9'],
    }),
    plant({
      name: 'planner-drops-unplaced',
      mistake: 'requests that fit nowhere are neither given back nor given up; they are dropped from the plan (A4)',
      parts: {
        planner: (context) => ({ plan: (requests, workers) => ({ ...fullPlanner()(context).plan(requests, workers), unplaced: [] }) }),
      },
      expected: ['S33', 'L1', 'L14', 'S17'],
    }),
    plant({
      name: 'snapshot-never-renewed',
      mistake: 'the workers are read once and then remembered for ever',
      parts: { snapshot: readOnce },
      expected: ['S23', 'S24', 'L1', 'L6', 'L7', 'L10', 'L14'],
    }),
    plant({
      name: 'missed-wake-up',
      mistake: 'a worker looks into its queue when it is woken and never by itself, so a wake-up that is lost is lost work',
      parts: {
        membership: (context) => {
          const inner = deadlineMembership()(context);
          return {
            ...inner,
            async renew(worker) {
              const renewal = await inner.renew(worker);
              return renewal.status === 'renewed' ? { ...renewal, waiting: 0 } : renewal;
            },
          };
        },
      },
      expected: ['L1', 'L4', 'S6'],
    }),
  ],
};
