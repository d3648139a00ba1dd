/**
 * `sometimes` goals: situations that a run of worlds must have been in, or a green result says nothing about them. Each is judged from the
 * same evidence as the properties, and counts once a world.
 */
import { KEY_PREFIXES } from '../src/index.ts';
import type { Court, PropertyListener, RedisStep } from './property.ts';
import { fitsInto } from './resources.ts';

/** A situation that must be met at least once over all worlds of a run. */
export interface Goal {
  readonly name: string;
  readonly statement: string;
  watch(court: Court): PropertyListener;
}

const dies = (change: string): boolean => change === 'crashed' || change === 'died';

/** Calls `court.reach` at the first time only. */
function once(court: Court, name: string): () => void {
  let reached = false;
  return () => {
    if (reached) return;
    reached = true;
    court.reach(name);
  };
}

const gatewayDied: Goal = {
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

const workerDied: Goal = {
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

const expired: Goal = {
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

const sameStep = (left: RedisStep, right: RedisStep): boolean =>
  left.command === right.command &&
  left.args.length === right.args.length &&
  left.args.length > 2 &&
  left.args.every((argument, index) => argument === right.args[index]);

const replyLost: Goal = {
  name: 'reply-lost-after-execution',
  statement: 'A command was executed, its reply was lost, and the client sent the same command again on a new connection.',
  watch(court) {
    const reach = once(court, 'reply-lost-after-execution');
    const recent = new Map<string, RedisStep[]>();
    const kept = 4;
    return {
      activity(step) {
        if (step.client === null || step.command !== 'EVALSHA') return;
        let steps = recent.get(step.client);
        if (steps === undefined) recent.set(step.client, (steps = []));
        if (steps.some((earlier) => earlier.connection !== step.connection && sameStep(earlier, step))) reach();
        steps.push(step);
        if (steps.length > kept) steps.shift();
      },
    };
  },
};

const refused: Goal = {
  name: 'commit-refused-for-capacity',
  statement: 'A gateway tried to place a request on a worker that had no room for it any more, and was refused.',
  watch(court) {
    let reached = false;
    return {
      activity(step) {
        if (reached || step.client === null || step.command !== 'EVALSHA') return;
        const key = step.args[2];
        if (key === undefined || !key.startsWith(KEY_PREFIXES.workerState) || !step.client.startsWith('gateway-')) return;
        const free = court.evidence.workers.get(key.slice(KEY_PREFIXES.workerState.length))?.record?.free;
        if (free === undefined) return;
        for (const argument of step.args) {
          const container = court.evidence.containers.get(argument);
          if (container === undefined || !container.leased || container.record === null) continue;
          if (fitsInto(container.record.demand, free)) continue;
          reached = true;
          court.reach('commit-refused-for-capacity');
          return;
        }
      },
    };
  },
};

const retried: Goal = {
  name: 'request-retried',
  statement: 'A request went back to the backlog after somebody had taken it.',
  watch(court) {
    const reach = once(court, 'request-retried');
    return {
      commit(commit) {
        for (const change of commit.changes) {
          if (change.kind === 'backlog' && change.after > change.before && court.evidence.container(change.id).backlogEntries > 1) reach();
        }
      },
    };
  },
};

/** The goals of `chaos`. */
export const chaosGoals: readonly Goal[] = [gatewayDied, workerDied, expired, replyLost, refused, retried];

/** The goals that need no faults. */
export const steadyGoals: readonly Goal[] = [refused, retried];
