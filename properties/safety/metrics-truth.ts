/**
 * S35: what a gateway counts is what happened. A gateway counts what it was told, so it may have counted less than Redis did (an answer that
 * was lost, or is under way when it dies), and never more. Where no answer can have been lost, it has counted exactly as much.
 */
import { BACKLOG_KEY, KEY_PREFIXES, lockEpochKey, WORKER_REVISION_KEY, type CounterName } from '../../src/index.ts';
import type { Change, HostFact, LedgerCommit } from '../evidence/index.ts';
import { factNow, isGateway, type Court, type Property, type PropertyListener, type RedisStep } from '../property.ts';
import { fitsInto } from '../resources.ts';
import { firstKeyOf, lookOf, wasRefused } from './looks.ts';

/** What Redis saw a gateway do, or was not able to give it. */
type Deed = 'lock' | 'worker-lock' | 'refused-lock' | 'charge' | 'placement' | 'refusal' | 'failure' | 'return' | 'look' | 'read';

/** One life of a gateway. */
interface Life {
  readonly deeds: Map<Deed, number>;
  /** When it did each last. */
  readonly lastAtMs: Map<Deed, number>;
  /** Those on which it sent commands; a second one means that answers may be lost. */
  readonly connections: Set<number>;
  /** When its last command came, of any kind. */
  spokeAtMs: number;
  /** Since when no two of its commands were further apart than a silence: one that is cut off or paused says what it had to say first. */
  speaksSinceMs: number;
}

/** A counter, and what it must not exceed. */
interface Rule {
  readonly counter: CounterName;
  /** What it counts, in words. */
  readonly words: string;
  readonly most: (life: Life, watch: Watch) => number;
  /** It must be exactly as much once every answer is there; the deed whose answer is waited for. */
  readonly exactly?: (watch: Watch) => Deed | null;
}

/** Who sends a command on the same connection so long after another has the other's answer: the connection lives, and no link is so slow. */
const ANSWER_MS = 1_000;
/** Who says nothing for so long may have been cut off, or paused: what comes then was sent before, and says nothing of answers. */
const SILENCE_MS = 500;
/** Connections that listen or are opened say nothing of answers. */
const SILENT: ReadonlySet<string> = new Set([
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'INFO',
  'CLIENT',
  'HELLO',
  'SELECT',
  'PING',
  'AUTH',
  'CONFIG',
  'QUIT',
]);

const of = (life: Life, deed: Deed): number => life.deeds.get(deed) ?? 0;

/** A refused update names every container of its batch; in the baseline's layout Redis only sees a lock and no write. */
function refusals(life: Life, { isLeased, batchMost }: Watch): number {
  return isLeased ? of(life, 'refusal') : batchMost * (of(life, 'worker-lock') - of(life, 'charge'));
}

const RULES: readonly Rule[] = [
  { counter: 'lock_acquisitions', words: 'locks that it obtained', most: (life) => of(life, 'lock'), exactly: () => 'lock' },
  { counter: 'lock_refusals', words: 'locks that it did not get', most: (life) => of(life, 'refused-lock'), exactly: () => 'refused-lock' },
  { counter: 'capacity_updates', words: 'times that it charged a worker', most: (life) => of(life, 'charge'), exactly: () => 'charge' },
  { counter: 'placements', words: 'containers that it placed', most: (life) => of(life, 'placement'), exactly: () => 'placement' },
  { counter: 'conflicts', words: 'placements that were refused', most: refusals },
  { counter: 'double_bookings_prevented', words: 'placements that were refused', most: refusals },
  { counter: 'requests_failed', words: 'requests that it failed', most: (life) => of(life, 'failure') },
  { counter: 'requests_retried', words: 'requests that it gave back', most: (life) => of(life, 'return') },
  {
    counter: 'cache_misses',
    words: 'looks at the workers',
    most: (life) => of(life, 'look') + of(life, 'read'),
    exactly: ({ isLeased }) => (isLeased ? 'look' : null),
  },
  {
    counter: 'cache_hits',
    words: 'uses of a picture that it may keep',
    most: (life, { keepsPictures }) => (keepsPictures && of(life, 'look') > 0 ? Number.POSITIVE_INFINITY : 0),
  },
];

class Watch implements PropertyListener {
  readonly kinds = ['lock', 'worker', 'owned', 'queue', 'backlog', 'outcome'] as const;
  readonly isLeased: boolean;
  readonly keepsPictures: boolean;
  /** Containers of one update, at most. */
  readonly batchMost: number;
  readonly #court: Court;
  readonly #lives = new Map<string, Life>();
  /** Containers that the step placed which is about to be told as activity. */
  #placed = 0;

  constructor(court: Court) {
    this.#court = court;
    const { terms, timings } = court.limits;
    this.isLeased = terms === 'leased';
    this.keepsPictures = timings.workerCacheMs > 0;
    this.batchMost = timings.batchSizeMax;
  }

  host({ host, change }: HostFact): void {
    if (change !== 'crashed' && change !== 'died') return;
    this.#judge(host, false);
    this.#lives.delete(host);
  }

  rest(): void {
    for (const gateway of this.#lives.keys()) this.#judge(gateway, true);
  }

  commit({ client, changes }: LedgerCommit): void {
    if (!isGateway(client)) return;
    for (const change of changes) this.#see(client, change);
  }

  activity(step: RedisStep): void {
    const { client, command, connection, args } = step;
    const placed = this.#placed;
    this.#placed = 0;
    if (!isGateway(client) || SILENT.has(command)) return;
    const life = this.#life(client);
    life.connections.add(connection);
    const nowMs = this.#court.nowMs();
    if (nowMs - life.spokeAtMs > SILENCE_MS) life.speaksSinceMs = nowMs;
    life.spokeAtMs = nowMs;
    if (wasRefused(step)) return;
    if (lookOf(step) !== null) this.#did(client, 'look');
    else if (command === 'HGETALL' && args[0]?.startsWith(KEY_PREFIXES.workerState)) this.#did(client, 'read');
    else if (command === 'ZADD' && args[0] === BACKLOG_KEY) this.#did(client, 'return');
    else if (command === 'SET' && args[0]?.startsWith(KEY_PREFIXES.requestStatus)) this.#did(client, 'failure');
    else if (isLockAttempt(step) && step.writes.length === 0) this.#did(client, 'refused-lock');
    else if (this.isLeased && firstKeyOf(step)?.startsWith(KEY_PREFIXES.workerState)) this.#committed(client, args, placed);
  }

  #see(gateway: string, change: Change): void {
    if (change.kind === 'lock' && change.after !== null) {
      this.#did(gateway, 'lock');
      if (change.key.startsWith(KEY_PREFIXES.workerLock)) this.#did(gateway, 'worker-lock');
    } else if (change.kind === 'worker') {
      const { before, after } = change;
      if (before !== null && after !== null && !fitsInto(before.free, after.free)) this.#did(gateway, 'charge');
    } else if (change.kind === 'owned' && change.before === null) {
      this.#placed += 1;
      this.#did(gateway, 'placement');
    } else if (change.kind === 'queue' && change.after > change.before && !this.isLeased) this.#did(gateway, 'placement');
    else if (this.isLeased && change.kind === 'backlog' && change.after > change.before) this.#did(gateway, 'return');
    else if (this.isLeased && change.kind === 'outcome' && change.after !== null) this.#did(gateway, 'failure');
  }

  /** A commit of `leased`: what it names and did not place was refused. One that is sent again may be answered with refusals, too. */
  #committed(gateway: string, args: readonly string[], placed: number): void {
    const named = args.filter((argument) => this.#court.evidence.containers.has(argument)).length;
    if (named > placed) this.#did(gateway, 'refusal', named - placed);
  }

  #life(gateway: string): Life {
    let life = this.#lives.get(gateway);
    if (life === undefined)
      this.#lives.set(gateway, (life = { deeds: new Map(), lastAtMs: new Map(), connections: new Set(), spokeAtMs: 0, speaksSinceMs: 0 }));
    return life;
  }

  #did(gateway: string, deed: Deed, times = 1): void {
    const { deeds, lastAtMs } = this.#life(gateway);
    deeds.set(deed, (deeds.get(deed) ?? 0) + times);
    lastAtMs.set(deed, this.#court.nowMs());
  }

  #judge(gateway: string, isAtRest: boolean): void {
    const life = this.#lives.get(gateway);
    const meter = this.#court.evidence.meters.get(gateway);
    if (life === undefined || meter === undefined) return;
    const isUnbroken = isAtRest && life.connections.size === 1;
    for (const { counter, words, most, exactly } of RULES) {
      const counted = meter.of(counter);
      const bound = most(life, this);
      const deed = isUnbroken ? (exactly?.(this) ?? null) : null;
      const isAnswered = deed !== null && Math.max(life.lastAtMs.get(deed) ?? 0, life.speaksSinceMs) + ANSWER_MS <= life.spokeAtMs;
      if (counted <= bound && !(isAnswered && counted < bound)) continue;
      this.#accuse(gateway, counter, counted, `${Math.min(bound, Number.MAX_SAFE_INTEGER)} ${words}`);
      return;
    }
  }

  #accuse(gateway: string, counter: CounterName, counted: number, seen: string): void {
    this.#court.accuse({
      sentence: `${gateway} counted ${counted} ${counter}, and Redis saw ${seen}`,
      facts: [factNow(this.#court, 'redis', `saw ${seen} of ${gateway}`), factNow(this.#court, gateway, `counted ${counted} ${counter}`)],
      about: [gateway],
    });
  }
}

/** `SET key token PX ttl NX`, or the script that takes a lock together with its epoch. */
function isLockAttempt(step: RedisStep): boolean {
  const { command, args } = step;
  if (command === 'SET') return args.includes('NX');
  const key = firstKeyOf(step);
  return key !== null && key !== WORKER_REVISION_KEY && args[3] === lockEpochKey(key);
}

/** S35. */
export const metricsTruth: Property = {
  id: 'S35',
  name: 'metrics-truth',
  kind: 'safety',
  statement:
    'In each life of a gateway its counters of locks, refused locks, capacity updates, placements, conflicts, prevented double bookings, failures, retries, cache hits and misses are at most what Redis saw it do; locks, refused locks, capacity updates and placements (leased: and cache misses) are exactly that at rest, when the life had one connection only and sent a command on it a second or more after the last of them.',
  evidence: 'what gateways told their metrics, against their commands and what these changed at Redis',
  watch: (court) => new Watch(court),
};
