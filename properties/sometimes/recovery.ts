/** Somebody died or ran out of time while holding something, so that others had to take it back. */
import { dies, once, type Goal } from './goal.ts';

/** Leases of the dead. */
export const gatewayDied: Goal = {
  name: 'gateway-died-holding-a-lease',
  statement: 'A gateway died while requests were leased to it.',
  watch(court) {
    const reach = once(court, 'gateway-died-holding-a-lease');
    return {
      host({ host, change }) {
        if (!dies(change)) return;
        for (const container of court.evidence.containers.values()) if (container.leased && container.takenBy === host) reach();
      },
    };
  },
};

/** Queued work of the dead. */
export const workerDied: Goal = {
  name: 'worker-died-with-queued-work',
  statement: 'A worker died while placed containers waited in its queue or were delivered without acknowledgement.',
  watch(court) {
    const reach = once(court, 'worker-died-with-queued-work');
    return {
      host({ host, change }) {
        const worker = court.evidence.workers.get(host);
        if (dies(change) && worker !== undefined && worker.queue.size + worker.pending.size > 0) reach();
      },
    };
  },
};

/** Locks and leases that ran out. */
export const expired: Goal = {
  name: 'lock-or-lease-expired',
  statement: 'A lock ran out, or the lease of a dead gateway was taken back.',
  watch(court) {
    const reach = once(court, 'lock-or-lease-expired');
    /** Leases whose gateway has died since. */
    const orphans = new Set<string>();
    return {
      host({ host, change }) {
        if (!dies(change)) return;
        for (const container of court.evidence.containers.values())
          if (container.leased && container.takenBy === host) orphans.add(container.id);
      },
      kinds: ['lock', 'lease'],
      commit(commit) {
        for (const change of commit.changes) {
          if (change.kind === 'lock' && change.after === null && commit.client === null) reach();
          if (change.kind === 'lease' && !change.after && orphans.delete(change.id) && court.evidence.container(change.id).backlog > 0)
            reach();
        }
      },
    };
  },
};

/** The worker's own last line. */
export const workerFenced: Goal = {
  name: 'worker-fenced-itself',
  statement: 'A worker that could not renew in time ended its containers by itself, and reported them lost.',
  watch(court) {
    const reach = once(court, 'worker-fenced-itself');
    return {
      kinds: ['outcome'],
      commit({ changes }) {
        for (const change of changes) if (change.kind === 'outcome' && change.after === 'lost:worker_fenced') reach();
      },
    };
  },
};
