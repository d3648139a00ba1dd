/**
 * What is on disk. Nothing is copied: the server's data is the newest state, a journal takes changes back, and what a file holds is a moment
 * in that journal. So a snapshot costs nothing, and a crash costs what it loses. A server whose persistence nobody has named keeps
 * everything and takes nothing down.
 *
 * Sources: redis.io/docs/management/persistence; `rdb.c`, `aof.c` and `serverCron` of Redis 7.0.
 */
import { UndoJournal, type Keyspace } from '../keyspace/index.ts';
import type { TwinEnvironment } from '../contract.ts';
import { parseSavePoints, settingsOf, UNSYNCED_MS, UNSYNCED_STALLED_MS, type PersistenceMode } from './modes.ts';
import { Snapshots } from './snapshots.ts';
import { UnsyncedTail } from './unsynced-tail.ts';

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
}

const SETTINGS: readonly string[] = ['save', 'appendonly', 'appendfsync'];
const POWER_LOSS_DEFAULT: PowerLoss = Object.freeze({ lostMs: null, isStalled: false });
/** The time that Redis takes to read a key, in microseconds: about half a million keys a second. */
const LOAD_MICROS_PER_KEY = 2;

/** What one server has on disk. */
export class Persistence {
  readonly snapshots: Snapshots;
  readonly #host: PersistenceHost;
  readonly #journal = new UndoJournal();
  readonly #tail: UnsyncedTail;
  readonly #checkpoints = new Set<{ readonly position: number }>();
  /** The settings in force, which a restarted process reads from its file again; null: nobody has named any. */
  #settings: Map<string, string> | null;
  /** What the next process finds: a moment in the journal, or nothing at all; null: everything. */
  #found: number | 'nothing' | null = null;

  constructor(host: PersistenceHost, mode: PersistenceMode | null) {
    this.#host = host;
    this.#settings = mode === null ? null : new Map(settingsOf(mode));
    this.snapshots = new Snapshots({
      journal: this.#journal,
      environment: host.environment,
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

  /** An orderly end: what is not on disk yet is written, unless a snapshot is not wanted (SHUTDOWN NOSAVE, or no save points). */
  beforeShutdown(save: boolean | null): void {
    if (this.#settings === null) return;
    this.#tail.synced();
    if (save ?? this.snapshots.hasPoints) this.snapshots.saveNow();
  }

  /** The process has ended: settles what of the data is on disk. */
  died(death: Death, { lostMs, isStalled }: PowerLoss = POWER_LOSS_DEFAULT): void {
    this.snapshots.processEnded();
    this.#tail.stepDone(this.#monotonicMs());
    if (this.#settings === null) this.#found = null;
    else if (!this.appendsOnly) this.#found = this.snapshots.savedAt ?? 'nothing';
    else if (death === 'killed') this.#found = null;
    else {
      const windowMs = (isStalled ? UNSYNCED_STALLED_MS : UNSYNCED_MS)[this.#policy];
      const wholeMs = lostMs === null ? windowMs : Math.min(lostMs, windowMs);
      const draw = lostMs === null ? (below: number): number => this.#host.order.draw('steps lost with the power', below) : null;
      this.#found = this.#tail.cut(this.#monotonicMs() - wholeMs, draw);
    }
  }

  /** A new process reads its data: what was not on disk is taken back. Answers how long that takes, in milliseconds. */
  restarted(): number {
    const found = this.#found;
    this.#found = null;
    if (this.#settings === null) return 0;
    for (const [name, value] of this.#settings) this.#host.settings.set(name, value);
    if (found === 'nothing') this.#lose();
    else if (found !== null) this.#journal.undoTo(found);
    this.snapshots.processBegan();
    this.#tail.wentBack();
    this.#update();
    const keys = this.#host.data.used().reduce((sum, { size }) => sum + size, 0);
    return Math.floor((keys * LOAD_MICROS_PER_KEY) / 1000);
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
