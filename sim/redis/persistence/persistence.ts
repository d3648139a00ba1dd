/**
 * What is on disk. Nothing is copied: the server's data is the newest state, a journal takes changes back, and what a file holds is a moment
 * in that journal. So a snapshot costs nothing, and a crash costs what it loses. A server whose persistence nobody has named keeps
 * everything and takes nothing down.
 *
 * Sources: redis.io/docs/management/persistence; `rdb.c`, `aof.c` and `serverCron` of Redis 7.0.
 */
import { UndoJournal, type Keyspace } from '../keyspace/index.ts';
import type { TwinEnvironment } from '../contract.ts';
import { Disk } from './disk.ts';
import { parseSavePoints, settingsOf, UNSYNCED_MS, UNSYNCED_STALLED_MS, type PersistenceMode } from './modes.ts';
import { Snapshots } from './snapshots.ts';
import { UnsyncedTail } from './unsynced-tail.ts';
import type { ErrorReply } from '../resp/index.ts';

/** How a process ended: by a signal (the machine and its page cache live on), or with its machine. */
export type Death = 'killed' | 'power-loss';

/** What a power loss may do to an append-only file. */
export interface PowerLoss {
  /** Exactly the writes of so many milliseconds are lost, as far as the policy can lose them; null: a named choice decides. */
  readonly lostMs: number | null;
  /** An fsync was taking long: `everysec` loses up to two seconds. */
  readonly isStalled: boolean;
}

/** A moment to which the data can be taken back, until it is released. */
export interface Checkpoint {
  /** Takes back every change since; costs what has changed. */
  restore(): void;
  /** Nobody will go back to it any more. */
  release(): void;
}

/** What persistence asks of its server. */
export interface PersistenceHost {
  readonly data: Keyspace;
  readonly environment: TwinEnvironment;
  readonly settings: Map<string, string>;
  readonly order: { draw(purpose: string, below: number): number };
  /** What lies beside the keys; it is gone when a new process finds nothing on disk. */
  readonly libraries: { flush(): void };
  /** Nothing is written to anybody any more: the process is about to end; and then there is another one. */
  readonly outbox: { stop(): void; goOn(): void };
}

const SETTINGS: readonly string[] = ['save', 'appendonly', 'appendfsync'];
const POWER_LOSS_DEFAULT: PowerLoss = Object.freeze({ lostMs: null, isStalled: false });
/** The time that Redis takes to read a key, in microseconds: about half a million keys a second. */
const LOAD_MICROS_PER_KEY = 2;
/** How often a server tries to append what it could not append. */
const APPEND_RETRY_MS = 1_000;

/** For how many milliseconds a server reads so many keys. */
export function loadingMs(keys: number): number {
  return Math.floor((keys * LOAD_MICROS_PER_KEY) / 1000);
}

/** What one server has on disk. */
export class Persistence {
  readonly snapshots: Snapshots;
  readonly disk: Disk = new Disk();
  readonly #host: PersistenceHost;
  readonly #journal = new UndoJournal();
  readonly #tail: UnsyncedTail;
  readonly #checkpoints = new Set<{ readonly position: number }>();
  /** The settings in force, which a restarted process reads from its file again; null: nobody has named any. */
  #settings: Map<string, string> | null;
  /** Up to here the append-only file was written when the disk became full. */
  #appended: { readonly position: number } | null = null;
  /** What the next process finds: a moment in the journal, or nothing at all; null: everything. */
  #found: number | 'nothing' | null = null;

  constructor(host: PersistenceHost, mode: PersistenceMode | null) {
    this.#host = host;
    this.#settings = mode === null ? null : new Map(settingsOf(mode));
    this.snapshots = new Snapshots({
      journal: this.#journal,
      environment: host.environment,
      disk: this.disk,
      nowMs: () => host.data.nowMs,
      keys: () => host.data.used().reduce((sum, { size }) => sum + size, 0),
      changed: () => this.#update(),
    });
    this.#tail = new UnsyncedTail(this.#journal);
    this.#apply();
  }

  /** Has anybody named what this server keeps? */
  get isNamed(): boolean {
    return this.#settings !== null;
  }

  /** `appendonly yes`? */
  get appendsOnly(): boolean {
    return this.#settings?.get('appendonly') === 'yes';
  }

  /** Uses a mode from now on, as if the server had been started with it. */
  use(mode: PersistenceMode): void {
    this.#settings = new Map(settingsOf(mode));
    this.#apply();
  }

  /** CONFIG SET has changed something; `save`, `appendonly` and `appendfsync` count, and are still there after a restart (CONFIG REWRITE). */
  settingsChanged(): void {
    const { settings } = this.#host;
    if (!SETTINGS.some((name) => settings.has(name) && settings.get(name) !== this.#settings?.get(name))) return;
    const known = this.#settings ?? new Map([...settingsOf('rdb')]);
    this.#settings = new Map(SETTINGS.map((name) => [name, settings.get(name) ?? known.get(name) ?? '']));
    this.#apply();
  }

  /** A step is over (a command, a script, an EXEC, an expiry): a file may end here. Call it only while `data.journal` is set. */
  stepDone(): void {
    const isSafer = this.#tail.stepDone(this.#monotonicMs());
    const isUnneeded = this.snapshots.stepDone() && !this.#tail.isKept;
    if (isSafer || isUnneeded) this.#forget();
  }

  /** What commands that write are answered because of what could not be written to disk; null when they may run. */
  get refusal(): ErrorReply | null {
    const stops = this.#host.settings.get('stop-writes-on-bgsave-error') !== 'no';
    return this.disk.refusal(stops && (this.snapshots.hasPoints || !this.isNamed), this.appendsOnly);
  }

  /**
   * Nothing more fits on the disk. Where there are save points, one comes due and fails. A server whose persistence nobody has named has the save
   * points of a Redis without a configuration file.
   */
  diskFull(): void {
    this.disk.isFull = true;
    this.#noteAppended();
    if (this.snapshots.hasPoints || !this.isNamed) this.snapshots.insist();
  }

  /** There is room again; a running server finds out when it tries the next time. */
  diskFreed(): void {
    this.disk.isFull = false;
    if (this.disk.appendFailed) this.#host.environment.after(APPEND_RETRY_MS, () => this.#appendAgain());
    else this.#allAppended();
  }

  /**
   * What came in at once is done, and goes to the append-only file before anybody is answered. What does not fit stays in the server's memory, and
   * who wrote it is told that it worked; with `appendfsync always` the process ends instead.
   */
  append(): void {
    if (!this.disk.isFull || this.#appended === null || this.#journal.position === this.#appended.position) return;
    this.disk.appendFailed = true;
    if (this.#policy !== 'always') return;
    this.#host.outbox.stop();
    this.#host.environment.exit?.('cannot write to its append-only file');
  }

  #appendAgain(): void {
    if (this.disk.isFull) return;
    this.disk.appendFailed = false;
    this.#allAppended();
  }

  #noteAppended(): void {
    if (!this.appendsOnly || this.#appended !== null) return;
    this.#appended = { position: this.#journal.position };
    this.#checkpoints.add(this.#appended);
    this.#update();
  }

  #allAppended(): void {
    if (this.#appended === null) return;
    this.#checkpoints.delete(this.#appended);
    this.#appended = null;
    this.#update();
  }

  /** A moment to come back to. The first costs a look at every key, each further one nothing. */
  checkpoint(): Checkpoint {
    const { position } = this.#journal;
    const pin = { position };
    this.#checkpoints.add(pin);
    this.#update();
    return {
      restore: () => {
        this.#journal.undoTo(position);
        this.#tail.wentBack();
        this.#host.data.expireDue();
      },
      release: () => {
        this.#checkpoints.delete(pin);
        this.#update();
      },
    };
  }

  /**
   * An orderly end: what is not on disk yet is written, unless a snapshot is not wanted (SHUTDOWN NOSAVE, or no save points). False when it does not
   * fit: then the process goes on.
   */
  beforeShutdown(save: boolean | null): boolean {
    if (this.#settings === null) return true;
    this.#tail.synced();
    return (save ?? this.snapshots.hasPoints) ? this.snapshots.saveNow() : true;
  }

  /** The process has ended: settles what of the data is on disk. */
  died(death: Death, { lostMs, isStalled }: PowerLoss = POWER_LOSS_DEFAULT): void {
    this.snapshots.processEnded();
    this.#host.outbox.goOn();
    this.#tail.stepDone(this.#monotonicMs());
    if (this.#settings === null) this.#found = null;
    else if (!this.appendsOnly) this.#found = this.snapshots.savedAt ?? 'nothing';
    else if (death === 'killed') this.#found = this.#appended?.position ?? null;
    else {
      const windowMs = (isStalled ? UNSYNCED_STALLED_MS : UNSYNCED_MS)[this.#policy];
      const wholeMs = lostMs === null ? windowMs : Math.min(lostMs, windowMs);
      const draw = lostMs === null ? (below: number): number => this.#host.order.draw('steps lost with the power', below) : null;
      const cut = this.#tail.cut(this.#monotonicMs() - wholeMs, draw);
      this.#found = Math.min(cut, this.#appended?.position ?? cut);
    }
  }

  /** A new process reads its data: what was not on disk is taken back. Answers how long that takes, in milliseconds. */
  restarted(): number {
    const found = this.#found;
    this.#found = null;
    this.disk.processBegan();
    if (this.#settings === null) return 0;
    for (const [name, value] of this.#settings) this.#host.settings.set(name, value);
    if (found === 'nothing') this.#lose();
    else if (found !== null) this.#journal.undoTo(found);
    this.#allAppended();
    this.snapshots.processBegan();
    this.#tail.wentBack();
    this.#update();
    if (this.disk.isFull) this.#noteAppended();
    return loadingMs(this.#host.data.used().reduce((sum, { size }) => sum + size, 0));
  }

  /** The host's clock was set. */
  clockChanged(): void {
    this.snapshots.clockChanged();
  }

  get #policy(): 'always' | 'everysec' | 'no' {
    const policy = this.#settings?.get('appendfsync');
    return policy === 'always' || policy === 'no' ? policy : 'everysec';
  }

  #lose(): void {
    this.#host.data.keepJournal(null);
    this.#host.data.clear();
    this.#host.libraries.flush();
    this.#journal.clear();
  }

  #apply(): void {
    const settings = this.#settings;
    if (settings === null) return;
    for (const [name, value] of settings) this.#host.settings.set(name, value);
    this.snapshots.usePoints(parseSavePoints(settings.get('save') ?? '') ?? []);
    this.#tail.keepFor(this.appendsOnly ? Math.max(UNSYNCED_MS[this.#policy], UNSYNCED_STALLED_MS[this.#policy]) : 0);
    this.#update();
  }

  /** Takes changes down as long as anybody may go back. */
  #update(): void {
    const isNeeded = this.#checkpoints.size > 0 || this.#tail.isKept || this.snapshots.needsJournal;
    this.#host.data.keepJournal(isNeeded ? this.#journal : null);
    this.#forget();
  }

  #forget(): void {
    let oldest = Math.min(this.#tail.oldest, this.snapshots.oldest);
    for (const { position } of this.#checkpoints) oldest = Math.min(oldest, position);
    this.#journal.forgetBefore(oldest);
  }

  /** A clock that is never set. */
  #monotonicMs(): number {
    return this.#host.environment.monotonicMs?.() ?? this.#host.environment.nowMs();
  }
}
