/**
 * What a scheduler owes its users when Redis has lost what it had acknowledged: the lost requests are gone, and nobody can know of them.
 * But whoever asks is answered, and what is accepted from then on is done.
 */
import type { Obligation } from '../../sim/world/index.ts';
import type { ClientFact, ContainerEvidence, Run } from '../evidence/index.ts';
import { completionMs, slackMs, workerRecoveryMs } from '../limits.ts';
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
        if (command !== 'RESTART' && command !== 'FAILOVER') return;
        for (const obligation of open.values()) obligation.withdraw();
        open.clear();
      },
    };
  },
};

/** Does Redis say of this run what its machine does? */
const isKnown = (run: Run, container: ContainerEvidence): boolean => container.record !== null && container.record.workerId === run.worker;

/** Renewals until a worker compares what it runs with what Redis says, whatever both count. */
const RENEWALS_A_COMPARISON = 5;

/** What runs and is nobody's is killed; what is somebody's and does not run is declared lost. */
export const straysAreSettled: Property = {
  id: 'A3',
  name: 'strays-are-settled',
  kind: 'liveness',
  statement:
    'A container that runs on a worker to which Redis does not give it is killed, and one that is RUNNING or STOPPING in Redis on a worker that does not run it has an outcome, within recovery of the worker, a stop and seven renewals from the moment that both say different things or the last fault.',
  evidence: 'the runtime ledger against container records after every step at Redis',
  watch(court) {
    const open = new Map<string, Obligation>();
    const { keepaliveMs, stopGraceMs } = court.limits.timings;
    const withinMs = workerRecoveryMs(court.limits) + stopGraceMs + court.limits.longestRunMs + (RENEWALS_A_COMPARISON + 2) * keepaliveMs;
    const judge = (container: ContainerEvidence): void => {
      const stray = container.runs.find((run) => run.endedAtMs === null && !isKnown(run, container));
      const status = container.record?.status ?? '';
      const isGhost = (status === 'RUNNING' || status === 'STOPPING') && container.running === 0;
      const known = open.get(container.id);
      if (stray === undefined && !isGhost) {
        known?.met();
        open.delete(container.id);
      } else if (known === undefined) {
        open.set(
          container.id,
          court.owe(withinMs, () => ({
            sentence: isGhost
              ? `${container.id} is ${status} in Redis and runs nowhere`
              : `${container.id} runs where Redis does not say so`,
            facts: container.facts(),
            about: [container.id],
          })),
        );
      }
    };
    return {
      commit(_commit, touched) {
        for (const container of touched) judge(container);
      },
      run: ({ run }) => judge(court.evidence.container(run.id)),
    };
  },
};
