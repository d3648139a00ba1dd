/** Mistakes with the ageing of requests: nobody is helped, the help is not heeded, or it outlives who needed it. */
import { presets } from '../../../src/index.ts';
import { atomicCommitter, scriptedStop, truthfulFailure, type PartMaker, type PlannerPart } from '../../../src/parts/index.ts';
import { commitScript, failScript, stopScript } from '../../../src/scripts/index.ts';
import { plant, spoil, type BugFamily } from '../planted-bug.ts';

const ENDED_WITH = 'container[4] and end_reservation(container[4], id)';

/** Plans as if no worker were kept free for anybody. */
const planRegardless: PartMaker<PlannerPart> = (context) => {
  const inner = presets.leased.planner(context);
  return {
    plan: (requests, workers) =>
      inner.plan(
        requests,
        workers.map((worker) => {
          const regardless = { ...worker };
          Reflect.deleteProperty(regardless, 'reservation');
          return regardless;
        }),
      ),
  };
};

/** All of them. */
export const ageing: BugFamily = {
  name: 'ageing',
  bugs: [
    plant({
      name: 'never-ages',
      mistake: 'no worker is ever kept free, so small requests that keep coming pass a large one for as long as they come',
      parts: { planner: (context) => presets.leased.planner({ ...context, timings: { ...context.timings, ageingMs: 0 } }) },
      expected: ['L7'],
    }),
    plant({
      name: 'reservation-not-heeded',
      mistake: 'a worker is kept free for a request that has waited long, but neither plan nor commit heeds it',
      parts: {
        planner: planRegardless,
        committer: atomicCommitter(spoil(commitScript, "elseif not leaves_kept_free(id, container) then verdict = 'reserved'", '')),
      },
      expected: ['L7'],
    }),
    plant({
      name: 'reservation-outlives-stop',
      mistake: 'a worker is still kept free for a request that was stopped while it waited',
      parts: { stop: scriptedStop(spoil(stopScript, ENDED_WITH, 'false')) },
      expected: ['S19', 'L7'],
    }),
    plant({
      name: 'reservation-outlives-failure',
      mistake: 'a worker is still kept free for a request that was given up',
      parts: { failure: truthfulFailure(spoil(failScript, ENDED_WITH, 'false')) },
      expected: ['S19', 'L7'],
    }),
  ],
};
