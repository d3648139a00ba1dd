/** Mistakes that bring records back to life (C7, D4 of beta9): a write that does not ask whether there is still something to write to. */
import { deadlineMembership, ownedExecution, readyAtRetry } from '../../../src/parts/index.ts';
import { keepaliveScript, requeueScript, startedScript } from '../../../src/scripts/index.ts';
import { plant, spoil, type BugFamily } from '../planted-bug.ts';

const OWNER_CHECK = "if container[2] ~= ARGV[1] or container[3] ~= ARGV[2] then return 'gone' end";
const LEASE_CHECK = "if container[1] == 'PENDING' and not container[2] and container[3] == ARGV[1] then";

/** All of them. */
export const records: BugFamily = {
  name: 'records',
  bugs: [
    plant({
      name: 'started-recreates-record',
      mistake: 'a worker that reports a start writes RUNNING without asking whether the record is still there, and still its own',
      parts: {
        execution: ownedExecution(
          spoil(spoil(startedScript, OWNER_CHECK, ''), "if container[1] == 'PENDING' then", "if container[1] ~= 'STOPPING' then"),
        ),
      },
      expected: ['S8', 'S20', 'S26', 'S12'],
    }),
    plant({
      name: 'keepalive-recreates-worker',
      mistake: 'a renewal writes the status into the worker’s record, whether or not the record is still there',
      parts: {
        membership: deadlineMembership({
          keepalive: spoil(
            keepaliveScript,
            "if redis.call('HGET', KEYS[1], 'incarnation') ~= ARGV[2] then return {'replaced'} end",
            "if redis.call('HGET', KEYS[1], 'status') ~= 'disabled' then redis.call('HSET', KEYS[1], 'status', 'available') end",
          ),
        }),
      },
      expected: ['S20', 'S8', 'S1', 'S15', 'S19', 'L1', 'L4'],
    }),
    plant({
      name: 'requeue-recreates-record',
      mistake: 'a request goes back to the backlog although it was stopped in the meantime, as a record without a request',
      parts: { retry: readyAtRetry(spoil(requeueScript, LEASE_CHECK, 'if not container[2] then')) },
      expected: ['S8', 'S11', 'S20', 'S6', 'L1'],
    }),
  ],
};
