/** S8: a container record only goes forward: PENDING, RUNNING, STOPPING, gone; and it goes only when its outcome is known. */
import type { Change, ContainerEvidence } from '../evidence/index.ts';
import type { Court, Property } from '../property.ts';

type ContainerChange = Extract<Change, { kind: 'container' }>;

const NEXT: Readonly<Record<string, readonly string[]>> = {
  PENDING: ['RUNNING', 'STOPPING'],
  RUNNING: ['STOPPING'],
  STOPPING: [],
};

function sentenceOf(change: ContainerChange, container: ContainerEvidence, ended: string | null): string | null {
  const { before, after, id } = change;
  if (after !== null && !after.identified) return `the record of ${id} has lost its identity (status ${after.status === '' ? 'missing' : after.status})`;
  if (before === null) {
    if (after?.status !== 'PENDING') return `the record of ${id} appeared as ${after?.status ?? 'nothing'}`;
    return ended === null ? null : `the record of ${id} came back although it had ended (${ended})`;
  }
  if (after === null) {
    return container.outcome === null ? `the record of ${id} disappeared in state ${before.status} without an outcome` : null;
  }
  if (after.status === before.status || (NEXT[before.status] ?? []).includes(after.status)) return null;
  return `${id} went from ${before.status} to ${after.status}`;
}

class Watch {
  readonly #court: Court;
  readonly #ended = new Map<string, string>();

  constructor(court: Court) {
    this.#court = court;
  }

  judge(change: ContainerChange): void {
    const container = this.#court.evidence.container(change.id);
    const ended = this.#court.limits.terms === 'leased' ? (this.#ended.get(change.id) ?? null) : null;
    const sentence = sentenceOf(change, container, ended);
    if (sentence !== null) this.#court.accuse({ sentence, facts: container.facts(), about: [change.id] });
    if (change.after === null && container.outcome !== null) this.#ended.set(change.id, container.outcome);
  }
}

/** S8. */
export const lifecycle: Property = {
  id: 'S8',
  name: 'lifecycle',
  kind: 'safety',
  statement:
    'A container record appears as PENDING, goes only PENDING, RUNNING, STOPPING, keeps its identity, and disappears only with an outcome; an ended id does not come back (baseline: only by a new submission).',
  evidence: 'container records and outcomes after every step at Redis',
  watch: (court) => {
    const watch = new Watch(court);
    return {
      commit(commit) {
        for (const change of commit.changes) if (change.kind === 'container') watch.judge(change);
      },
    };
  },
};
