/**
 * `maxmemory`: before each command a server that takes more than it may makes room by its policy, as `performEvictions` of Redis 7.0 does: a few
 * keys are drawn by named choices, and of those and the best of earlier draws the one to spare goes. When nothing can go, commands that need
 * memory are refused. Without a limit and a policy nothing is measured.
 */
import type { Database, Keyspace } from '../keyspace/index.ts';
import { ErrorReply } from '../resp/index.ts';
import { MemoryTracker, type DatabaseUse } from './tracker.ts';
import type { EvictionPolicy } from './policies.ts';

/** What memory asks of its server. */
export interface MemoryHost {
  readonly data: Keyspace;
  readonly settings: ReadonlyMap<string, string>;
  readonly order: { draw(purpose: string, below: number): number };
  /** A replica evicts nothing by itself, and refuses nothing (`replica-ignore-maxmemory`). */
  readonly replication: { readonly isReplica: boolean };
  readonly keyEvents: { evicted(database: number, key: string): void };
}

/** A limit that a fault puts in the place of the configured one. */
export interface MemoryLimit {
  readonly bytes: number;
  readonly policy: EvictionPolicy | null;
}

/** What commands that need memory are answered when there is none. */
export const OUT_OF_MEMORY: ErrorReply = new ErrorReply("OOM command not allowed when used memory > 'maxmemory'.");

/** What a server takes before it holds a key, in bytes. */
const BASE_BYTES = 1_000_000;
const POOL_SIZE = 16;

interface Candidate {
  readonly use: DatabaseUse;
  readonly key: string;
  /** The higher, the sooner it goes. */
  readonly idle: number;
}

/** The memory of one server. */
export class Memory {
  evictedKeys = 0;
  /** Nothing could go at the beginning of the present command: within its script commands that need memory fail. */
  isFull = false;
  readonly #host: MemoryHost;
  #tracker: MemoryTracker | null = null;
  #limit: MemoryLimit | null = null;
  #isAsked = false;
  #maxBytes = 0;
  #policy: EvictionPolicy = 'noeviction';
  #samples = 5;
  #nextDatabase = 0;
  #pool: Candidate[] = [];

  constructor(host: MemoryHost) {
    this.#host = host;
  }

  /** `maxmemory` in bytes; 0 for no limit. */
  get maxBytes(): number {
    return this.#limit?.bytes ?? this.#maxBytes;
  }

  get policy(): EvictionPolicy {
    return this.#limit?.policy ?? this.#policy;
  }

  /** Has anybody asked for a limit or a policy? */
  get isUsed(): boolean {
    return this.#tracker !== null;
  }

  /** What the server takes; without a limit it counts no keys. */
  get usedBytes(): number {
    return BASE_BYTES + (this.#tracker?.bytes ?? 0);
  }

  /** What the keys take: looked up one by one when nobody keeps count. */
  get dataBytes(): number {
    return (this.#tracker ?? new MemoryTracker(this.#host.data, this.#draw)).bytes;
  }

  /** The use of a key, for OBJECT IDLETIME and FREQ; null when nobody keeps count. */
  useOf(database: number, key: string): { readonly idleSeconds: number; readonly frequency: number } | null {
    const use = this.#tracker?.use(database, key);
    if (use === undefined || this.#tracker === null) return null;
    const idleSeconds = Math.max(0, Math.floor(this.#host.data.nowMs / 1000) - use.usedSeconds);
    return { idleSeconds, frequency: this.#tracker.frequency(use) };
  }

  /** Says how a key was used before it came here (RESTORE); nothing happens when nobody keeps count. */
  restoreUse(database: number, key: string, { idleSeconds, frequency }: { idleSeconds: number | null; frequency: number | null }): void {
    const use = this.#tracker?.use(database, key);
    if (use === undefined) return;
    if (frequency !== null && this.policy.endsWith('-lfu')) use.counter = frequency;
    if (idleSeconds !== null) use.usedSeconds -= idleSeconds;
  }

  /** The settings may have changed. */
  settingsChanged(): void {
    const { settings } = this.#host;
    this.#maxBytes = Number(settings.get('maxmemory') ?? 0);
    this.#policy = (settings.get('maxmemory-policy') ?? 'noeviction') as EvictionPolicy;
    this.#samples = Number(settings.get('maxmemory-samples') ?? 5);
    this.#host.data.limits.read(settings);
    this.#update();
  }

  /** A fault will come that needs to know how keys were used before it: count from now on. */
  keepCount(policy: EvictionPolicy | null): void {
    this.#isAsked = true;
    this.#update();
    if (this.#tracker !== null && policy?.endsWith('-lfu') === true) this.#tracker.countsFrequency = true;
  }

  /** A fault takes memory away, or gives it back with null. */
  limit(limit: { readonly share: number; readonly policy: EvictionPolicy | null } | null): void {
    this.#limit = limit === null ? null : { bytes: BASE_BYTES + Math.floor(this.dataBytes * limit.share), policy: limit.policy };
    this.#update();
    this.makeRoom();
  }

  /** Evicts until the limit is kept; false when nothing more can go. */
  makeRoom(): boolean {
    const tracker = this.#tracker;
    const { maxBytes, policy } = this;
    this.isFull = false;
    if (tracker === null || maxBytes === 0 || this.#host.replication.isReplica) return true;
    if (BASE_BYTES + tracker.bytes <= maxBytes) return true;
    while (BASE_BYTES + tracker.bytes > maxBytes) {
      const victim = policy === 'noeviction' ? null : this.#victim(tracker, policy);
      if (victim === null) {
        this.isFull = true;
        return false;
      }
      this.#evict(victim.use.database, victim.key);
    }
    return true;
  }

  #evict(database: Database, key: string): void {
    if (!database.delete(key)) this.#tracker?.changed(database, key);
    this.evictedKeys += 1;
    this.#host.keyEvents.evicted(database.index, key);
  }

  #victim(tracker: MemoryTracker, policy: EvictionPolicy): Candidate | null {
    const databases = tracker.databases();
    const ofVolatile = policy.startsWith('volatile-');
    if (policy.endsWith('-random')) return this.#random(databases, ofVolatile);
    for (;;) {
      const candidates = databases.flatMap((use) => this.#sample(tracker, use, ofVolatile, policy));
      if (candidates.length === 0) return null;
      const pool = [...this.#pool, ...candidates].filter(
        ({ use, key }) => (ofVolatile ? use.database.deadline(key) : use.keys.get(key)) !== undefined,
      );
      pool.sort((a, b) => b.idle - a.idle);
      const [best, ...rest] = pool;
      this.#pool = rest.filter(({ use, key }) => use !== best?.use || key !== best.key).slice(0, POOL_SIZE);
      if (best !== undefined) return best;
    }
  }

  #sample(tracker: MemoryTracker, use: DatabaseUse, ofVolatile: boolean, policy: EvictionPolicy): Candidate[] {
    const keys = ofVolatile ? use.volatile : use.all;
    const drawn = new Set<string>();
    for (let count = Math.min(this.#samples, keys.size); count > 0; count--) {
      const key = keys.at(this.#draw('eviction', keys.size));
      if (key !== undefined) drawn.add(key);
    }
    return [...drawn].map((key) => ({ use, key, idle: this.#idle(tracker, use, key, policy) }));
  }

  #idle(tracker: MemoryTracker, { database, keys }: DatabaseUse, key: string, policy: EvictionPolicy): number {
    const use = keys.get(key);
    if (use === undefined) return Number.NEGATIVE_INFINITY;
    if (policy === 'volatile-ttl') return -(database.deadline(key) ?? Number.POSITIVE_INFINITY);
    return policy.endsWith('-lfu') ? 255 - tracker.frequency(use) : -use.usedSeconds;
  }

  /** Databases take turns. */
  #random(databases: readonly DatabaseUse[], ofVolatile: boolean): Candidate | null {
    const able = databases.filter(({ all, volatile }) => (ofVolatile ? volatile : all).size > 0);
    const use = able.find(({ database }) => database.index >= this.#nextDatabase) ?? able[0];
    if (use === undefined) return null;
    this.#nextDatabase = use.database.index + 1;
    const keys = ofVolatile ? use.volatile : use.all;
    const key = keys.at(this.#draw('eviction', keys.size));
    return key === undefined ? null : { use, key, idle: 0 };
  }

  readonly #draw = (purpose: string, below: number): number => this.#host.order.draw(purpose, below);

  #update(): void {
    const isNeeded = this.#isAsked || this.maxBytes > 0 || this.policy !== 'noeviction';
    if (isNeeded && this.#tracker === null) this.#tracker = new MemoryTracker(this.#host.data, this.#draw);
    if (!isNeeded) this.#tracker = null;
    if (this.#tracker !== null && this.policy.endsWith('-lfu')) this.#tracker.countsFrequency = true;
    this.#pool = [];
    this.#host.data.tracker = this.#tracker;
  }
}
