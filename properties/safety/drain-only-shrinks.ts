/**
 * S34: a cordoned worker only gets emptier: what it holds (owned, queued, delivered, received, running) is what it held when it was
 * cordoned, less what has ended since. The baseline may still push what it had charged before the cordon.
 */
import type { Change, WorkerEvidence } from '../evidence/index.ts';
import { slackMs } from '../limits.ts';
import { factNow, type Court, type Property } from '../property.ts';

/** What a worker held when it was cordoned. */
interface Cordon {
  readonly atMs: number;
  readonly held: Set<string>;
  /** Everything that it was given before, also what the records gave up on while it stalled. */
  readonly given: ReadonlySet<string>;
}

class Watch {
  readonly #court: Court;
  readonly #cordons = new Map<string, Cordon>();
  readonly #given = new Map<string, Set<string>>();

  constructor(court: Court) {
    this.#court = court;
  }

  cordoned(worker: string, isCordoned: boolean): void {
    if (!isCordoned) this.#cordons.delete(worker);
    else if (!this.#cordons.has(worker)) this.#begin(worker);
  }

  #begin(worker: string): void {
    const evidence: WorkerEvidence = this.#court.evidence.worker(worker);
    const held = new Set([...evidence.owned.keys(), ...evidence.queue.keys(), ...evidence.pending.keys(), ...evidence.received]);
    for (const run of evidence.running) held.add(run.id);
    this.#cordons.set(worker, { atMs: this.#court.nowMs(), held, given: new Set(this.#given.get(worker)) });
  }

  /** The worker was given something at Redis. */
  isGiven(worker: string, id: string): void {
    const given = this.#given.get(worker);
    if (given === undefined) this.#given.set(worker, new Set([id]));
    else given.add(id);
    this.gains(worker, id);
  }

  /** A stalled worker may start late what it had taken before it was cordoned, and what others gave up on meanwhile: S4 judges that. */
  starts(worker: string, id: string): void {
    if (this.#cordons.get(worker)?.given.has(id) !== true) this.gains(worker, id);
  }

  /** The worker holds something that it may not have held before. */
  gains(worker: string, id: string): void {
    const cordon = this.#cordons.get(worker);
    if (cordon === undefined || cordon.held.has(id)) return;
    const { terms, timings } = this.#court.limits;
    if (terms === 'baseline' && this.#court.nowMs() < cordon.atMs + timings.lockTtlMs + slackMs(this.#court.limits)) {
      cordon.held.add(id);
      return;
    }
    this.#court.accuse({
      sentence: `${worker} is cordoned and got ${id} all the same`,
      facts: [
        { atMs: cordon.atMs, host: worker, text: `was cordoned while it held ${cordon.held.size} containers` },
        factNow(this.#court, worker, `holds ${id}`),
      ],
      about: [worker, id],
    });
  }
}

/** Which container a change puts on which worker. */
function gained(change: Change): { readonly worker: string; readonly id: string } | null {
  if (change.kind === 'owned' && change.before === null) return change;
  if (change.kind === 'queue' && change.after > change.before) return change;
  if (change.kind === 'pending' && change.before === null) return change;
  return change.kind === 'received' && change.after ? change : null;
}

/** S34. */
export const drainOnlyShrinks: Property = {
  id: 'S34',
  name: 'drain-only-shrinks',
  kind: 'safety',
  statement:
    'While a worker is cordoned, no container comes onto it that it did not hold when it was cordoned (but a worker that stalled may start late what it had taken before its cordon, although the records gave it up meanwhile; baseline: but for what was charged before and is pushed within the lock TTL and the slack).',
  evidence: 'cordon marks, worker records, ownership, queues and deliveries after every step at Redis; the runtime ledger',
  watch: (court) => {
    const watch = new Watch(court);
    const isBaseline = court.limits.terms === 'baseline';
    return {
      kinds: ['owned', 'queue', 'pending', 'received', 'cordon', 'worker'],
      commit(commit) {
        for (const change of commit.changes) {
          const gain = gained(change);
          if (gain !== null) watch.isGiven(gain.worker, gain.id);
        }
        for (const change of commit.changes) {
          if (change.kind === 'cordon') watch.cordoned(change.worker, change.after);
          else if (isBaseline && change.kind === 'worker') watch.cordoned(change.worker, change.after?.status === 'disabled');
        }
      },
      run({ run, change }) {
        if (change === 'started') watch.starts(run.worker, run.id);
      },
    };
  },
};
