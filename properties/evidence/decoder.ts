/**
 * Turns each atomic step at Redis into typed changes, once, by comparing the keys it wrote with what they said before. The cost is
 * proportional to the size of the scheduler's keys that the step wrote; keys that no property needs cost one map lookup.
 */
import {
  BACKLOG_KEY,
  CORDONED_WORKERS_KEY,
  KEY_PREFIXES,
  LEASES_KEY,
  QUOTA_WORKSPACES_KEY,
  REAPER_LOCK_KEY,
  type Resources,
} from '../../src/index.ts';
import type { KeyspaceView, ScoredMember } from '../../sim/redis/index.ts';
import type { Change, ContainerFacts, QuotaFacts, WorkerFacts } from './changes.ts';
import type { ClaimFacts } from './provisioning.ts';
import {
  entryId,
  readClaim,
  readContainer,
  readDemand,
  readQuota,
  readRequest,
  readWorker,
  sameContainer,
  sameResources,
  sameWorker,
} from './records.ts';

type Decode = (view: KeyspaceView, changes: Change[]) => void;

const NOTHING: Decode = () => {};
const EMPTY_HASH: ReadonlyMap<string, string> = new Map();

/** What the backlog holds of one container. */
interface Entries {
  count: number;
  /** The smallest score. */
  readonly readyAtMs: number;
  /** The entry with that score. */
  readonly entry: string;
}

/** Entries of the baseline hold the whole request. */
function tellRequest(id: string, entry: string, changes: Change[]): void {
  const request = entry.startsWith('{') ? readRequest(entry) : null;
  if (request !== null) changes.push({ kind: 'request', id, after: request });
}

/** Compares counted entries and reports each id whose count changed. */
function diffCounts(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  tell: (id: string, was: number, is: number) => void,
): void {
  for (const [id, count] of before) {
    const now = after.get(id) ?? 0;
    if (now !== count) tell(id, count, now);
  }
  for (const [id, count] of after) if (!before.has(id)) tell(id, 0, count);
}

function countIds(entries: readonly string[], idOf: (entry: string) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    const id = idOf(entry);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** Decodes the steps of one Redis, in order; keeps what each key said last. */
export class KeyspaceDecoder {
  readonly #view: KeyspaceView;
  readonly #decoders = new Map<string, Decode>();
  readonly #entryIds = new Map<string, string>();

  constructor(view: KeyspaceView) {
    this.#view = view;
  }

  /** What a step changed, given the keys it wrote; appended to `changes`. */
  decode(writes: readonly string[], changes: Change[]): void {
    for (const key of writes) {
      let decode = this.#decoders.get(key);
      if (decode === undefined) {
        decode = this.#decoderOf(key);
        this.#decoders.set(key, decode);
      }
      decode(this.#view, changes);
    }
  }

  #idOf = (entry: string): string => {
    if (!entry.startsWith('{')) return entry;
    const known = this.#entryIds.get(entry);
    if (known !== undefined) return known;
    const id = entryId(entry);
    this.#entryIds.set(entry, id);
    return id;
  };

  #decoderOf(key: string): Decode {
    if (key === BACKLOG_KEY) return this.#backlog(key);
    if (key === LEASES_KEY) return leases(key);
    if (key === REAPER_LOCK_KEY) return lock(key);
    if (key === CORDONED_WORKERS_KEY) return cordons(key);
    if (key === QUOTA_WORKSPACES_KEY || key.startsWith(KEY_PREFIXES.quotaReservations)) return NOTHING;
    for (const [prefix, make] of this.#families) if (key.startsWith(prefix)) return make(key, key.slice(prefix.length));
    return NOTHING;
  }

  // The pending prefix begins with the queue prefix, so it must be asked first.
  readonly #families: readonly (readonly [string, (key: string, id: string) => Decode])[] = [
    [KEY_PREFIXES.workerState, worker],
    [KEY_PREFIXES.workerPending, pending],
    [KEY_PREFIXES.workerQueue, (key, id) => this.#queue(key, id)],
    [KEY_PREFIXES.workerOwned, owned],
    [KEY_PREFIXES.workerContainers, received],
    [KEY_PREFIXES.workerLock, lock],
    [KEY_PREFIXES.containerState, container],
    [KEY_PREFIXES.containerLock, lock],
    [KEY_PREFIXES.workspaceLock, lock],
    [KEY_PREFIXES.requestStatus, outcome],
    [KEY_PREFIXES.exitCode, outcomeOfCode],
    [KEY_PREFIXES.quota, quota],
    [KEY_PREFIXES.poolClaims, claims],
  ];

  #backlog(key: string): Decode {
    let before = new Map<string, Entries>();
    return (view, changes) => {
      const members = view.sortedSet(key) ?? [];
      const headMs = members[0]?.score ?? null;
      const after = this.#entriesOf(members);
      for (const [id, was] of before) {
        const is = after.get(id);
        if (is?.count !== was.count) {
          const readyAtMs = is === undefined || is.count < was.count ? was.readyAtMs : is.readyAtMs;
          changes.push({ kind: 'backlog', id, before: was.count, after: is?.count ?? 0, readyAtMs, headMs });
        }
      }
      for (const [id, { count, readyAtMs, entry }] of after) {
        if (before.has(id)) continue;
        tellRequest(id, entry, changes);
        changes.push({ kind: 'backlog', id, before: 0, after: count, readyAtMs, headMs });
      }
      before = after;
    };
  }

  #entriesOf(members: readonly ScoredMember[]): Map<string, Entries> {
    const entries = new Map<string, Entries>();
    for (const { member, score } of members) {
      const id = this.#idOf(member);
      const known = entries.get(id);
      if (known === undefined) entries.set(id, { count: 1, readyAtMs: score, entry: member });
      else known.count += 1;
    }
    return entries;
  }

  #queue(key: string, id: string): Decode {
    let before = new Map<string, number>();
    return (view, changes) => {
      const after = countIds(view.list(key) ?? [], this.#idOf);
      diffCounts(before, after, (entry, was, is) => changes.push({ kind: 'queue', worker: id, id: entry, before: was, after: is }));
      before = after;
    };
  }
}

function leases(key: string): Decode {
  let before = new Set<string>();
  return (view, changes) => {
    const after = new Set((view.sortedSet(key) ?? []).map((entry) => entry.member));
    for (const id of before) if (!after.has(id)) changes.push({ kind: 'lease', id, before: true, after: false });
    for (const id of after) if (!before.has(id)) changes.push({ kind: 'lease', id, before: false, after: true });
    before = after;
  };
}

function lock(key: string): Decode {
  let before: string | null = null;
  return (view, changes) => {
    const after = view.string(key);
    if (after !== before) changes.push({ kind: 'lock', key, before, after });
    before = after;
  };
}

function worker(key: string, id: string): Decode {
  let before: WorkerFacts | null = null;
  return (view, changes) => {
    const hash = view.hash(key);
    const after = hash === null ? null : readWorker(id, hash);
    const isNews = before !== null && after !== null ? !sameWorker(before, after) : before !== after;
    if (isNews) changes.push({ kind: 'worker', worker: id, before, after });
    before = after;
  };
}

function container(key: string, id: string): Decode {
  let before: ContainerFacts | null = null;
  let request: string | undefined;
  let token: string | null = null;
  return (view, changes) => {
    const hash = view.hash(key);
    const after = hash === null ? null : readContainer(id, hash);
    const asked = hash?.get('request');
    if (asked !== undefined && asked !== request) tellRequest(id, asked, changes);
    request = asked ?? request;
    const now = hash?.get('delivery_token') ?? null;
    if (now !== token) changes.push({ kind: 'acknowledged', id, before: token, after: now });
    token = now;
    if (before !== null && after !== null && sameContainer(before, after)) return;
    if (before !== null || after !== null) changes.push({ kind: 'container', id, before, after });
    before = after;
  };
}

function cordons(key: string): Decode {
  let before: ReadonlySet<string> = new Set();
  return (view, changes) => {
    const after = new Set(view.set(key) ?? []);
    for (const id of before) if (!after.has(id)) changes.push({ kind: 'cordon', worker: id, before: true, after: false });
    for (const id of after) if (!before.has(id)) changes.push({ kind: 'cordon', worker: id, before: false, after: true });
    before = after;
  };
}

function quota(key: string, id: string): Decode {
  let before: QuotaFacts | null = null;
  return (view, changes) => {
    const hash = view.hash(key);
    const after = hash === null ? null : readQuota(hash);
    const isNews = before?.cpuMillicores !== after?.cpuMillicores || before?.gpuCount !== after?.gpuCount;
    if (isNews) changes.push({ kind: 'quota', workspace: id, before, after });
    before = after;
  };
}

function pending(key: string, id: string): Decode {
  let before: ReadonlyMap<string, string> = EMPTY_HASH;
  return (view, changes) => {
    const after = new Map(view.hash(key) ?? EMPTY_HASH);
    for (const [entry, token] of before) {
      const now = after.get(entry) ?? null;
      if (now !== token) changes.push({ kind: 'pending', worker: id, id: entry, before: token, after: now });
    }
    for (const [entry, token] of after) {
      if (!before.has(entry)) changes.push({ kind: 'pending', worker: id, id: entry, before: null, after: token });
    }
    before = after;
  };
}

function owned(key: string, id: string): Decode {
  let before: ReadonlyMap<string, Resources> = new Map();
  return (view, changes) => {
    const after = new Map<string, Resources>();
    for (const [entry, demand] of view.hash(key) ?? EMPTY_HASH) after.set(entry, readDemand(demand));
    for (const [entry, demand] of before) {
      const now = after.get(entry) ?? null;
      if (now === null || !sameResources(now, demand)) changes.push({ kind: 'owned', worker: id, id: entry, before: demand, after: now });
    }
    for (const [entry, demand] of after) {
      if (!before.has(entry)) changes.push({ kind: 'owned', worker: id, id: entry, before: null, after: demand });
    }
    before = after;
  };
}

function received(key: string, id: string): Decode {
  let before: ReadonlySet<string> = new Set();
  return (view, changes) => {
    const after = new Set(view.set(key) ?? []);
    for (const entry of before)
      if (!after.has(entry)) changes.push({ kind: 'received', worker: id, id: entry, before: true, after: false });
    for (const entry of after)
      if (!before.has(entry)) changes.push({ kind: 'received', worker: id, id: entry, before: false, after: true });
    before = after;
  };
}

function claims(key: string, pool: string): Decode {
  let before: ReadonlyMap<string, string> = EMPTY_HASH;
  return (view, changes) => {
    const after = new Map(view.hash(key) ?? EMPTY_HASH);
    const facts = (text: string | undefined): ClaimFacts | null => (text === undefined ? null : readClaim(pool, text));
    for (const [worker, text] of before) {
      const now = after.get(worker);
      if (now !== text) changes.push({ kind: 'claim', worker, before: facts(text), after: facts(now) });
    }
    for (const [worker, text] of after) {
      if (!before.has(worker)) changes.push({ kind: 'claim', worker, before: null, after: facts(text) });
    }
    before = after;
  };
}

function outcome(key: string, id: string): Decode {
  return textOutcome(key, id, (text) => text);
}

function outcomeOfCode(key: string, id: string): Decode {
  return textOutcome(key, id, (text) => `exit code ${text}`);
}

function textOutcome(key: string, id: string, name: (text: string) => string): Decode {
  let before: string | null = null;
  return (view, changes) => {
    const text = view.string(key);
    const after = text === null ? null : name(text);
    // Written again means written anew: an id may have had an earlier life.
    if (after !== before || after !== null) changes.push({ kind: 'outcome', id, before, after });
    before = after;
  };
}
