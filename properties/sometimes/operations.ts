/** What operators and users did in between: cordons, drains, quotas, stops. */
import { fitsInto } from '../resources.ts';
import { once, type Goal } from './goal.ts';

/** The cordon made a difference. */
export const cordonedPassedOver: Goal = {
  name: 'cordoned-worker-passed-over',
  statement: 'A container was placed on another worker while a cordoned one had room for it.',
  watch(court) {
    const reach = once(court, 'cordoned-worker-passed-over');
    const cordoned = new Set<string>();
    return {
      kinds: ['cordon', 'owned'],
      commit({ changes }) {
        for (const change of changes) {
          if (change.kind === 'cordon' && change.after) cordoned.add(change.worker);
          else if (change.kind === 'cordon') cordoned.delete(change.worker);
          if (cordoned.size === 0 || change.kind !== 'owned' || change.before !== null || change.after === null) continue;
          for (const worker of cordoned) {
            const { record } = court.evidence.worker(worker);
            if (record !== null && fitsInto(change.after, record.free)) reach();
          }
        }
      },
    };
  },
};

/** The drain came to its end. */
export const drainedWorkerEmptied: Goal = {
  name: 'drained-worker-emptied',
  statement: 'A worker that held containers when it was cordoned held none any more before it was put back.',
  watch(court) {
    const reach = once(court, 'drained-worker-emptied');
    const draining = new Set<string>();
    return {
      kinds: ['cordon', 'owned'],
      commit({ changes }) {
        for (const change of changes) {
          if (change.kind === 'cordon') {
            if (change.after && court.evidence.worker(change.worker).busy) draining.add(change.worker);
            else draining.delete(change.worker);
          } else if (change.kind === 'owned' && draining.has(change.worker) && !court.evidence.worker(change.worker).busy) reach();
        }
      },
    };
  },
};

/** A cordon that a restart did not wipe away. */
export const cordonOutlivedWorker: Goal = {
  name: 'cordon-outlived-a-worker',
  statement: 'A worker registered a new life while it was cordoned.',
  watch(court) {
    const reach = once(court, 'cordon-outlived-a-worker');
    return {
      kinds: ['worker'],
      commit({ changes }) {
        for (const change of changes) {
          if (change.kind !== 'worker' || change.after === null || !court.evidence.worker(change.worker).cordoned) continue;
          if (change.before?.incarnation !== change.after.incarnation) reach();
        }
      },
    };
  },
};

/** A limit made a difference. */
export const quotaRefused: Goal = {
  name: 'quota-refused',
  statement: 'A submission was refused because its workspace may not use more.',
  watch(court) {
    const reach = once(court, 'quota-refused');
    return {
      client({ kind }) {
        if (kind === 'over-quota') reach();
      },
    };
  },
};

/** The stop was faster than the gateways. */
export const stopBeforePlacement: Goal = {
  name: 'stop-before-placement',
  statement: 'A container was stopped while it waited in the backlog or was leased.',
  watch(court) {
    const reach = once(court, 'stop-before-placement');
    return {
      kinds: ['outcome'],
      commit({ changes }) {
        for (const change of changes) {
          if (change.kind !== 'outcome' || change.after !== 'stopped') continue;
          for (const other of changes) {
            if ((other.kind === 'backlog' || other.kind === 'lease') && other.id === change.id) reach();
          }
        }
      },
    };
  },
};

/** The stop was faster than the worker. */
export const stopBeforeDelivery: Goal = {
  name: 'stop-before-acknowledgement',
  statement: 'A container was stopped while it was placed on a worker that had not acknowledged it.',
  watch(court) {
    const reach = once(court, 'stop-before-acknowledgement');
    return {
      kinds: ['outcome'],
      commit({ changes }) {
        for (const change of changes) {
          if (change.kind !== 'outcome' || change.after !== 'stopped') continue;
          for (const other of changes) {
            if ((other.kind === 'queue' || other.kind === 'pending') && other.id === change.id) reach();
          }
        }
      },
    };
  },
};

/** The worker had to be told. */
export const stopWhileRunning: Goal = {
  name: 'stop-while-running',
  statement: 'A container was told to stop while it ran.',
  watch(court) {
    const reach = once(court, 'stop-while-running');
    return {
      kinds: ['container'],
      commit({ changes }) {
        for (const change of changes) {
          if (change.kind === 'container' && change.after?.status === 'STOPPING' && court.evidence.container(change.id).running > 0)
            reach();
        }
      },
    };
  },
};
