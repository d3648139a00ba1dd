/** All databases of a server, the time they go by, and what of them was read and written in the current step. */
import { Database } from './database.ts';
import { ExpirySchedule, type Deadlines } from './expiry.ts';
import { CompactLimits } from './limits.ts';
import type { TwinEnvironment } from '../contract.ts';
import type { ChangeLog } from '../replication/index.ts';
import type { UndoJournal } from './undo-journal.ts';

/** Who wants to know of changes as they happen. */
export interface KeyspaceListener {
  keyChanged(database: number, key: string): void;
  keyExpired(database: number, key: string): void;
  /** The timer for the earliest deadline has fired. */
  expiryDue(): void;
}

/** Who keeps count of what keys take and how they are used. */
export interface KeyspaceTracker {
  /** A key was looked at, to be read or written. */
  touched(database: Database, key: string): void;
  /** A key has another value or deadline, or is gone. */
  changed(database: Database, key: string): void;
  /** The whole database has other contents. */
  replaced(database: Database): void;
}

/** A key as commits name it: plain in database 0, `db:key` elsewhere. */
export function keyName(database: number, key: string): string {
  return database === 0 ? key : `${database}:${key}`;
}

/** The data of a server. */
export class Keyspace {
  /** The time of the current step in whole milliseconds: frozen within a command, a script and an EXEC. */
  nowMs = 0;
  /** Whether reads and writes are recorded (somebody observes). */
  recording = false;
  /** Whether an observer looks at reads. */
  recordingReads = false;
  /** Whether changes must be told: recording, or keys are watched, or clients are blocked. */
  attentive = false;
  /** Where every change is taken down with what takes it back; null while nobody may go back. Set it with `keepJournal`. */
  journal: UndoJournal | null = null;
  /**
   * What becomes of a key whose time has passed: a master deletes it; a replica hides it until its master says so, and does not look at
   * times at all while it repeats what its master did.
   */
  expiry: 'delete' | 'hide' | 'ignore' = 'delete';
  /** Who takes down what has changed, for replicas; null without any. */
  changes: ChangeLog | null = null;
  /** Who keeps count of what keys take, when memory is limited. */
  tracker: KeyspaceTracker | null = null;
  /** Until where collections are held in their compact forms. */
  readonly limits: CompactLimits = new CompactLimits();
  readonly reads: Set<string> = new Set<string>();
  readonly writes: Set<string> = new Set<string>();
  /** What has changed since somebody last looked, when changes are logged. */
  #changes: Map<string, { readonly database: number; readonly key: string }> | null = null;
  readonly #databases: (Database | undefined)[];
  readonly #listener: KeyspaceListener;
  readonly #schedule: ExpirySchedule;

  constructor(databases: number, environment: TwinEnvironment, listener: KeyspaceListener) {
    this.#databases = new Array<Database | undefined>(databases).fill(undefined);
    this.#listener = listener;
    this.#schedule = new ExpirySchedule(environment, () => listener.expiryDue());
  }

  get databaseCount(): number {
    return this.#databases.length;
  }

  /** The database of an index in range; made when first used. */
  database(index: number): Database {
    const known = this.#databases[index];
    if (known !== undefined) return known;
    const made = new Database(index, this);
    this.#databases[index] = made;
    return made;
  }

  /** The databases that were ever used. */
  used(): Database[] {
    return this.#databases.filter((database) => database !== undefined);
  }

  /** From now on every change is taken down; null: no more. Costs a look at every key. */
  keepJournal(journal: UndoJournal | null): void {
    if (this.journal === journal) return;
    this.journal = journal;
    for (const database of this.used()) database.keepJournal();
  }

  recordRead(database: number, key: string): void {
    this.reads.add(keyName(database, key));
  }

  /** Takes down that a key was changed, without telling anybody yet. */
  recordWrite(database: number, key: string): void {
    if (this.recording) this.writes.add(keyName(database, key));
    this.#changes?.set(`${database}:${key}`, { database, key });
    this.changes?.changed(database, key, false);
  }

  keyChanged(database: number, key: string): void {
    this.recordWrite(database, key);
    this.#listener.keyChanged(database, key);
  }

  keyExpired(database: number, key: string): void {
    this.#changes?.set(`${database}:${key}`, { database, key });
    this.changes?.changed(database, key, true);
    this.#listener.keyExpired(database, key);
  }

  /** From now on `takeChanges` answers what has changed; somebody must observe the server, so that it is told. */
  logChanges(): void {
    this.#changes ??= new Map();
  }

  /** Takes the keys that have changed since the last call. */
  takeChanges(): readonly { readonly database: number; readonly key: string }[] {
    if (this.#changes === null || this.#changes.size === 0) return [];
    const changes = [...this.#changes.values()];
    this.#changes.clear();
    return changes;
  }

  /** Removes every key of every database. */
  clear(): void {
    for (const database of this.used()) database.clear();
  }

  deadlineSet(deadlines: Deadlines, key: string, atMs: number): void {
    this.#schedule.add({ atMs, deadlines, key }, this.#volatileSize(), this.#holds, this.expiry === 'delete');
  }

  /** A database has no deadlines left; without any anywhere nothing may stay pending. */
  deadlinesGone(): void {
    if (this.#volatileSize() === 0) this.#schedule.clear();
  }

  /** Removes every key whose time has passed, in the order of deadlines, and sets the timer for the next. */
  expireDue(): void {
    if (this.expiry !== 'delete') return;
    for (const { deadlines, key, atMs } of this.#schedule.takeDue(this.nowMs)) {
      if (deadlines.get(key) === atMs) this.#ownerOf(deadlines)?.expireIfDue(key);
    }
    this.#schedule.rearm(this.#holds);
  }

  readonly #holds = ({ deadlines, key, atMs }: { deadlines: Deadlines; key: string; atMs: number }): boolean =>
    deadlines.get(key) === atMs && this.#ownerOf(deadlines) !== undefined;

  /** Whose deadlines they are by now; nobody's when they were set aside. */
  #ownerOf(deadlines: Deadlines): Database | undefined {
    for (const database of this.#databases) if (database?.owns(deadlines) === true) return database;
    return undefined;
  }

  #volatileSize(): number {
    let size = 0;
    for (const database of this.#databases) if (database !== undefined) size += database.volatileSize;
    return size;
  }
}
