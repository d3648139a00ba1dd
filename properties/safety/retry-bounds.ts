/**
 * S17: a request that did not fit waits a bounded time, longer every time, and is given up only when its time is over, counted from its
 * first acceptance. In `leased` the wait is the ready-at score; the baseline waits in memory and counts its attempts.
 */
import { containerStateKey } from '../../src/index.ts';
import type { Change, ClientFact, LedgerCommit } from '../evidence/index.ts';
import { isGateway, type Court, type Property, type PropertyListener, type RedisStep } from '../property.ts';

type BacklogChange = Extract<Change, { kind: 'backlog' }>;

function accuse(court: Court, id: string, sentence: string): void {
  court.accuse({ sentence, facts: court.evidence.container(id).facts(), about: [id] });
}

/** `1st`, `2nd`, `3rd`, `4th`; counts here are small. */
const ordinal = (count: number): string => `${count}${['th', 'st', 'nd', 'rd'][count > 3 ? 0 : count] ?? 'th'}`;

class LeasedWatch implements PropertyListener {
  readonly kinds = ['backlog', 'outcome'] as const;
  readonly #court: Court;
  /** By the clock of Redis. */
  readonly #submittedAt = new Map<string, number>();
  /** How old each was when it was taken last. */
  readonly #takenAgeMs = new Map<string, number>();
  /** Entries and failures of this step, judged when its time by Redis's clock is known. */
  #entries: BacklogChange[] = [];
  #timedOut: string[] = [];
  #tired: string[] = [];
  #latestMs = 0;

  constructor(court: Court) {
    this.#court = court;
  }

  commit(commit: LedgerCommit): void {
    for (const change of commit.changes) {
      if (change.kind === 'backlog') this.#entries.push(change);
      else if (change.kind === 'outcome' && change.after === 'failed:request_timeout') this.#timedOut.push(change.id);
      else if (change.kind === 'outcome' && change.after === 'failed:retry_limit') this.#tired.push(change.id);
    }
  }

  activity(step: RedisStep): void {
    this.#latestMs = Math.max(this.#latestMs, step.atMs);
    if (this.#entries.length + this.#timedOut.length + this.#tired.length === 0) return;
    for (const entry of this.#entries) {
      if (entry.after > entry.before) this.#entered(entry, step);
      else this.#takenAgeMs.set(entry.id, step.atMs - (this.#submittedAt.get(entry.id) ?? step.atMs));
    }
    for (const id of this.#timedOut) this.#failed(id);
    for (const id of this.#tired) this.#gaveUp(id);
    this.#entries = [];
    this.#timedOut = [];
    this.#tired = [];
  }

  #entered({ id, readyAtMs }: BacklogChange, { client, atMs }: RedisStep): void {
    const delayMs = readyAtMs - atMs;
    const { retryBackoffMaxMs } = this.#court.limits.timings;
    if (delayMs < 0 || delayMs > retryBackoffMaxMs || !Number.isInteger(readyAtMs))
      accuse(this.#court, id, `${id} went to the backlog to be ready in ${delayMs} ms; at most ${retryBackoffMaxMs} ms are allowed`);
    this.#clock(id);
    if (delayMs <= 0 || !isGateway(client)) return;
    this.#grows(id, delayMs);
    this.#inTime(id);
  }

  /** How often it went back to the backlog, this time included. */
  #returns(id: string): number {
    return this.#court.evidence.container(id).backlogEntries - 1;
  }

  /** The wait doubles with every return, and at most half of it is left to chance. */
  #grows(id: string, delayMs: number): void {
    const { retryBackoffMs, retryBackoffMaxMs, retryCountMax } = this.#court.limits.timings;
    const returns = this.#returns(id);
    const longestMs = Math.min(retryBackoffMaxMs, retryBackoffMs * 2 ** Math.min(returns - 1, 60));
    if (delayMs < longestMs / 2 || delayMs > longestMs)
      accuse(
        this.#court,
        id,
        `${id} went back for the ${ordinal(returns)} time and waits ${delayMs} ms: between ${longestMs / 2} and ${longestMs} ms are due`,
      );
    if (retryCountMax > 0 && returns > retryCountMax)
      accuse(this.#court, id, `${id} went back to the backlog ${returns} times; ${retryCountMax} are allowed`);
  }

  #gaveUp(id: string): void {
    const { retryCountMax } = this.#court.limits.timings;
    const returns = this.#returns(id);
    if (retryCountMax > 0 && returns >= retryCountMax) return;
    accuse(this.#court, id, `${id} was given up after ${returns} of ${retryCountMax === 0 ? 'any number of' : retryCountMax} retries`);
  }

  /** Its age was known when it was taken: too old means failed, not another try. */
  #inTime(id: string): void {
    const { requestTimeoutMs } = this.#court.limits.timings;
    const ageMs = this.#takenAgeMs.get(id) ?? 0;
    if (requestTimeoutMs === 0 || ageMs < requestTimeoutMs) return;
    accuse(
      this.#court,
      id,
      `${id} was taken at an age of ${ageMs} ms and is tried again, though its time was over after ${requestTimeoutMs} ms`,
    );
  }

  /** Its age counts from its first acceptance, so the time of it must never change. */
  #clock(id: string): void {
    const text = this.#court.evidence.keyspace?.hash(containerStateKey(id))?.get('submitted_at');
    if (text === undefined) return;
    const known = this.#submittedAt.get(id);
    if (known === undefined) this.#submittedAt.set(id, Number(text));
    else if (known !== Number(text)) accuse(this.#court, id, `${id} was submitted at ${known} and its record says ${text} now`);
  }

  #failed(id: string): void {
    const submittedAt = this.#submittedAt.get(id);
    const { requestTimeoutMs } = this.#court.limits.timings;
    if (submittedAt === undefined || this.#latestMs - submittedAt >= requestTimeoutMs) return;
    accuse(this.#court, id, `${id} was failed for its age after ${this.#latestMs - submittedAt} ms of ${requestTimeoutMs} ms`);
  }
}

class BaselineWatch implements PropertyListener {
  readonly kinds = ['backlog', 'outcome'] as const;
  readonly #court: Court;
  /** When each was first submitted: its age counts from there, by the clock of its client. */
  readonly #askedAt = new Map<string, number>();
  /** Entries that gateways made; a new life counts anew. */
  readonly #retries = new Map<string, { readonly life: number; readonly sinceMs: number; count: number }>();

  constructor(court: Court) {
    this.#court = court;
  }

  client({ kind, id, atMs }: ClientFact): void {
    if (kind === 'submits' && !this.#askedAt.has(id)) this.#askedAt.set(id, atMs);
  }

  commit(commit: LedgerCommit): void {
    for (const change of commit.changes) {
      if (change.kind === 'backlog' && change.after > change.before) this.#entered(change.id, commit);
      else if (change.kind === 'outcome' && change.after === 'failed') this.#failed(change.id, commit);
    }
  }

  #entered(id: string, { client, atMs }: LedgerCommit): void {
    const life = this.#court.evidence.container(id).lives;
    let retries = this.#retries.get(id);
    if (retries?.life !== life) this.#retries.set(id, (retries = { life, sinceMs: this.#askedAt.get(id) ?? atMs, count: 0 }));
    if (isGateway(client)) retries.count += 1;
    const { retryCountMax } = this.#court.limits.timings;
    if (retries.count > retryCountMax)
      accuse(this.#court, id, `${id} went back to the backlog ${retries.count} times; ${retryCountMax} are allowed`);
  }

  #failed(id: string, { atMs }: LedgerCommit): void {
    const retries = this.#retries.get(id);
    const { retryCountMax, requestTimeoutMs } = this.#court.limits.timings;
    if (retries === undefined || retries.count >= retryCountMax || atMs - retries.sinceMs >= requestTimeoutMs) return;
    accuse(
      this.#court,
      id,
      `${id} was given up after ${retries.count} of ${retryCountMax} retries and ${Math.round(atMs - retries.sinceMs)} of ${requestTimeoutMs} ms`,
    );
  }
}

/** S17. */
export const retryBounds: Property = {
  id: 'S17',
  name: 'retry-bounds',
  kind: 'safety',
  statement:
    'A request that did not fit waits between half and all of the backoff, which doubles with every return up to the longest; it fails for its age when the request timeout has passed since its first acceptance, for its retries when it was given back as often as allowed, in neither case before, and is not tried again after (baseline: it goes back at most so often as allowed, and fails only after that or after its time).',
  evidence: 'backlog entries with their scores, container records and outcomes after every step, by the clock of Redis',
  watch: (court) => (court.limits.terms === 'leased' ? new LeasedWatch(court) : new BaselineWatch(court)),
};
