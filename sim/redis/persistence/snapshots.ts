/**
 * RDB snapshots: SAVE, BGSAVE and save points. A snapshot is a moment in the journal; the file changes when the child process that writes it
 * is done, so a crash in between finds the one before. AOF rewrites are here too: they change no data, only what INFO says.
 */
import type { TwinEnvironment } from '../contract.ts';
import type { UndoJournal } from '../keyspace/index.ts';
import type { Disk } from './disk.ts';
import type { SavePoint } from './modes.ts';

/** What snapshots ask of their server. */
export interface SnapshotsHost {
  readonly journal: UndoJournal;
  readonly environment: TwinEnvironment;
  readonly disk: Disk;
  /** The wall clock at the present step. */
  nowMs(): number;
  /** How many keys there are. */
  keys(): number;
  /** What is needed of the journal may have changed. */
  changed(): void;
}

interface Job {
  readonly position: number;
  readonly changes: number;
  readonly startedAtMs: number;
  readonly timer: { cancel(): void };
}

/** A child process takes this long, and so long for each key. */
const JOB_MS = 1;
const JOB_MICROS_PER_KEY = 2;
/** A snapshot that failed is tried again when more than so many seconds have passed. */
const RETRY_SECONDS = 5;

/** The snapshots of one server. */
export class Snapshots {
  /** How often this process was asked for a snapshot, or took one by itself (SAVE, BGSAVE, save points). */
  saves = 0;
  rewrites = 0;
  /** How long the last child processes took in seconds; -1 before the first. */
  lastSaveSeconds = -1;
  lastRewriteSeconds = -1;
  /** A rewrite waits for the snapshot that is being written. */
  isRewriteScheduled = false;
  /** A snapshot waits for the rewrite that is going on. */
  isSaveScheduled = false;
  readonly #host: SnapshotsHost;
  #points: readonly SavePoint[] = [];
  /** The moment that the file holds; null without a file. */
  #savedAt: number | null = null;
  #lastSaveMs: number;
  #lastTryMs = 0;
  /** A snapshot is due whatever the save points say, until one is written. */
  #isInsisting = false;
  #saving: Job | null = null;
  #rewriting: Job | null = null;
  /** `journal.changes` at the last snapshot. */
  #changesSaved = 0;
  #due: { readonly atMs: number; cancel(): void } | null = null;

  constructor(host: SnapshotsHost) {
    this.#host = host;
    this.#lastSaveMs = Math.floor(host.environment.nowMs());
  }

  /** The moment in the journal that the file holds; null without a file. */
  get savedAt(): number | null {
    return this.#savedAt;
  }

  /** When the last snapshot was finished, or the process began; milliseconds since 1970. */
  get lastSaveMs(): number {
    return this.#lastSaveMs;
  }

  get hasPoints(): boolean {
    return this.#points.length > 0;
  }

  get isSaving(): boolean {
    return this.#saving !== null;
  }

  get isRewriting(): boolean {
    return this.#rewriting !== null;
  }

  /** Changes since the last snapshot, one for each key that a command changed; counted only while a journal is kept. */
  get changesUnsaved(): number {
    return this.#host.journal.changes - this.#changesSaved;
  }

  get needsJournal(): boolean {
    return this.hasPoints || this.#savedAt !== null || this.#saving !== null;
  }

  /** The earliest moment that somebody may go back to. */
  get oldest(): number {
    return Math.min(this.#savedAt ?? Number.POSITIVE_INFINITY, this.#saving?.position ?? this.#host.journal.position);
  }

  /** `save`: the snapshots that Redis takes by itself. */
  usePoints(points: readonly SavePoint[]): void {
    this.#points = points;
    this.#rearm();
  }

  /** A step is over. True when nothing before it is needed. */
  stepDone(): boolean {
    if (this.hasPoints && this.#saving === null) this.#arm();
    return this.#savedAt === null && this.#saving === null;
  }

  /** SAVE: the server does nothing else until it is done. False when there is no room for it. */
  saveNow(): boolean {
    if (this.#host.disk.isFull) return false;
    this.#finish(this.#host.journal.position, this.#host.journal.changes);
    this.lastSaveSeconds = 0;
    return true;
  }

  /** A save point has come due: a snapshot is written as soon as it can be, and tried again until it is there. */
  insist(): void {
    this.#isInsisting = true;
    if (this.isSaving) return;
    if (this.isRewriting) this.scheduleSave();
    else this.begin();
  }

  /** BGSAVE: the data as it is now; the file follows later. */
  begin(): void {
    const { journal } = this.#host;
    this.isSaveScheduled = false;
    this.saves += 1;
    this.#due?.cancel();
    this.#due = null;
    this.#lastTryMs = this.#host.environment.nowMs();
    const job = this.#start(() => {
      this.#saving = null;
      if (this.#host.disk.isFull) this.#failed();
      else this.#finish(job.position, job.changes);
      this.lastSaveSeconds = Math.floor((this.#host.nowMs() - job.startedAtMs) / 1000);
      this.#rewriteIfScheduled();
      this.#rearm();
    }, journal);
    this.#saving = job;
    this.#host.changed();
  }

  /** BGREWRITEAOF. */
  rewrite(): void {
    const job = this.#start(() => {
      this.#rewriting = null;
      this.#host.disk.rewriteFailed = this.#host.disk.isFull;
      this.rewrites += 1;
      this.lastRewriteSeconds = Math.floor((this.#host.nowMs() - job.startedAtMs) / 1000);
      if (this.isSaveScheduled) this.begin();
    }, this.#host.journal);
    this.#rewriting = job;
  }

  /** BGSAVE while something else goes on: as soon as it can. */
  scheduleSave(): void {
    this.isSaveScheduled = true;
    this.#soon();
  }

  /** BGREWRITEAOF likewise. */
  scheduleRewrite(): void {
    this.isRewriteScheduled = true;
    this.#soon();
  }

  /** What is scheduled begins behind the present step, or when the child process that is at work has ended. */
  #soon(): void {
    this.#host.environment.after(JOB_MS, () => {
      if (this.isSaving || this.isRewriting) return;
      if (this.isSaveScheduled) this.begin();
      else this.#rewriteIfScheduled();
    });
  }

  /** The process is gone, and with it what it was writing. */
  processEnded(): void {
    this.#saving?.timer.cancel();
    this.#rewriting?.timer.cancel();
    this.#due?.cancel();
    this.#saving = null;
    this.#rewriting = null;
    this.#due = null;
    this.isRewriteScheduled = false;
    this.isSaveScheduled = false;
    this.#isInsisting = false;
  }

  /** A new process has read its data. */
  processBegan(): void {
    const { journal } = this.#host;
    if (this.#savedAt !== null) this.#savedAt = Math.min(this.#savedAt, journal.position);
    this.#changesSaved = journal.changes;
    this.#lastSaveMs = this.#host.nowMs();
    this.saves = 0;
    this.rewrites = 0;
    this.lastSaveSeconds = -1;
    this.lastRewriteSeconds = -1;
  }

  /** The wall clock was set, by which save points go. */
  clockChanged(): void {
    this.#rearm();
  }

  #start(finished: () => void, { position, changes }: UndoJournal): Job {
    const forMs = JOB_MS + (this.#host.keys() * JOB_MICROS_PER_KEY) / 1000;
    return { position, changes, startedAtMs: this.#host.nowMs(), timer: this.#host.environment.after(forMs, finished) };
  }

  #finish(position: number, changes: number): void {
    this.#savedAt = position;
    this.#changesSaved = changes;
    this.#lastSaveMs = this.#host.environment.nowMs();
    this.#isInsisting = false;
    this.#host.disk.snapshotFailed = false;
    this.#host.changed();
  }

  #failed(): void {
    this.#host.disk.snapshotFailed = true;
    this.#host.changed();
  }

  #rewriteIfScheduled(): void {
    if (!this.isRewriteScheduled) return;
    this.isRewriteScheduled = false;
    this.rewrite();
  }

  #rearm(): void {
    this.#due?.cancel();
    this.#due = null;
    if ((this.hasPoints || this.#isInsisting) && this.#saving === null) this.#arm();
  }

  /** Sets a timer for the first save point that the present changes reach, if that is earlier than the one that is set. */
  #arm(): void {
    const atMs = this.#dueAtMs();
    if (atMs === null || (this.#due !== null && this.#due.atMs <= atMs)) return;
    this.#due?.cancel();
    const timer = this.#host.environment.after(Math.max(0, atMs - this.#host.environment.nowMs()), () => {
      this.#due = null;
      const dueMs = this.#dueAtMs();
      if (dueMs !== null && dueMs <= this.#host.environment.nowMs()) this.begin();
      else this.#arm();
    });
    this.#due = { atMs, cancel: () => timer.cancel() };
  }

  /** Redis compares whole seconds: more than so many must have passed. */
  #dueAtMs(): number | null {
    const unsaved = this.changesUnsaved;
    let least = Number.POSITIVE_INFINITY;
    for (const { seconds, changes } of this.#points) if (unsaved > 0 && unsaved >= changes && seconds < least) least = seconds;
    const retryAtMs = this.#host.disk.snapshotFailed ? (Math.floor(this.#lastTryMs / 1000) + RETRY_SECONDS + 1) * 1000 : 0;
    if (this.#isInsisting) return retryAtMs;
    return least === Number.POSITIVE_INFINITY ? null : Math.max(retryAtMs, (Math.floor(this.#lastSaveMs / 1000) + least + 1) * 1000);
  }
}
