/**
 * Turns each atomic step at Redis into typed changes, once, by comparing the keys it wrote with what they said before. The cost is
 * proportional to the size of the scheduler's keys that the step wrote; keys that no property needs cost one map lookup.
 */
import { BACKLOG_KEY, KEY_PREFIXES, LEASES_KEY, REAPER_LOCK_KEY, type Resources } from '../../src/index.ts';
import type { KeyspaceView } from '../../sim/redis/index.ts';
import type { Change, ContainerFacts, WorkerFacts } from './changes.ts';
import { entryId, readContainer, readDemand, readWorker, sameContainer, sameResources, sameWorker } from './records.ts';

type Decode = (view: KeyspaceView, changes: Change[]) => void;

const NOTHING: Decode = () => {};
const EMPTY_HASH: ReadonlyMap<string, string> = new Map();

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
    [KEY_PREFIXES.requestStatus, outcome],
    [KEY_PREFIXES.exitCode, outcomeOfCode],
  ];

  #backlog(key: string): Decode {
    let before = new Map<string, number>();
    return (view, changes) => {
      const members = view.sortedSet(key) ?? [];
      const after = countIds(
        members.map((entry) => entry.member),
        this.#idOf,
      );
      diffCounts(before, after, (id, was, is) => changes.push({ kind: 'backlog', id, before: was, after: is }));
      before = after;
    };
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
    if (before !== null && after !== null && sameWorker(before, after)) return;
    if (before !== null || after !== null) changes.push({ kind: 'worker', worker: id, before, after });
    before = after;
  };
}

function container(key: string, id: string): Decode {
  let before: ContainerFacts | null = null;
  return (view, changes) => {
    const hash = view.hash(key);
    const after = hash === null ? null : readContainer(id, hash);
    if (before !== null && after !== null && sameContainer(before, after)) return;
    if (before !== null || after !== null) changes.push({ kind: 'container', id, before, after });
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
