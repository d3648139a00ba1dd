/** S4: a container is placed at one worker at most, counting queues, deliveries, ownership and runtimes alike. */
import type { ContainerEvidence } from '../evidence/index.ts';
import type { Court, Property } from '../property.ts';

function sentenceOf(container: ContainerEvidence, workers: readonly string[]): string | null {
  const running = container.runs.filter((run) => run.endedAtMs === null).map((run) => run.worker);
  const [first, second] = new Set(running);
  if (first !== undefined && second !== undefined) return `container ${container.id} ran on ${first} and ${second} at the same time`;
  if (workers.length > 1) return `container ${container.id} is placed on ${workers.join(' and ')} at the same time`;
  for (const [worker, count] of container.queued)
    if (count > 1) return `container ${container.id} is ${count} times in the queue of ${worker}`;
  const named = container.record?.workerId ?? null;
  const [placed] = workers;
  if (named !== null && placed !== undefined && named !== placed) {
    return `the record of ${container.id} names ${named} but it is placed on ${placed}`;
  }
  return null;
}

function judge(court: Court, container: ContainerEvidence): void {
  if (container.queued.size + container.pending.size + container.owned.size + container.running === 0) return;
  const workers = [...container.assignedWorkers()];
  const sentence = sentenceOf(container, workers);
  if (sentence !== null) court.accuse({ sentence, facts: container.facts(), about: [container.id, ...workers] });
}

/** S4. */
export const noDoubleScheduling: Property = {
  id: 'S4',
  name: 'no-double-scheduling',
  kind: 'safety',
  statement: 'At any instant a container has at most one live assignment over all queues, deliveries, ownerships and runtimes.',
  evidence: 'worker queues, pending deliveries, ownership and container records after every step; the runtime ledger',
  watch: (court) => ({
    kinds: ['queue', 'pending', 'owned', 'container'],
    commit(_commit, touched) {
      for (const container of touched) judge(court, container);
    },
    run({ run, change }) {
      if (change === 'started') judge(court, court.evidence.container(run.id));
    },
  }),
};
