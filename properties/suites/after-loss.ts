/**
 * What a scheduler owes its users when Redis has lost what it had acknowledged: the lost requests are gone, and nobody can know of them.
 * But whoever asks is answered, and what is accepted from then on is done.
 */
import type { Obligation } from '../../sim/world/index.ts';
import type { ClientFact, ContainerEvidence } from '../evidence/index.ts';
import { completionMs, slackMs } from '../limits.ts';
import type { Court, Property } from '../property.ts';

const ANSWERS: ReadonlySet<ClientFact['kind']> = new Set([
  'accepted',
  'told-ended',
  'refused',
  'over-quota',
  'unsatisfiable',
  'stop-answered',
]);

/** Every call of a user gets an answer. */
export const everyCallIsAnswered: Property = {
  id: 'A1',
  name: 'every-call-is-answered',
  kind: 'liveness',
  statement:
    'Every submission and every stop is answered within the client’s timeout and the slack, counted from the call or the end of the last fault.',
  evidence: 'what clients did and were told',
  watch(court) {
    const open = new Map<string, Obligation>();
    const close = (key: string): void => {
      open.get(key)?.met();
      open.delete(key);
    };
    return {
      client({ client, id, kind }) {
        const key = `${client} ${id} ${kind.startsWith('stop') ? 'stop' : 'submit'}`;
        if (ANSWERS.has(kind)) close(key);
        else if ((kind === 'submits' || kind === 'stops') && !open.has(key))
          open.set(
            key,
            court.owe(court.limits.timings.clientTimeoutMs + slackMs(court.limits), () => ({
              sentence: `${client} ${kind} ${id} again and again and gets no answer`,
              facts: court.evidence.container(id).facts(),
              about: [id],
            })),
          );
      },
    };
  },
};

function owe(court: Court, container: ContainerEvidence): Obligation {
  return court.owe(completionMs(court.limits), () => ({
    sentence: `request ${container.id} was accepted after Redis had lost data and still has no outcome`,
    facts: container.facts(),
    about: [container.id],
  }));
}

/** What is accepted after the loss is done. */
export const newWorkEnds: Property = {
  id: 'A2',
  name: 'new-work-ends',
  kind: 'liveness',
  statement: 'A request that is accepted, and that Redis does not lose afterwards, has an outcome within the time that every request has.',
  evidence: 'what clients were told, records and outcomes in Redis',
  watch(court) {
    const open = new Map<string, Obligation>();
    return {
      client({ kind, id }) {
        const container = court.evidence.container(id);
        // A record that is missing was lost between the answer and its arrival.
        if (kind === 'accepted' && container.record !== null && !open.has(id)) open.set(id, owe(court, container));
      },
      commit({ command, changes }) {
        for (const change of changes) {
          if (change.kind === 'outcome' && change.after !== null) {
            open.get(change.id)?.met();
            open.delete(change.id);
          }
        }
        if (command !== 'RESTART') return;
        for (const obligation of open.values()) obligation.withdraw();
        open.clear();
      },
    };
  },
};
