/** Requests that did not get a place at once. */
import { KEY_PREFIXES } from '../../src/index.ts';
import { isGateway } from '../property.ts';
import { fitsInto } from '../resources.ts';
import { once, type Goal } from './goal.ts';

/** Another gateway was faster. */
export const refused: Goal = {
  name: 'commit-refused-for-capacity',
  statement: 'A gateway tried to place a request on a worker that had no room for it any more, and was refused.',
  watch(court) {
    const reach = once(court, 'commit-refused-for-capacity');
    return {
      activity(step) {
        if (step.command !== 'EVALSHA' || !isGateway(step.client)) return;
        const key = step.args[2];
        if (key === undefined || !key.startsWith(KEY_PREFIXES.workerState)) return;
        const free = court.evidence.workers.get(key.slice(KEY_PREFIXES.workerState.length))?.record?.free;
        if (free === undefined) return;
        for (const argument of step.args) {
          const container = court.evidence.containers.get(argument);
          if (container === undefined || !container.leased || container.record === null) continue;
          if (fitsInto(container.record.demand, free)) continue;
          reach();
          return;
        }
      },
    };
  },
};

/** A second attempt. */
export const retried: Goal = {
  name: 'request-retried',
  statement: 'A request went back to the backlog after somebody had taken it.',
  watch(court) {
    const reach = once(court, 'request-retried');
    return {
      kinds: ['backlog'],
      commit(commit) {
        for (const change of commit.changes) {
          if (change.kind === 'backlog' && change.after > change.before && court.evidence.container(change.id).backlogEntries > 1) reach();
        }
      },
    };
  },
};

/** Time ran out in the backlog. */
export const timedOut: Goal = {
  name: 'request-timed-out',
  statement: 'A request found no place for so long that it was failed.',
  watch(court) {
    const reach = once(court, 'request-timed-out');
    return {
      kinds: ['outcome'],
      commit({ changes }) {
        for (const change of changes) if (change.kind === 'outcome' && change.after === 'failed:request_timeout') reach();
      },
    };
  },
};

/** Attempts ran out in the backlog. */
export const triedInVain: Goal = {
  name: 'request-tried-in-vain',
  statement: 'A request was refused a place so often that it was failed.',
  watch(court) {
    const reach = once(court, 'request-tried-in-vain');
    return {
      kinds: ['outcome'],
      commit({ changes }) {
        for (const change of changes) if (change.kind === 'outcome' && change.after === 'failed:retry_limit') reach();
      },
    };
  },
};

/** Ageing made a difference. */
export const placedWhereKeptFree: Goal = {
  name: 'placed-where-kept-free',
  statement: 'A request that had waited long was placed on the worker that was kept free for it.',
  watch(court) {
    const reach = once(court, 'placed-where-kept-free');
    return {
      kinds: ['owned'],
      commit({ changes }) {
        for (const change of changes) {
          if (change.kind !== 'worker') continue;
          const holder = change.before?.reservation?.id;
          if (holder !== undefined && changes.some((one) => one.kind === 'owned' && one.id === holder && one.worker === change.worker))
            reach();
        }
      },
    };
  },
};
