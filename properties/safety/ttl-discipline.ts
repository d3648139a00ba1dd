/**
 * S20: what must go away by itself has a TTL, what went away does not come back in pieces, and whoever renews in time does not go away.
 * Most of it is asked at the step that writes; keys that several steps make are asked for their TTL at rest.
 */
import { exitCodeKey, KEY_PREFIXES, requestStatusKey, WORKER_DEADLINES_KEY, type Resources } from '../../src/index.ts';
import type { Change, LedgerCommit, WorkerFacts } from '../evidence/index.ts';
import { slackMs } from '../limits.ts';
import { factNow, type Court, type Property, type PropertyListener, type RedisStep } from '../property.ts';

/** Keys that must expire in every design. */
const EXPIRING: readonly string[] = [
  KEY_PREFIXES.exitCode,
  KEY_PREFIXES.requestStatus,
  KEY_PREFIXES.requestDigest,
  KEY_PREFIXES.workerLock,
  KEY_PREFIXES.containerLock,
  KEY_PREFIXES.gatewayIntake,
];
/** The baseline's records live by their TTL; `leased` removes its own. */
const EXPIRING_BASELINE: readonly string[] = [...EXPIRING, KEY_PREFIXES.workerState, KEY_PREFIXES.containerState];

const isWhole = ({ cpuMillicores, memoryMib, gpuCount }: Resources): boolean => !Number.isNaN(cpuMillicores + memoryMib + gpuCount);
const isComplete = (worker: WorkerFacts): boolean => worker.status !== '' && isWhole(worker.total) && isWhole(worker.free);

class Watch implements PropertyListener {
  readonly kinds = ['outcome', 'lock', 'worker', 'container'] as const;
  readonly #court: Court;
  readonly #isLeased: boolean;
  /** Last renewal of each worker by the clock of Redis. */
  readonly #renewedAt = new Map<string, number>();
  /** When each record of the baseline came. */
  readonly #since = new Map<string, number>();
  #removed: string[] = [];

  constructor(court: Court) {
    this.#court = court;
    this.#isLeased = court.limits.terms === 'leased';
  }

  commit(commit: LedgerCommit): void {
    for (const change of commit.changes) this.#see(change, commit);
  }

  activity({ client, writes, atMs }: RedisStep): void {
    if (!this.#isLeased || client === null) return;
    for (const worker of this.#removed) this.#judgeRemoval(worker, client, atMs);
    if (this.#removed.length > 0) this.#removed = [];
    if (writes.includes(WORKER_DEADLINES_KEY) && this.#court.evidence.workers.has(client)) this.#renewedAt.set(client, atMs);
  }

  rest(): void {
    const view = this.#court.evidence.keyspace;
    if (view === null) return;
    const prefixes = this.#isLeased ? EXPIRING : EXPIRING_BASELINE;
    const recentMs = this.#court.nowMs() - slackMs(this.#court.limits);
    for (const key of view.keys()) {
      if (!prefixes.some((prefix) => key.startsWith(prefix)) || view.expiresAtMs(key) !== null) continue;
      // The baseline sets the TTL of a new record in a step of its own.
      if ((this.#since.get(key) ?? Number.NEGATIVE_INFINITY) > recentMs) continue;
      this.#accuse(`at rest ${key} would stay for ever: it has no TTL`, key, 'has no TTL');
    }
  }

  #see(change: Change, { atMs, client }: LedgerCommit): void {
    if (change.kind === 'outcome' && change.after !== null) {
      this.#mustExpire(change.after.startsWith('exit code') ? exitCodeKey(change.id) : requestStatusKey(change.id));
    } else if (change.kind === 'lock' && change.after !== null) this.#mustExpire(change.key);
    else if (change.kind === 'worker') {
      if (change.before === null) this.#since.set(KEY_PREFIXES.workerState + change.worker, atMs);
      if (change.before === null && change.after !== null && !isComplete(change.after))
        this.#accuse(`the record of ${change.worker} came back in pieces: it has no amounts`, change.worker, 'wrote a part of a record');
      if (change.after === null && client !== null && client !== change.worker) this.#removed.push(change.worker);
    } else if (change.kind === 'container' && change.before === null) this.#since.set(KEY_PREFIXES.containerState + change.id, atMs);
  }

  #mustExpire(key: string): void {
    const view = this.#court.evidence.keyspace;
    if (view !== null && view.expiresAtMs(key) === null) this.#accuse(`${key} was written without a TTL`, key, 'has no TTL');
  }

  #judgeRemoval(worker: string, client: string, atMs: number): void {
    const renewedAt = this.#renewedAt.get(worker);
    const { workerTtlMs } = this.#court.limits.timings;
    if (renewedAt === undefined || atMs - renewedAt >= workerTtlMs) return;
    const agoMs = atMs - renewedAt;
    this.#accuse(`${client} removed ${worker}, which had renewed ${agoMs} ms ago and has ${workerTtlMs} ms`, worker, 'was removed');
  }

  #accuse(sentence: string, about: string, what: string): void {
    const worker = this.#court.evidence.workers.get(about);
    const facts = worker?.facts() ?? [];
    this.#court.accuse({ sentence, facts: [...facts, factNow(this.#court, 'redis', `${about} ${what}`)], about: [about] });
  }
}

/** S20. */
export const ttlDiscipline: Property = {
  id: 'S20',
  name: 'ttl-discipline',
  kind: 'safety',
  statement:
    'Outcomes, locks and intake records always have a TTL (baseline: worker and container records too, at rest); no worker record appears in pieces; nobody removes a worker that renewed within its TTL by the clock of Redis.',
  evidence: 'deadlines of keys when they are written and at rest; worker records and renewals after every step, by the clock of Redis',
  watch: (court) => new Watch(court),
};
