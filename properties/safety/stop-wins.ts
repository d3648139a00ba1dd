/**
 * S11: whoever stopped a container never sees it start. A stop that finds it on nobody's hands ends it there; one that finds it
 * acknowledged by its worker may still see it start, and then end: the worker is told, and L8 says how soon.
 */
import type { Change, ContainerEvidence, LedgerCommit } from '../evidence/index.ts';
import { factNow, isGateway, type Court, type Property } from '../property.ts';

/** Has its worker taken it over, so that the worker must be told? */
function isWithWorker(container: ContainerEvidence): boolean {
  if (container.running > 0 || container.received.size > 0) return true;
  return container.owned.size > 0 && container.queued.size === 0 && container.pending.size === 0;
}

class Watch {
  readonly #court: Court;
  /** When and by whom what may not start any more was stopped. */
  readonly #stopped = new Map<string, { readonly atMs: number; readonly by: string }>();

  constructor(court: Court) {
    this.#court = court;
  }

  see(change: Change, commit: LedgerCommit): void {
    if (change.kind === 'container') this.#record(change, commit);
    else if (change.kind === 'outcome' && change.after === 'stopped') this.stop(change.id, commit.client ?? 'redis');
    else if (change.kind === 'owned' && change.before === null) this.#assigned(change.id, change.worker);
    else if (change.kind === 'queue' && change.after > change.before) this.#assigned(change.id, change.worker);
  }

  stop(id: string, by: string): void {
    if (!this.#stopped.has(id)) this.#stopped.set(id, { atMs: this.#court.nowMs(), by });
  }

  started(id: string, worker: string): void {
    if (this.#stopped.has(id)) this.#accuse(id, worker, `${id} was stopped and started on ${worker} afterwards`);
  }

  #record({ id, before, after }: Extract<Change, { kind: 'container' }>, { client }: LedgerCommit): void {
    const isAnew = before === null || (before.status === 'STOPPING' && client !== null && !isGateway(client));
    if (isAnew && after?.status === 'PENDING') this.#stopped.delete(id);
    if (after?.status !== 'STOPPING' || before?.status === 'STOPPING') return;
    if (!isWithWorker(this.#court.evidence.container(id))) this.stop(id, client ?? 'redis');
  }

  #assigned(id: string, worker: string): void {
    if (this.#stopped.has(id)) this.#accuse(id, worker, `${id} was stopped and placed on ${worker} afterwards`);
  }

  #accuse(id: string, worker: string, sentence: string): void {
    const stop = this.#stopped.get(id);
    this.#court.accuse({
      sentence,
      facts: [{ atMs: stop?.atMs ?? 0, host: stop?.by ?? 'redis', text: `stopped ${id}` }, factNow(this.#court, worker, `has ${id}`)],
      about: [id, worker],
    });
  }
}

/** S11. */
export const stopWins: Property = {
  id: 'S11',
  name: 'stop-wins',
  kind: 'safety',
  statement:
    'A container that was stopped before its worker acknowledged it is never placed and never starts; one whose outcome is `stopped`, or whose user was told `cancelled`, never starts again.',
  evidence: 'container records, outcomes, ownership and queues after every step at Redis; the runtime ledger; what clients were told',
  watch: (court) => {
    const watch = new Watch(court);
    return {
      kinds: ['container', 'outcome', 'owned', 'queue'],
      commit(commit) {
        for (const change of commit.changes) watch.see(change, commit);
      },
      run({ run, change }) {
        if (change === 'started') watch.started(run.id, run.worker);
      },
      client({ kind, id, client, detail }) {
        if (kind === 'stop-answered' && detail === 'cancelled') watch.stop(id, client);
      },
    };
  },
};
