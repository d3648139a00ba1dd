/**
 * S23: a batch is planned against a picture of the workers, and every request of the batch must see what the ones before it took. The
 * picture itself is not in Redis; but it was read after the requests were taken and before the commit, so what a commit asks of a worker
 * must fit into what the worker offered at some moment in between. And what is really committed must fit into what it offers now.
 */
import { KEY_PREFIXES, type Resources } from '../../src/index.ts';
import { sayResources, type LedgerCommit } from '../evidence/index.ts';
import { factNow, isGateway, type Court, type Property, type PropertyListener, type RedisStep } from '../property.ts';
import { fitsInto, sumResources } from '../resources.ts';

/** What a worker offered from a moment on. */
interface Offer {
  readonly atMs: number;
  readonly free: Resources;
}

const OFFERS_KEPT = 64;

class Watch implements PropertyListener {
  readonly kinds = ['owned', 'container', 'worker'] as const;
  readonly #court: Court;
  readonly #offers = new Map<string, Offer[]>();
  readonly #demands = new Map<string, Resources>();
  readonly #judged = new Set<string>();

  constructor(court: Court) {
    this.#court = court;
  }

  commit(commit: LedgerCommit): void {
    const taken = new Map<string, Resources>();
    for (const change of commit.changes) {
      if (change.kind === 'owned' && change.before === null && change.after !== null)
        taken.set(change.worker, sumResources([taken.get(change.worker) ?? sumResources([]), change.after]));
      if (change.kind === 'container' && change.after !== null && change.before === null) this.#demands.set(change.id, change.after.demand);
    }
    for (const [worker, demand] of taken) this.#judgeCommitted(worker, demand);
    for (const change of commit.changes)
      if (change.kind === 'worker' && change.after !== null) this.#offer(change.worker, { atMs: commit.atMs, free: change.after.free });
  }

  activity(step: RedisStep): void {
    if (step.command !== 'EVALSHA' || !isGateway(step.client)) return;
    const key = step.args[2];
    if (key === undefined || !key.startsWith(KEY_PREFIXES.workerState)) return;
    this.#judgePlanned(step.client, key.slice(KEY_PREFIXES.workerState.length), step.args);
  }

  #offer(worker: string, offer: Offer): void {
    let offers = this.#offers.get(worker);
    if (offers === undefined) this.#offers.set(worker, (offers = []));
    offers.push(offer);
    if (offers.length > 2 * OFFERS_KEPT) offers.splice(0, OFFERS_KEPT);
  }

  #judgeCommitted(worker: string, demand: Resources): void {
    const free = this.#offers.get(worker)?.at(-1)?.free;
    if (free === undefined || fitsInto(demand, free)) return;
    this.#court.accuse({
      sentence: `${sayResources(demand)} were committed to ${worker} in one step, which offered ${sayResources(free)}`,
      facts: this.#court.evidence.worker(worker).facts(),
      about: [worker],
    });
  }

  #judgePlanned(gateway: string, worker: string, args: readonly string[]): void {
    const { evidence } = this.#court;
    const planned: Resources[] = [];
    let takenAtMs = 0;
    for (const argument of args) {
      const demand = this.#demands.get(argument);
      if (demand === undefined) continue;
      const { takenBy, leftBacklogAtMs } = evidence.container(argument);
      // Somebody else has it by now: the commit came late, and the picture that it was planned on is older than that.
      if (takenBy !== gateway) return;
      planned.push(demand);
      takenAtMs = Math.max(takenAtMs, leftBacklogAtMs);
    }
    if (planned.length < 2 || this.#isRepeated(args)) return;
    const asked = sumResources(planned);
    const offers = this.#offers.get(worker) ?? [];
    if (this.#wasOffered(asked, offers, takenAtMs)) return;
    this.#court.accuse({
      sentence: `${gateway} planned ${planned.length} containers of ${sayResources(asked)} for ${worker}, which never offered as much meanwhile`,
      facts: [...evidence.worker(worker).facts(), factNow(this.#court, gateway, `asked ${worker} for ${sayResources(asked)}`)],
      about: [worker, gateway],
    });
  }

  /** The same commit sent again was planned when it was sent first. */
  #isRepeated(args: readonly string[]): boolean {
    const words = args.join(' ');
    if (this.#judged.has(words)) return true;
    this.#judged.add(words);
    return false;
  }

  /** Did the worker offer so much at some moment since? What was forgotten counts as offered. */
  #wasOffered(asked: Resources, offers: readonly Offer[], sinceMs: number): boolean {
    for (let index = offers.length - 1; index >= 0; index -= 1) {
      const offer = offers[index];
      if (offer === undefined || fitsInto(asked, offer.free)) return true;
      if (offer.atMs <= sinceMs) return false;
    }
    return true;
  }
}

/** S23. */
export const plannerSoundness: Property = {
  id: 'S23',
  name: 'planner-soundness',
  kind: 'safety',
  statement:
    'What one commit asks of a worker fits into what the worker offered at some moment since its requests were taken; what a step commits fits into what the worker offers then.',
  evidence: 'worker records and ownership after every step at Redis, and the requests that a commit names',
  watch: (court) => (court.limits.terms === 'leased' ? new Watch(court) : {}),
};
