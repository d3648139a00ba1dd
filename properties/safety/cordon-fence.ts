/**
 * S10: a worker that was taken out of service gets nothing new until it is put back by somebody who may. In `leased` that is an
 * operator's mark that outlives the record, or a new life of a worker that had only retired; in the baseline a cordon is a status, which
 * the worker itself or a gateway's late write can wipe away.
 */
import type { Change, LedgerCommit } from '../evidence/index.ts';
import { factNow, isGateway, type Court, type Property, type PropertyListener } from '../property.ts';
import { fitsInto } from '../resources.ts';

/** When and by whom a worker was taken out of service. */
interface Fence {
  readonly atMs: number;
  readonly by: string;
}

type WorkerChange = Extract<Change, { kind: 'worker' }>;

abstract class Watch {
  readonly court: Court;
  readonly fences = new Map<string, Fence>();

  constructor(court: Court) {
    this.court = court;
  }

  raise(worker: string, commit: LedgerCommit): void {
    if (!this.fences.has(worker)) this.fences.set(worker, { atMs: commit.atMs, by: commit.client ?? 'redis' });
  }

  accuse(worker: string, commit: LedgerCommit, sentence: string, what: string): void {
    const fence = this.fences.get(worker);
    const client = commit.client ?? 'redis';
    this.court.accuse({
      sentence,
      facts: [
        ...(fence === undefined ? [] : [{ atMs: fence.atMs, host: fence.by, text: `took ${worker} out of service` }]),
        factNow(this.court, client, what),
      ],
      about: [worker, client],
    });
  }
}

class LeasedWatch extends Watch {
  see(change: Change, commit: LedgerCommit): void {
    if (change.kind === 'owned' && change.before === null && this.fences.has(change.worker))
      this.accuse(
        change.worker,
        commit,
        `${change.id} was placed on ${change.worker}, which is out of service`,
        `placed ${change.id} on ${change.worker}`,
      );
    else if (change.kind === 'cordon') this.#mark(change.worker, change.after, commit);
    else if (change.kind === 'worker') this.#record(change, commit);
  }

  #mark(worker: string, cordoned: boolean, commit: LedgerCommit): void {
    if (cordoned) this.raise(worker, commit);
    else if (this.court.evidence.worker(worker).record?.status !== 'disabled') this.fences.delete(worker);
  }

  #record({ worker, after }: WorkerChange, commit: LedgerCommit): void {
    if (after?.status === 'disabled') this.raise(worker, commit);
    else if (!this.court.evidence.worker(worker).cordoned) this.fences.delete(worker);
    else if (after?.status === 'available')
      this.accuse(worker, commit, `${worker} became available although it is cordoned`, `made ${worker} available`);
  }
}

class BaselineWatch extends Watch {
  see(change: Change, commit: LedgerCommit): void {
    if (change.kind !== 'worker' || change.after === null) return;
    const { worker, before, after } = change;
    if (after.status === 'disabled') {
      if (before?.status === 'disabled' && !fitsInto(before.free, after.free))
        this.accuse(worker, commit, `${worker} was charged for a new container although it is out of service`, `charged ${worker}`);
      this.raise(worker, commit);
      return;
    }
    if (!this.fences.has(worker)) return;
    const { client } = commit;
    if (client === worker || isGateway(client))
      this.accuse(worker, commit, `the cordon of ${worker} was forgotten by ${client}`, `made ${worker} ${after.status}`);
    this.fences.delete(worker);
  }
}

/** S10. */
export const cordonFence: Property = {
  id: 'S10',
  name: 'cordon-fence',
  kind: 'safety',
  statement:
    'Once a worker is disabled, nothing new is placed on it until an operator enables it, or it registers a new life without being cordoned (baseline: only an operator enables it).',
  evidence: 'worker records, cordon marks and ownership after every step at Redis, and who sent the step',
  watch: (court): PropertyListener => {
    const watch = court.limits.terms === 'leased' ? new LeasedWatch(court) : new BaselineWatch(court);
    return {
      kinds: ['owned', 'cordon', 'worker'],
      commit(commit) {
        // Placements are judged by what stood before the step; a script changes capacity, ownership and status in one.
        for (const change of commit.changes) if (change.kind === 'owned') watch.see(change, commit);
        for (const change of commit.changes) if (change.kind !== 'owned') watch.see(change, commit);
      },
    };
  },
};
