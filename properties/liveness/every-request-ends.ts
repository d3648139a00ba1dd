/** L1: nobody waits for ever: a valid request is accepted, and whatever was accepted has an outcome, whoever died in between. */
import type { Obligation } from '../../sim/world/index.ts';
import type { ClientFact } from '../evidence/index.ts';
import { completionMs, slackMs } from '../limits.ts';
import type { Accusation, Court, Property } from '../property.ts';

/** What ends the wait for an answer. */
const ANSWERS: ReadonlySet<ClientFact['kind']> = new Set(['accepted', 'told-ended', 'refused', 'over-quota', 'unsatisfiable']);

class Watch {
  readonly #court: Court;
  /** Submissions without an answer, by client and request. */
  readonly #unanswered = new Map<string, Obligation>();
  readonly #unended = new Map<string, Obligation>();

  constructor(court: Court) {
    this.#court = court;
  }

  client(fact: ClientFact): void {
    if (fact.kind === 'submits') this.#submitted(fact);
    else if (ANSWERS.has(fact.kind)) this.#answered(fact);
  }

  ended(id: string): void {
    this.#unended.get(id)?.met();
    this.#unended.delete(id);
  }

  #submitted({ client, id }: ClientFact): void {
    const key = `${client} ${id}`;
    if (this.#unanswered.has(key)) return;
    const { limits } = this.#court;
    const withinMs = limits.timings.clientTimeoutMs + slackMs(limits);
    this.#unanswered.set(
      key,
      this.#court.owe(withinMs, () => this.#accusation(id, `${client} submits ${id} again and again and gets no answer`)),
    );
  }

  #answered({ client, id, kind, detail }: ClientFact): void {
    this.#unanswered.get(`${client} ${id}`)?.met();
    this.#unanswered.delete(`${client} ${id}`);
    const container = this.#court.evidence.container(id);
    if (kind === 'refused' && container.lives === 0)
      this.#court.accuse(this.#accusation(id, `the valid request ${id} was refused: ${detail}`));
    if (kind !== 'accepted' || container.outcome !== null || this.#unended.has(id)) return;
    const obligation = this.#court.owe(completionMs(this.#court.limits), () => {
      const state = container.record?.status ?? 'without a record';
      return this.#accusation(id, `request ${id} was accepted and still has no outcome; it is ${state}`);
    });
    this.#unended.set(id, obligation);
  }

  #accusation(id: string, sentence: string): Accusation {
    return { sentence, facts: this.#court.evidence.container(id).facts(), about: [id] };
  }
}

/** L1. */
export const everyRequestEnds: Property = {
  id: 'L1',
  name: 'every-request-ends',
  kind: 'liveness',
  statement:
    'Every valid request is accepted, and every accepted one has an outcome within recovery of worker and lease, request timeout, longest run and stop grace, counted from acceptance or the end of the last fault.',
  evidence: 'what clients were told, and outcomes in Redis',
  watch: (court) => {
    const watch = new Watch(court);
    return {
      client: (fact) => watch.client(fact),
      kinds: ['outcome'],
      commit(commit) {
        for (const change of commit.changes) if (change.kind === 'outcome' && change.after !== null) watch.ended(change.id);
      },
    };
  },
};
