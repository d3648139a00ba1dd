/**
 * S24: what a gateway knows of the workers may be old, but not older than its cache allows, and an old picture never becomes a wrong
 * placement. A plan is made after its request was taken, so the gateway looked at the workers at most one TTL of the cache before that;
 * and what it then takes from a worker is there at that moment, whatever the picture said.
 */
import type { LedgerCommit } from '../evidence/index.ts';
import { sayResources, type Change } from '../evidence/index.ts';
import { factNow, isGateway, type Court, type Property, type PropertyListener, type RedisStep } from '../property.ts';
import { fitsInto, sumResources } from '../resources.ts';
import { lookOf } from './looks.ts';

/** A clock that runs slowly keeps a picture longer. */
const CLOCK_FACTOR = 1.1;
const CLOCK_SLACK_MS = 1;

const NOTHING = sumResources([]);

class Watch implements PropertyListener {
  readonly kinds = ['owned', 'queue', 'worker'] as const;
  readonly #court: Court;
  /** When each gateway looked last. What it knew dies with it; a command of the dead may still arrive. */
  readonly #lookedAtMs = new Map<string, number>();

  constructor(court: Court) {
    this.#court = court;
  }

  activity(step: RedisStep): void {
    const gateway = lookOf(step);
    if (gateway !== null) this.#lookedAtMs.set(gateway, this.#court.nowMs());
  }

  commit({ client, changes }: LedgerCommit): void {
    if (!isGateway(client)) return;
    for (const change of changes) {
      if (isPlacement(change)) this.#judgeAge(client, change.id, change.worker);
      else if (change.kind === 'worker') this.#judgeCharge(client, change);
    }
  }

  #judgeAge(gateway: string, id: string, worker: string): void {
    const container = this.#court.evidence.container(id);
    // What somebody else has taken since was planned for a taking that is not known any more.
    if (container.takenBy !== gateway) return;
    const { workerCacheMs } = this.#court.limits.timings;
    const oldestMs = container.leftBacklogAtMs - workerCacheMs * CLOCK_FACTOR - (workerCacheMs > 0 ? CLOCK_SLACK_MS : 0);
    const lookedAtMs = this.#lookedAtMs.get(gateway);
    if (lookedAtMs !== undefined && lookedAtMs >= oldestMs) return;
    const age = lookedAtMs === undefined ? 'never' : `${Math.round(container.leftBacklogAtMs - lookedAtMs)} ms before that`;
    this.#court.accuse({
      sentence: `${gateway} placed ${id} on ${worker}: it had taken it and looked at the workers ${age}, where at most ${workerCacheMs} ms are allowed`,
      facts: [...container.facts(), factNow(this.#court, gateway, `placed ${id} on ${worker}`)],
      about: [id, worker, gateway],
    });
  }

  #judgeCharge(gateway: string, { worker, before, after }: Extract<Change, { kind: 'worker' }>): void {
    if (before === null || after === null || fitsInto(before.free, after.free)) return;
    const wraps = fitsInto(before.free, before.total) && !fitsInto(after.free, after.total);
    if (fitsInto(NOTHING, after.free) && !wraps) return;
    const lookedAtMs = this.#lookedAtMs.get(gateway);
    const age = lookedAtMs === undefined ? '' : `, on a picture ${Math.round(this.#court.nowMs() - lookedAtMs)} ms old`;
    this.#court.accuse({
      sentence: `${gateway} took from ${worker} what it had not${age}: it offered ${sayResources(before.free)} and offers ${sayResources(after.free)}`,
      facts: [...this.#court.evidence.worker(worker).facts(), factNow(this.#court, gateway, `charged ${worker}`)],
      about: [worker, gateway],
    });
  }
}

function isPlacement(change: Change): change is Extract<Change, { kind: 'owned' | 'queue' }> {
  if (change.kind === 'owned') return change.before === null;
  return change.kind === 'queue' && change.after > change.before;
}

/** S24. */
export const cacheHarmless: Property = {
  id: 'S24',
  name: 'cache-harmless',
  kind: 'safety',
  statement:
    'A gateway places a request only after a look at all workers that was at most one TTL of its cache before the request was taken (a tenth more for slow clocks; after the taking where there is no cache); and what it takes from a worker is there, however old its picture.',
  evidence: 'the commands by which gateways read the workers; worker records, ownership and queues after every step at Redis',
  watch: (court) => new Watch(court),
};
