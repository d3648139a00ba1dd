/**
 * L7: nobody waits for ever beside a machine that would do. From the moment that a worker has room for the request that has waited
 * longest, that request gets its turn within a bound, even if others take the room first. And in `leased`, a worker is made free for the one
 * that has waited longest among those that some worker could hold: smaller ones may not pass it as long as they come.
 */
import type { Obligation } from '../../sim/world/index.ts';
import type { Change, ContainerEvidence, LedgerCommit } from '../evidence/index.ts';
import { hasRoomFor, isPlaceFor } from '../kinds.ts';
import { agedTurnMs, turnMs } from '../limits.ts';
import type { Court, Property, PropertyListener } from '../property.ts';

const isWaiting = (container: ContainerEvidence): boolean => container.backlog > 0 || container.leased;

/** The hosts start at 0. */
const AT_ONCE_MS = 1;

/** Does it change which workers there are to be placed on, and not only what is free on them? */
function changesPlaces(change: Change): boolean {
  if (change.kind === 'cordon') return true;
  return (
    change.kind === 'worker' && (change.before?.status !== change.after?.status || change.before?.incarnation !== change.after?.incarnation)
  );
}

class Watch implements PropertyListener {
  readonly #court: Court;
  /** In the order of their first entry. */
  readonly #waiting = new Set<string>();
  readonly #turns = new Map<string, Obligation>();
  /** Who has waited longest among those that have a place somewhere, and is owed it. */
  #eldest: { readonly id: string; readonly obligation: Obligation } | null = null;
  /** A world without faults is calm as soon as its hosts have started: nobody has to recover from anything. */
  #isFaultless = false;

  constructor(court: Court) {
    this.#court = court;
  }

  calm(): void {
    this.#isFaultless = this.#court.nowMs() <= AT_ONCE_MS;
  }

  commit({ changes }: LedgerCommit, touched: readonly ContainerEvidence[]): void {
    for (const container of touched) this.#track(container);
    if (this.#court.limits.terms === 'leased') this.#review(changes, touched);
    if (this.#waiting.size === 0) return;
    for (const change of changes) if (change.kind === 'worker' && change.after !== null) this.#offered(change.worker);
  }

  /** Who has waited longest among those that have a place somewhere? Asked anew when somebody comes or goes. */
  #review(changes: readonly Change[], touched: readonly ContainerEvidence[]): void {
    const isDone = this.#eldest !== null && !this.#waiting.has(this.#eldest.id);
    if (isDone) this.#release('met');
    const isNews = changes.some(changesPlaces) || (this.#eldest === null && touched.some(({ id }) => this.#waiting.has(id)));
    if (!isDone && !isNews) return;
    const eldest = this.#findEldest();
    if (this.#eldest?.id === eldest) return;
    this.#release('withdraw');
    if (eldest !== undefined) this.#eldest = { id: eldest, obligation: this.#oweAged(eldest) };
  }

  #release(how: 'met' | 'withdraw'): void {
    this.#eldest?.obligation[how]();
    this.#eldest = null;
  }

  #findEldest(): string | undefined {
    const { containers, workers } = this.#court.evidence;
    for (const id of this.#waiting) {
      const container = containers.get(id);
      if (container === undefined) continue;
      for (const worker of workers.values()) if (isPlaceFor(worker, container)) return id;
    }
    return undefined;
  }

  #oweAged(id: string): Obligation {
    const sinceMs = this.#court.nowMs();
    return this.#court.owe(agedTurnMs(this.#court.limits, this.#isFaultless), () => ({
      sentence: `${id} has waited longest since ${(sinceMs / 1_000).toFixed(3)} s, and no worker was kept free until it fitted`,
      facts: [{ atMs: sinceMs, host: 'redis', text: `${id} waits longest` }, ...this.#court.evidence.container(id).facts()],
      about: [id],
    }));
  }

  #track(container: ContainerEvidence): void {
    const { id } = container;
    if (isWaiting(container)) {
      this.#waiting.add(id);
      return;
    }
    // Between two places that hold it; only a place on a worker or an outcome ends the wait.
    if (container.outcome === null && container.queued.size === 0 && container.owned.size === 0) return;
    this.#waiting.delete(id);
    this.#turns.get(id)?.met();
    this.#turns.delete(id);
  }

  #offered(worker: string): void {
    const [longest] = this.#waiting;
    if (longest === undefined || this.#turns.has(longest)) return;
    const container = this.#court.evidence.container(longest);
    if (!hasRoomFor(this.#court.evidence.worker(worker), container)) return;
    const sinceMs = this.#court.nowMs();
    const turn = this.#court.owe(turnMs(this.#court.limits), () => ({
      sentence: `${longest} has waited longest since ${worker} had room for it at ${(sinceMs / 1_000).toFixed(3)} s, and still waits`,
      facts: [{ atMs: sinceMs, host: worker, text: `had room for ${longest}` }, ...container.facts()],
      about: [longest, worker],
    }));
    this.#turns.set(longest, turn);
  }
}

/** L7. */
export const noStarvation: Property = {
  id: 'L7',
  name: 'no-starvation',
  kind: 'liveness',
  statement:
    'The request that has waited longest is placed or ended within lease recovery and request timeout (or the sum of all runs) from the moment that a worker has room for it, or the end of the last fault. leased: of those that some available worker could hold, the one that has waited longest is placed or ended within ageing, two retries and the longest run (after faults: and recovery of lease and worker).',
  evidence: 'backlog, leases, queues, ownership and worker records after every step at Redis',
  watch: (court) => new Watch(court),
};
