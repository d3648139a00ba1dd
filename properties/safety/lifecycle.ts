/** S8: a container record only goes forward: PENDING, RUNNING, STOPPING, gone; and it goes only when its outcome is known. */
import type { Obligation } from '../../sim/world/index.ts';
import type { Change, ContainerEvidence } from '../evidence/index.ts';
import { slackMs } from '../limits.ts';
import type { Accusation, Court, Property } from '../property.ts';

type ContainerChange = Extract<Change, { kind: 'container' }>;

const NEXT: Readonly<Record<string, readonly string[]>> = {
  PENDING: ['RUNNING', 'STOPPING'],
  RUNNING: ['STOPPING'],
  STOPPING: [],
};

const vanished = (id: string, status: string): string => `the record of ${id} disappeared in state ${status} without an outcome`;

function sentenceOf(change: ContainerChange, container: ContainerEvidence, ended: string | null): string | null {
  const { before, after, id } = change;
  if (after !== null && !after.identified)
    return `the record of ${id} has lost its identity (status ${after.status === '' ? 'missing' : after.status})`;
  if (before === null) {
    if (after?.status !== 'PENDING') return `the record of ${id} appeared ${after?.status ? `as ${after.status}` : 'without a status'}`;
    return ended === null ? null : `the record of ${id} came back although it had ended (${ended})`;
  }
  if (after === null) return container.outcome === null ? vanished(id, before.status) : null;
  if (after.status === before.status || (NEXT[before.status] ?? []).includes(after.status)) return null;
  return `${id} went from ${before.status} to ${after.status}`;
}

class Watch {
  readonly #court: Court;
  readonly #ended = new Map<string, string>();
  /** baseline: records that went before their outcome came. */
  readonly #owed = new Map<string, Obligation>();

  constructor(court: Court) {
    this.#court = court;
  }

  record(change: ContainerChange): void {
    const { evidence, limits } = this.#court;
    const container = evidence.container(change.id);
    const ended = limits.terms === 'leased' ? (this.#ended.get(change.id) ?? null) : null;
    const sentence = sentenceOf(change, container, ended);
    if (change.after === null && container.outcome !== null) this.#ended.set(change.id, container.outcome);
    if (sentence === null) return;
    if (limits.terms === 'leased' || change.before === null || change.after !== null)
      this.#court.accuse(this.#accusation(sentence, container));
    else this.#oweOutcome(container, sentence);
  }

  outcome(id: string): void {
    this.#owed.get(id)?.met();
    this.#owed.delete(id);
  }

  #oweOutcome(container: ContainerEvidence, sentence: string): void {
    if (this.#owed.has(container.id)) return;
    this.#owed.set(
      container.id,
      this.#court.owe(slackMs(this.#court.limits), () => this.#accusation(sentence, container)),
    );
  }

  #accusation(sentence: string, container: ContainerEvidence): Accusation {
    return { sentence, facts: container.facts(), about: [container.id], missed: false };
  }
}

/** S8. */
export const lifecycle: Property = {
  id: 'S8',
  name: 'lifecycle',
  kind: 'safety',
  statement:
    'A container record appears as PENDING, goes only PENDING, RUNNING, STOPPING, keeps its identity, and disappears only with an outcome; an ended id does not come back (baseline: the outcome may follow within the time to reconnect, and an id comes back by a new submission).',
  evidence: 'container records and outcomes after every step at Redis',
  watch: (court) => {
    const watch = new Watch(court);
    return {
      kinds: ['container', 'outcome'],
      commit(commit) {
        for (const change of commit.changes) {
          if (change.kind === 'container') watch.record(change);
          else if (change.kind === 'outcome') watch.outcome(change.id);
        }
      },
    };
  },
};
