/** Mistakes of those who clean up behind the dead (A6, A7, D7 of beta9), and in how workers die. */
import { deadlineMembership, lockedReaper } from '../../../src/parts/index.ts';
import { reapScript, registerScript } from '../../../src/scripts/index.ts';
import { plant, spoil, type BugFamily } from '../planted-bug.ts';

const BURY = 'lost = lost + bury(worker, ARGV[4], ARGV[3])';
const FORGET_KEYS = "redis.call('DEL', owned_key(worker), queue_key(worker), pending_key(worker), stopping_key(worker))";
const EXPIRED_LEASES = "redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, ARGV[2])";
const RETURN_LEASE = "  redis.call('ZREM', KEYS[2], id)\n  local container = redis.call('HMGET', container_key(id), 'status', 'worker_id')";

/** All of them. */
export const reaper: BugFamily = {
  name: 'reaper',
  bugs: [
    plant({
      name: 'reaper-deletes-first',
      mistake: 'the reaper deletes queue and ownership of a dead worker before it requeues what was in them (A6)',
      parts: { reaper: lockedReaper(spoil(reapScript, BURY, FORGET_KEYS)) },
      expected: ['S28', 'S6', 'L3', 'L1'],
    }),
    plant({
      name: 'reaper-forgets-leases',
      mistake: 'the reaper handles dead workers only; expired leases stay where they are',
      parts: { reaper: lockedReaper(spoil(reapScript, EXPIRED_LEASES, '{}')) },
      expected: ['L7', 'S6', 'L1', 'L14'],
    }),
    plant({
      name: 'reaper-keeps-lease',
      mistake: 'a lease that ran out is returned to the backlog and stays a lease, so it is returned again and again',
      parts: { reaper: lockedReaper(spoil(reapScript, RETURN_LEASE, RETURN_LEASE.split('\n').slice(1).join('\n'))) },
      expected: ['S6', 'S4', 'S7', 'S28', 'L1'],
    }),
    plant({
      name: 'reaper-requeues-running',
      mistake: 'everything placed on a dead worker goes back to the backlog, also what it had acknowledged and may still be running',
      parts: {
        reaper: lockedReaper(spoil(reapScript, 'if container[1] == worker and not container[2] then', 'if container[1] == worker then')),
      },
      expected: ['S5', 'S4', 'S6', 'S7', 'S8', 'S12', 'S26'],
    }),
    plant({
      name: 'restart-forgets-queue',
      mistake: 'a restarted worker deletes the queue and the ownership of its previous life instead of handing them back',
      parts: {
        membership: deadlineMembership({
          register: spoil(registerScript, 'local lost = bury(worker, ARGV[11], ARGV[10])', `local lost = 0\n${FORGET_KEYS}`),
        }),
      },
      expected: ['S6', 'S28', 'L1', 'L3'],
    }),
    plant({
      name: 'restart-inherits-running',
      mistake: 'a restarted worker gets back what it had not acknowledged, but nobody declares lost what its previous life was running',
      parts: {
        membership: deadlineMembership({
          register: spoil(registerScript, 'local lost = bury(worker, ARGV[11], ARGV[10])', 'local lost = 0\nhand_back(worker)'),
        }),
      },
      expected: ['L1', 'L4', 'L6', 'L8', 'S3', 'S6'],
    }),
    plant({
      name: 'reaper-keeps-index',
      mistake: 'a dead worker’s record is removed, its place in the index is not',
      parts: { reaper: lockedReaper(spoil(reapScript, "  redis.call('SREM', KEYS[4], worker)\n", '')) },
      expected: ['S19'],
    }),
  ],
};
