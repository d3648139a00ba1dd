/** S5: what the user asked to run once runs at most once, whoever died and whatever was sent again. */
import { tell } from '../evidence/index.ts';
import type { Property } from '../property.ts';

/** S5. */
export const atMostOnceExecution: Property = {
  id: 'S5',
  name: 'at-most-once-execution',
  kind: 'safety',
  statement: 'Two runs of a container never overlap, and each accepted submission is run at most once.',
  evidence: 'the runtime ledger; appearances of the container record',
  watch: (court) => ({
    run({ run, change }) {
      if (change !== 'started') return;
      const container = court.evidence.container(run.id);
      const allowed = Math.max(1, container.lives);
      if (container.running <= 1 && container.runs.length <= allowed) return;
      const where = container.runs.map((one) => one.worker).join(' and on ');
      court.accuse({
        sentence:
          container.running > 1
            ? `container ${run.id} runs ${container.running} times at once: on ${where}`
            : `container ${run.id} was started ${container.runs.length} times: on ${where}`,
        facts: tell(
          container.runs.flatMap((one) => [
            { atMs: one.startedAtMs, host: one.worker, text: () => `started ${one.id}`, source: one.source },
            ...(one.endedAtMs === null
              ? []
              : [{ atMs: one.endedAtMs, host: one.worker, text: () => `${one.id} ended: ${one.reason ?? ''}` }]),
          ]),
        ).sort((left, right) => left.atMs - right.atMs),
        about: [run.id, ...container.runs.map((one) => one.worker)],
      });
    },
  }),
};
