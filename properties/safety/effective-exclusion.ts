/**
 * S13: a lock with a TTL cannot keep two holders from believing in it; what counts is that a late one writes nothing after the next one
 * has. In `leased` a protected script shows the lock's value, epoch included, so each write can be told by its epoch; in the baseline the
 * lock of a record protects the record, and the epoch of a write is the last one that its sender acquired.
 */
import { KEY_PREFIXES } from '../../src/index.ts';
import type { Change, LedgerCommit } from '../evidence/index.ts';
import { factNow, isGateway, type Court, type Property } from '../property.ts';

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

  see(commit: LedgerCommit): void {
    let onlyLocks = true;
    for (const change of commit.changes) {
      if (change.kind === 'lock') this.#lock(change, commit);
      else onlyLocks = false;
    }
    if (onlyLocks || this.#epochs.size === 0) return;
    // Only gateways take locks there.
    if (this.#isLeased && !isGateway(commit.client)) return;
    if (this.#isLeased) for (const argument of commit.args) this.#wrote(this.#epochs.get(argument), commit);
    else for (const change of commit.changes) this.#wroteRecord(change, commit);
  }

  #lock({ key, after }: Extract<Change, { kind: 'lock' }>, { client, atMs }: LedgerCommit): void {
    if (after === null || client === null) return;
    const number = (this.#acquired.get(key) ?? 0) + 1;
    this.#acquired.set(key, number);
    this.#epochs.set(this.#isLeased ? after : `${key} ${client}`, { lock: key, number, holder: client, atMs });
  }

  #wroteRecord(change: Change, commit: LedgerCommit): void {
    const lock = lockOf(change);
    if (lock !== null) this.#wrote(this.#epochs.get(`${lock} ${commit.client ?? ''}`), commit);
  }

  #wrote(epoch: Epoch | undefined, commit: LedgerCommit): void {
    if (epoch === undefined) return;
    const latest = this.#written.get(epoch.lock);
    if (latest !== undefined && latest.number > epoch.number) this.#accuse(epoch, latest, commit);
    else this.#written.set(epoch.lock, epoch);
  }

  #accuse(epoch: Epoch, latest: Epoch, commit: LedgerCommit): void {
    this.#court.accuse({
      sentence: `${epoch.holder} wrote under ${epoch.lock}, which ${latest.holder} had taken and used since`,
      facts: [
        { atMs: epoch.atMs, host: epoch.holder, text: `took ${epoch.lock}` },
        { atMs: latest.atMs, host: latest.holder, text: `took ${epoch.lock} and wrote under it` },
        factNow(this.#court, commit.client ?? 'redis', `wrote under its old ${epoch.lock} (${commit.command})`),
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
  evidence: 'lock keys and protected records after every step at Redis, and the lock values that scripts show',
  watch: (court) => {
    const watch = new Watch(court);
    return { commit: (commit) => watch.see(commit) };
  },
};
