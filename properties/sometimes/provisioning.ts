/** Workers that came and went because of pools. */
import { POOLS_KEY } from '../../src/index.ts';
import { isGateway } from '../property.ts';
import { once, type Goal } from './goal.ts';

/** Asked for, booted, used. */
export const provisionedWorkerUsed: Goal = {
  name: 'provisioned-worker-used',
  statement: 'A worker that a gateway asked a pool for ran a container.',
  watch(court) {
    const reach = once(court, 'provisioned-worker-used');
    return {
      run({ run }) {
        if (court.evidence.provisioning.asked.has(run.worker)) reach();
      },
    };
  },
};

/** The pool said no, or nothing. */
export const provisioningFailed: Goal = {
  name: 'provisioning-failed',
  statement: 'A pool refused a worker, or promised one that had not come when its claim was over.',
  watch(court) {
    const reach = once(court, 'provisioning-failed');
    return {
      kinds: ['claim'],
      commit({ changes }) {
        for (const change of changes) {
          if (change.kind === 'claim' && change.after === null && (court.evidence.workers.get(change.worker)?.record ?? null) === null)
            reach();
        }
      },
      provision({ what }) {
        if (what === 'refused') reach();
      },
    };
  },
};

/** Nothing to do, and gone. */
export const idleWorkerLeft: Goal = {
  name: 'idle-worker-left',
  statement: 'A worker that a pool was asked for had nothing to do and left by itself.',
  watch(court) {
    const reach = once(court, 'idle-worker-left');
    return {
      kinds: ['worker'],
      commit({ changes, client }) {
        for (const change of changes) {
          if (change.kind !== 'worker' || change.after !== null || client !== change.worker) continue;
          if (court.evidence.provisioning.asked.has(change.worker)) reach();
        }
      },
    };
  },
};

/** What claims are for. */
export const claimSpared: Goal = {
  name: 'claim-of-another-gateway-counted',
  statement: 'A gateway wanted a worker for a request for which another gateway had one on its way, and asked for none.',
  watch(court) {
    const reach = once(court, 'claim-of-another-gateway-counted');
    return {
      activity({ client, args, command, writes }) {
        if (command !== 'EVALSHA' || writes.length > 0 || !isGateway(client) || args[2] !== POOLS_KEY) return;
        for (const claim of court.evidence.provisioning.claims.values()) {
          if (claim.gateway !== client && claim.containerIds.some((id) => args.includes(id))) reach();
        }
      },
    };
  },
};
