/**
 * S31: no safety property may depend on what a machine's own clock says. That the others hold in worlds whose clocks are wrong is the
 * evidence; beside it, every time that `leased` writes must be Redis's own, to the millisecond, which a machine's clock could only be by
 * accident. The baseline writes its machines' times by design, so there the worlds with wrong clocks are all the evidence.
 */
import { containerStateKey, LEASES_KEY, WORKER_DEADLINES_KEY } from '../../src/index.ts';
import type { LedgerCommit } from '../evidence/index.ts';
import { factNow, type Court, type Property, type PropertyListener, type RedisStep } from '../property.ts';

class Watch implements PropertyListener {
  readonly kinds = ['container', 'lease'] as const;
  readonly #court: Court;
  #submitted: string[] = [];
  #leased: string[] = [];
  #waiting = false;

  constructor(court: Court) {
    this.#court = court;
  }

  commit(commit: LedgerCommit): void {
    for (const change of commit.changes) {
      if (change.kind === 'container' && change.before === null) this.#submitted.push(change.id);
      else if (change.kind === 'lease' && change.after) this.#leased.push(change.id);
      else continue;
      this.#waiting = true;
    }
  }

  activity(step: RedisStep): void {
    const { evidence, limits } = this.#court;
    const { client } = step;
    if (client === null || evidence.keyspace === null) return;
    if (this.#waiting) this.#judge(step);
    if (!evidence.workers.has(client) || !step.writes.includes(WORKER_DEADLINES_KEY)) return;
    const deadline = evidence.keyspace.score(WORKER_DEADLINES_KEY, client);
    if (deadline !== null) this.#compare(step, `the deadline of ${client}`, deadline - limits.timings.workerTtlMs, client);
  }

  #judge(step: RedisStep): void {
    const { keyspace } = this.#court.evidence;
    for (const id of this.#submitted) {
      const text = keyspace?.hash(containerStateKey(id))?.get('submitted_at');
      if (text !== undefined) this.#compare(step, `the time of submission of ${id}`, Number(text), id);
    }
    for (const id of this.#leased) {
      const deadline = keyspace?.score(LEASES_KEY, id) ?? null;
      if (deadline !== null) this.#compare(step, `the lease of ${id}`, deadline - this.#court.limits.timings.leaseTtlMs, id);
    }
    this.#submitted = [];
    this.#leased = [];
    this.#waiting = false;
  }

  #compare(step: RedisStep, what: string, atMs: number, about: string): void {
    if (atMs === Math.floor(step.atMs)) return;
    const host = step.client ?? 'redis';
    this.#court.accuse({
      sentence: `${what} was written by a clock that is ${Math.round(Math.abs(atMs - step.atMs))} ms ${atMs < step.atMs ? 'behind' : 'ahead of'} that of Redis`,
      facts: [...this.#court.evidence.container(about).facts(3), factNow(this.#court, host, `wrote ${what} as ${atMs}`)],
      about: [about, host],
    });
  }
}

/** S31. */
export const clockIndependence: Property = {
  id: 'S31',
  name: 'clock-independence',
  kind: 'safety',
  statement:
    'Every safety property holds in worlds whose machines have wrong clocks; and every time that is written (submission, lease, deadline of a worker) is that of Redis (baseline: its times are those of the machines, by design).',
  evidence: 'the worlds with clock faults; container records, leases and deadlines after every step against the clock of Redis',
  watch: (court) => (court.limits.terms === 'leased' ? new Watch(court) : {}),
};
