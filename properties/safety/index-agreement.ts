/**
 * S19: an index is a second copy of what the records say; when everything rests, both say the same. Everything is read at rest only, so
 * it may look at all keys; only that workers come and go with their places is asked at once. The baseline prunes lazily: an index of its
 * workers may name too many, but never too few, and a container that ended a while ago is no worker's any more.
 */
import {
  BACKLOG_KEY,
  CONTAINER_INDEX_KEY,
  KEY_PREFIXES,
  LEASES_KEY,
  QUOTA_WORKSPACES_KEY,
  RESERVED_WORKERS_KEY,
  WORKER_CHANGES_KEY,
  WORKER_DEADLINES_KEY,
  WORKER_INDEX_KEY,
} from '../../src/index.ts';
import type { KeyspaceView } from '../../sim/redis/index.ts';
import { Records, type Change, type StoredContainer } from '../evidence/index.ts';
import { slackMs } from '../limits.ts';
import { factNow, type Court, type Property } from '../property.ts';

/** One index, and what it should hold. */
interface Comparison {
  readonly key: string;
  readonly index: ReadonlySet<string>;
  readonly records: ReadonlySet<string>;
  /** `both`: equal. `index`: everything recorded is in the index. `records`: everything in the index is recorded. */
  readonly complete: 'both' | 'index' | 'records';
}

/** What is wrong with it; null when it agrees. */
function disagreement({ key, index, records, complete }: Comparison): string | null {
  if (complete !== 'records') for (const one of records) if (!index.has(one)) return `${key} lacks ${one}`;
  if (complete !== 'index') for (const one of index) if (!records.has(one)) return `${key} names ${one}, which no record bears out`;
  return null;
}

const members = (view: KeyspaceView, key: string): Set<string> => new Set((view.sortedSet(key) ?? []).map(({ member }) => member));
const fields = (view: KeyspaceView, key: string): Set<string> => new Set(view.hash(key)?.keys());

function* leasedComparisons(view: KeyspaceView, records: Records): Generator<Comparison> {
  const { workers, containers } = records;
  const having = (test: (container: StoredContainer) => boolean): Set<string> =>
    new Set([...containers.values()].filter(test).map(({ id }) => id));
  const isFree = (one: StoredContainer): boolean => one.status === 'PENDING' && one.worker === null;
  yield { key: WORKER_INDEX_KEY, index: new Set(view.set(WORKER_INDEX_KEY)), records: workers, complete: 'both' };
  yield { key: WORKER_DEADLINES_KEY, index: members(view, WORKER_DEADLINES_KEY), records: workers, complete: 'both' };
  yield { key: CONTAINER_INDEX_KEY, index: members(view, CONTAINER_INDEX_KEY), records: new Set(containers.keys()), complete: 'both' };
  yield { key: RESERVED_WORKERS_KEY, index: members(view, RESERVED_WORKERS_KEY), records: records.reserved, complete: 'both' };
  yield { key: WORKER_CHANGES_KEY, index: members(view, WORKER_CHANGES_KEY), records: workers, complete: 'index' };
  yield { key: LEASES_KEY, index: members(view, LEASES_KEY), records: having((one) => isFree(one) && one.isLeased), complete: 'both' };
  yield { key: BACKLOG_KEY, index: members(view, BACKLOG_KEY), records: having((one) => isFree(one) && !one.isLeased), complete: 'both' };
  yield {
    key: QUOTA_WORKSPACES_KEY,
    index: fields(view, QUOTA_WORKSPACES_KEY),
    records: having((one) => one.workspace !== null),
    complete: 'both',
  };
  for (const [pool, recorded] of records.pools) {
    const key = KEY_PREFIXES.poolWorkers + pool;
    yield { key, index: new Set(view.set(key)), records: recorded, complete: 'both' };
  }
  for (const worker of new Set([...workers, ...records.owners])) {
    const owned = KEY_PREFIXES.workerOwned + worker;
    yield { key: owned, index: fields(view, owned), records: having((one) => one.worker === worker), complete: 'both' };
    const stopping = KEY_PREFIXES.workerStopping + worker;
    const asked = having((one) => one.worker === worker && one.status === 'STOPPING');
    yield { key: stopping, index: new Set(view.set(stopping)), records: asked, complete: 'both' };
  }
}

/** Containers that ended so lately that their worker may still be forgetting them, which takes it some steps. */
function justEnded(court: Court): readonly string[] {
  const sinceMs = court.nowMs() - slackMs(court.limits);
  return [...court.evidence.containers.values()].filter((one) => one.outcome !== null && one.outcomeAtMs >= sinceMs).map(({ id }) => id);
}

function* baselineComparisons(view: KeyspaceView, records: Records, court: Court): Generator<Comparison> {
  const known = new Set([...records.containers.keys(), ...justEnded(court)]);
  yield { key: WORKER_INDEX_KEY, index: new Set(view.set(WORKER_INDEX_KEY)), records: records.workers, complete: 'index' };
  for (const worker of records.receivers) {
    const key = KEY_PREFIXES.workerContainers + worker;
    yield { key, index: new Set(view.set(key)), records: known, complete: 'records' };
  }
}

/** leased: a record and its places in the indexes come and go in one step. */
function judgeWorker(court: Court, { worker, before, after }: Extract<Change, { kind: 'worker' }>): void {
  const view = court.evidence.keyspace;
  if (view === null || (before === null) === (after === null)) return;
  const isRecorded = after !== null;
  const poolKey = KEY_PREFIXES.poolWorkers + (after ?? before)?.poolName;
  const places = new Map([
    [WORKER_INDEX_KEY, view.set(WORKER_INDEX_KEY)?.has(worker) ?? false],
    [WORKER_DEADLINES_KEY, view.score(WORKER_DEADLINES_KEY, worker) !== null],
    [poolKey, view.set(poolKey)?.has(worker) ?? false],
  ]);
  const key = [...places.keys()].find((one) => places.get(one) !== isRecorded);
  if (key === undefined) return;
  const sentence = `the record of ${worker} ${isRecorded ? 'came' : 'went'} and ${key} ${isRecorded ? 'lacks it' : 'still names it'}`;
  court.accuse({ sentence, facts: court.evidence.worker(worker).facts(), about: [worker, key] });
}

/** leased: who is kept a worker free for waits for it. */
class Reservations {
  readonly #court: Court;
  readonly #workers = new Map<string, string>();

  constructor(court: Court) {
    this.#court = court;
  }

  see(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind !== 'worker') continue;
      const [before, after] = [change.before?.reservation?.id, change.after?.reservation?.id];
      if (before !== undefined && this.#workers.get(before) === change.worker) this.#workers.delete(before);
      if (after !== undefined) this.#workers.set(after, change.worker);
    }
    if (this.#workers.size === 0) return;
    for (const change of changes) if (change.kind === 'outcome' || change.kind === 'owned') this.#judge(change.id);
  }

  #judge(id: string): void {
    const worker = this.#workers.get(id);
    const container = this.#court.evidence.container(id);
    if (worker === undefined || (container.outcome === null && container.owned.size === 0)) return;
    const why = container.outcome === null ? 'has its place' : 'has ended';
    const sentence = `${worker} is kept free for ${id}, which ${why}`;
    this.#court.accuse({ sentence, facts: container.facts(), about: [id, worker] });
  }
}

/** S19. */
export const indexAgreement: Property = {
  id: 'S19',
  name: 'index-agreement',
  kind: 'safety',
  statement:
    'A worker record comes and goes together with its places in the indexes, and is kept free only for a container that waits; at rest the indexes of workers and their pools, ownership, stops, leases, backlog and quotas hold exactly what the records say (baseline: no worker record is missing from the index, and no container that ended is listed as received).',
  evidence:
    'indexes of workers when their records come and go, outcomes and ownership after every step; all keys of the scheduler when everything rests',
  watch: (court) => {
    const reservations = new Reservations(court);
    return {
      kinds: ['worker', 'outcome', 'owned'],
      commit({ changes }) {
        if (court.limits.terms !== 'leased') return;
        for (const change of changes) if (change.kind === 'worker') judgeWorker(court, change);
        reservations.see(changes);
      },
      rest() {
        const view = court.evidence.keyspace;
        if (view === null) return;
        const records = new Records(view);
        const comparisons = court.limits.terms === 'leased' ? leasedComparisons(view, records) : baselineComparisons(view, records, court);
        for (const comparison of comparisons) {
          const sentence = disagreement(comparison);
          if (sentence === null) continue;
          court.accuse({ sentence: `at rest ${sentence}`, facts: [factNow(court, 'redis', sentence)], about: [comparison.key] });
          return;
        }
      },
    };
  },
};
