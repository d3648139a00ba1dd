/**
 * S30: where containers keep to workers by affinity, the worker is a function of the container's id and of the workers that it fits into: the
 * same place in their list, sorted by id, with every gateway and in whatever order Redis lists them; and places are used evenly. Judged of
 * CPU-only containers that a gateway placed while it held no other request, because a batch also sees what it planned before.
 */
import { KEY_PREFIXES, workerLockKey, workerStateKey, type Resources } from '../../src/index.ts';
import type { Change, HostFact, LedgerCommit } from '../evidence/index.ts';
import { factNow, isGateway, type Court, type Property, type PropertyListener, type RedisStep } from '../property.ts';
import { fitsInto } from '../resources.ts';
import { lookOf } from './looks.ts';

/** A worker as a gateway saw it. */
interface Seen {
  readonly status: string;
  readonly free: Resources;
  readonly gpuType: string;
  /** Pool and priority. */
  readonly labels: string;
  /** It takes only requests that say so, or is kept free for one. */
  readonly isReserved: boolean;
}

/** What one gateway holds and knows, in its present life. */
interface Gateway {
  /** Requests that it took and that have not left it. */
  readonly holds: Set<string>;
  /** Those of them that it held alone all the time. */
  readonly alone: Set<string>;
  readonly seen: Map<string, Seen>;
}

/** Uneven places are an accusation when chance does that once in so many worlds and more. */
const CHANCE_MIN = 1e-9;

class Watch implements PropertyListener {
  readonly kinds = ['backlog', 'owned', 'queue', 'outcome'] as const;
  readonly #court: Court;
  readonly #gateways = new Map<string, Gateway>();
  /** Place of an id among so many candidates, and who chose it. */
  readonly #places = new Map<string, { readonly place: number; readonly gateway: string }>();
  /** How often each place among so many was chosen. */
  readonly #loads = new Map<number, number[]>();

  constructor(court: Court) {
    this.#court = court;
  }

  host({ host, change }: HostFact): void {
    if (change !== 'paused' && change !== 'resumed') this.#gateways.delete(host);
  }

  activity(step: RedisStep): void {
    if (!isGateway(step.client)) return;
    const { seen } = this.#gateway(step.client);
    if (lookOf(step) !== null) {
      seen.clear();
      if (step.command !== 'SMEMBERS') for (const worker of this.#court.evidence.workers.keys()) this.#see(seen, worker);
    } else if (step.command === 'HGETALL') this.#read(step.client, seen, step.args[0] ?? '');
  }

  commit({ client, changes }: LedgerCommit): void {
    if (!isGateway(client)) return;
    const gateway = this.#gateway(client);
    for (const change of changes) {
      if (change.kind === 'backlog' && change.after < change.before) this.#takes(gateway, change.id);
      else if (isPlacement(change)) this.#chooses(client, gateway, change.id, change.worker);
      else if (change.kind === 'backlog' || change.kind === 'outcome') this.#leaves(gateway, change.id);
    }
  }

  #gateway(name: string): Gateway {
    let gateway = this.#gateways.get(name);
    if (gateway === undefined) this.#gateways.set(name, (gateway = { holds: new Set(), alone: new Set(), seen: new Map() }));
    return gateway;
  }

  #takes({ holds, alone }: Gateway, id: string): void {
    alone.clear();
    if (holds.size === 0) alone.add(id);
    holds.add(id);
  }

  #leaves({ holds, alone }: Gateway, id: string): void {
    holds.delete(id);
    alone.delete(id);
  }

  /** A worker that is read under its lock is read for a commit, not for a plan. */
  #read(gateway: string, seen: Map<string, Seen>, key: string): void {
    if (!key.startsWith(KEY_PREFIXES.workerState)) return;
    const worker = key.slice(KEY_PREFIXES.workerState.length);
    if (this.#court.evidence.locks.get(workerLockKey(worker))?.holder !== gateway) this.#see(seen, worker);
  }

  #see(seen: Map<string, Seen>, worker: string): void {
    const { record } = this.#court.evidence.worker(worker);
    const fields = this.#court.evidence.keyspace?.hash(workerStateKey(worker));
    if (record === null || !fields) {
      seen.delete(worker);
      return;
    }
    const { status, free, gpuType } = record;
    const labels = ['pool_name', 'pool_selector', 'priority'].map((field) => fields.get(field) ?? '').join(' ');
    const isReserved =
      fields.get('requires_pool_selector') === '1' || fields.get('preemptable') === '1' || (fields.get('reservation') ?? '') !== '';
    seen.set(worker, { status, free, gpuType, labels, isReserved });
  }

  #chooses(name: string, gateway: Gateway, id: string, worker: string): void {
    const isAlone = gateway.alone.has(id);
    this.#leaves(gateway, id);
    const demand = this.#court.evidence.container(id).record?.demand;
    if (!isAlone || demand === undefined || demand.gpuCount !== 0) return;
    const candidates = candidatesAmong(gateway.seen, demand);
    const place = candidates.indexOf(worker);
    if (candidates.length < 2 || place < 0) return;
    this.#judgePlace(name, id, place, candidates);
  }

  #judgePlace(gateway: string, id: string, place: number, candidates: readonly string[]): void {
    const key = `${candidates.length} ${id}`;
    const known = this.#places.get(key);
    if (known === undefined) {
      this.#places.set(key, { place, gateway });
      this.#judgeLoad(gateway, place, candidates.length);
    } else if (known.place !== place) {
      this.#court.accuse({
        sentence: `${id} goes to place ${place + 1} of ${candidates.length} with ${gateway} and went to place ${known.place + 1} of as many with ${known.gateway}`,
        facts: [
          ...this.#court.evidence.container(id).facts(),
          factNow(this.#court, gateway, `chose ${candidates[place] ?? ''} among ${candidates.join(', ')}`),
        ],
        about: [id, gateway, ...candidates],
      });
    }
  }

  #judgeLoad(gateway: string, place: number, size: number): void {
    let loads = this.#loads.get(size);
    if (loads === undefined) this.#loads.set(size, (loads = Array.from({ length: size }, () => 0)));
    const load = (loads[place] ?? 0) + 1;
    loads[place] = load;
    const all = loads.reduce((total, one) => total + one, 0);
    if (size * tailOfBinomial(all, 1 / size, load) >= CHANCE_MIN) return;
    this.#court.accuse({
      sentence: `${load} of ${all} containers went to place ${place + 1} of ${size}, where affinity spreads them evenly`,
      facts: [factNow(this.#court, gateway, `chose place ${place + 1} of ${size} once more`)],
      about: [gateway],
    });
  }
}

/** The best-ranked workers that the demand fits into, sorted by id; none where something else than status and room may decide. */
function candidatesAmong(seen: ReadonlyMap<string, Seen>, demand: Resources): readonly string[] {
  const fitting = [...seen].filter(([, { status, free, gpuType }]) => status !== 'disabled' && gpuType === '' && fitsInto(demand, free));
  if (new Set(fitting.map(([, { labels }]) => labels)).size > 1 || fitting.some(([, { isReserved }]) => isReserved)) return [];
  const available = fitting.filter(([, { status }]) => status === 'available');
  return (available.length > 0 ? available : fitting).map(([worker]) => worker).toSorted();
}

function isPlacement(change: Change): change is Extract<Change, { kind: 'owned' | 'queue' }> {
  if (change.kind === 'owned') return change.before === null;
  return change.kind === 'queue' && change.after > change.before;
}

/** The chance that at least `least` of `tries` succeed, each with chance `each`. */
function tailOfBinomial(tries: number, each: number, least: number): number {
  let term = (1 - each) ** tries;
  let below = 0;
  let tail = 0;
  for (let successes = 0; successes <= tries; successes += 1) {
    if (successes < least) below += term;
    else tail += term;
    term *= ((tries - successes) / (successes + 1)) * (each / (1 - each));
  }
  return below > 0 ? tail : 1;
}

/** S30. */
export const affinityDeterminism: Property = {
  id: 'S30',
  name: 'affinity-determinism',
  kind: 'safety',
  statement:
    'With affinity a CPU-only container that its gateway plans alone goes to a place, among the best-ranked workers that it saw and that have room, sorted by id, which depends on its id and their number only: the same with each gateway and in each order of listing. Over many ids no place is used more often than chance explains once in 1e9 times (designs without affinity: not judged).',
  evidence: 'what gateways read of the workers; backlog, ownership and queues after every step at Redis',
  watch: (court) => (court.limits.timings.affinity === 'on' ? new Watch(court) : {}),
};
