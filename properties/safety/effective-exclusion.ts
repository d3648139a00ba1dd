/**
 * S13: a lock with a TTL cannot keep two holders from believing in it; what counts is that a late one writes nothing after the next one
 * has. In `leased` a protected script shows the lock's value, epoch included, so each write can be told by its epoch; in the baseline the
 * lock of a record protects the record, and the epoch of a write is the last one that its sender acquired.
 */
import { KEY_PREFIXES } from '../../src/index.ts';
import type { Change, LedgerCommit } from '../evidence/index.ts';
import { factNow, type Court, type Property, type RedisStep } from '../property.ts';

/** One acquisition. */
interface Epoch {
  readonly lock: string;
  readonly number: number;
  readonly holder: string;
  readonly atMs: number;
}

/** The baseline's lock of the record that a change is about. */
function lockOf(change: Change): string | null {
  if (change.kind === 'worker') return KEY_PREFIXES.workerLock + change.worker;
  return change.kind === 'container' ? KEY_PREFIXES.containerLock + change.id : null;
}

class Watch {
  readonly #court: Court;
  readonly #isLeased: boolean;
  readonly #acquired = new Map<string, number>();
  /** By token (leased), or by lock and holder (baseline). */
  readonly #epochs = new Map<string, Epoch>();
  /** The latest epoch of each lock that has written. */
  readonly #written = new Map<string, Epoch>();

  constructor(court: Court) {
    this.#court = court;
    this.#isLeased = court.limits.terms === 'leased';
  }

  /** Acquisitions; in the baseline also what is written under them. */
  see(commit: LedgerCommit): void {
    for (const change of commit.changes) {
      if (change.kind === 'lock') this.#lock(change, commit);
      else if (!this.#isLeased) this.#wroteRecord(change, commit);
    }
  }

  /** leased: a script that a lock protects names the lock as its first key and shows its value. */
  show({ client, args, writes, command }: RedisStep): void {
    const lock = args[2];
    if (lock === undefined || client === null || !this.#acquired.has(lock) || !writes.some((key) => key !== lock)) return;
    for (const argument of args) {
      const epoch = this.#epochs.get(argument);
      if (epoch?.lock === lock) this.#wrote(epoch, client, command);
    }
  }

  #lock({ key, after }: Extract<Change, { kind: 'lock' }>, { client, atMs }: LedgerCommit): void {
    if (after === null || client === null) return;
    const number = (this.#acquired.get(key) ?? 0) + 1;
    this.#acquired.set(key, number);
    this.#epochs.set(this.#isLeased ? after : `${key} ${client}`, { lock: key, number, holder: client, atMs });
  }

  #wroteRecord(change: Change, commit: LedgerCommit): void {
    const lock = lockOf(change);
    const epoch = lock === null ? undefined : this.#epochs.get(`${lock} ${commit.client ?? ''}`);
    if (epoch !== undefined) this.#wrote(epoch, epoch.holder, commit.command);
  }

  #wrote(epoch: Epoch, client: string, command: string): void {
    const latest = this.#written.get(epoch.lock);
    if (latest !== undefined && latest.number > epoch.number) this.#accuse(epoch, latest, client, command);
    else this.#written.set(epoch.lock, epoch);
  }

  #accuse(epoch: Epoch, latest: Epoch, client: string, command: string): void {
    this.#court.accuse({
      sentence: `${epoch.holder} wrote under ${epoch.lock}, which ${latest.holder} had taken and used since`,
      facts: [
        { atMs: epoch.atMs, host: epoch.holder, text: `took ${epoch.lock}` },
        { atMs: latest.atMs, host: latest.holder, text: `took ${epoch.lock} and wrote under it` },
        factNow(this.#court, client, `wrote under its old ${epoch.lock} (${command})`),
      ],
      about: [epoch.lock, epoch.holder, latest.holder],
    });
  }
}

/** S13. */
export const effectiveExclusion: Property = {
  id: 'S13',
  name: 'effective-exclusion',
  kind: 'safety',
  statement: 'No write that a lock protects takes effect after a later holder of that lock has written.',
  evidence: 'lock keys, protected records and all other writes at Redis, and the lock values that scripts show',
  watch: (court) => {
    const watch = new Watch(court);
    if (court.limits.terms === 'baseline') return { commit: (commit) => watch.see(commit) };
    return { kinds: ['lock'], commit: (commit) => watch.see(commit), activity: (step) => watch.show(step) };
  },
};
