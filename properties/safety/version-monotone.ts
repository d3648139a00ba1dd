/**
 * S15: the version of a worker record tells old from new, so it must grow whenever the record says something else, and a new life of the
 * worker must be told from the old one. In the baseline the version guards capacity only, and a registration begins anew at 0.
 */
import { sameResources, type Change, type WorkerFacts } from '../evidence/index.ts';
import type { Court, Property } from '../property.ts';

type WorkerChange = Extract<Change, { kind: 'worker' }>;

/** Did the version have to grow? */
function mustGrow(terms: 'leased' | 'baseline', before: WorkerFacts, after: WorkerFacts): boolean {
  if (terms === 'leased') return before.incarnation === after.incarnation;
  return after.status !== 'pending' && !sameResources(before.free, after.free);
}

class Watch {
  readonly #court: Court;
  /** Lives of each worker that are over. */
  readonly #past = new Map<string, Set<string>>();
  readonly #current = new Map<string, string>();

  constructor(court: Court) {
    this.#court = court;
  }

  see({ worker, before, after }: WorkerChange): void {
    if (after === null) return;
    const { terms } = this.#court.limits;
    if (before !== null && mustGrow(terms, before, after) && !(after.version > before.version))
      this.#accuse(worker, `the record of ${worker} changed and its version went from ${before.version} to ${after.version}`);
    if (terms === 'leased') this.#life(worker, after.incarnation);
  }

  #life(worker: string, incarnation: string): void {
    const current = this.#current.get(worker);
    if (current === incarnation) return;
    let past = this.#past.get(worker);
    if (past === undefined) this.#past.set(worker, (past = new Set()));
    if (incarnation === '' || past.has(incarnation))
      this.#accuse(worker, `a new life of ${worker} cannot be told from an old one: its incarnation is '${incarnation}' again`);
    if (current !== undefined) past.add(current);
    this.#current.set(worker, incarnation);
  }

  #accuse(worker: string, sentence: string): void {
    this.#court.accuse({ sentence, facts: this.#court.evidence.worker(worker).facts(), about: [worker] });
  }
}

/** S15. */
export const versionMonotone: Property = {
  id: 'S15',
  name: 'version-monotone',
  kind: 'safety',
  statement:
    'Within one life of a worker the version of its record grows with every change of capacity or status, and no two lives share an incarnation (baseline: with every change of capacity after registration).',
  evidence: 'worker records before and after every step at Redis',
  watch: (court) => {
    const watch = new Watch(court);
    return {
      kinds: ['worker'],
      commit(commit) {
        for (const change of commit.changes) if (change.kind === 'worker') watch.see(change);
      },
    };
  },
};
