/** Mistakes with stops (B6, C8 of beta9): the stop does not win, is forgotten, or frees what is still in use. */
import { ownedExecution, scriptedStop } from '../../../src/parts/index.ts';
import { startedScript, stopScript } from '../../../src/scripts/index.ts';
import { plant, spoil, type BugFamily } from '../planted-bug.ts';

const OBEY = "if container[1] == 'STOPPING' then return 'stop' end";
const CANCEL = "redis.call('DEL', KEYS[1])\nredis.call('ZREM', KEYS[2], id)\nredis.call('ZREM', KEYS[3], id)";
const ASK_WORKER = "  redis.call('SADD', stopping_key(worker), id)";

/** All of them. */
export const stop: BugFamily = {
  name: 'stop',
  bugs: [
    plant({
      name: 'stop-of-waiting-forgotten',
      mistake: 'the stop of a request that waits marks its record and leaves it to the gateways, which pass over it (B6)',
      parts: {
        stop: scriptedStop(
          spoil(
            stopScript,
            CANCEL,
            "if not worker then\n  redis.call('HSET', KEYS[1], 'status', 'STOPPING')\n  return 'stopping'\nend\n" + CANCEL,
          ),
        ),
      },
      expected: ['L8', 'L1', 'S6', 'S8'],
    }),
    plant({
      name: 'stop-frees-capacity-early',
      mistake: 'a stop gives the container’s capacity to others while the container still runs out its grace period (C8)',
      parts: {
        stop: scriptedStop(
          spoil(stopScript, ASK_WORKER, `${ASK_WORKER}\n  redis.call('HDEL', owned_key(worker), id)\n  refresh_capacity(worker)`),
        ),
      },
      expected: ['S27', 'S3', 'S22', 'S6'],
    }),
    plant({
      name: 'started-overwrites-stopping',
      mistake: 'a worker that reports a start writes RUNNING over STOPPING, and the stop is gone (B6)',
      parts: { execution: ownedExecution(spoil(spoil(startedScript, OBEY, ''), "if container[1] == 'PENDING' then", 'if true then')) },
      expected: ['S8', 'L8'],
    }),
    plant({
      name: 'stop-without-outcome',
      mistake: 'a request that is cancelled disappears without an outcome, so a repeated submission brings it back',
      parts: { stop: scriptedStop(spoil(stopScript, "set_outcome(id, 'stopped', '', ARGV[2])", 'return_quota(id)')) },
      expected: ['S11', 'S8', 'S5', 'S12', 'L1'],
    }),
  ],
};
