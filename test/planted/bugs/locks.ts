/** Mistakes with locks (C5, C6 of beta9). */
import { leaseLock } from '../../../src/parts/index.ts';
import { acquireLockScript, releaseLockScript } from '../../../src/scripts/index.ts';
import { plant, spoil, type BugFamily } from '../planted-bug.ts';

const COMPARE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end";
const SET = "redis.call('SET', KEYS[1], value, 'PX', ARGV[2])";

/** All of them. */
export const locks: BugFamily = {
  name: 'locks',
  bugs: [
    plant({
      name: 'release-lock-without-token',
      mistake: 'a lock is released by deleting it, without asking whether it is still ours (C6)',
      parts: { lock: leaseLock({ release: spoil(releaseLockScript, COMPARE, "redis.call('DEL', KEYS[1])") }) },
      expected: ['S14'],
    }),
    plant({
      name: 'lock-without-ttl',
      mistake: 'the lock is set without a TTL, so a gateway that dies holding it stops all reaping',
      parts: { lock: leaseLock({ acquire: spoil(acquireLockScript, SET, "redis.call('SET', KEYS[1], value)") }) },
      expected: ['L2', 'L3', 'L1', 'S20'],
    }),
    plant({
      name: 'lock-taken-while-held',
      mistake: 'whoever asks for the lock gets it, held or not',
      parts: { lock: leaseLock({ acquire: spoil(acquireLockScript, '  return false\nend\n', 'end\n') }) },
      expected: ['S14', 'S13'],
    }),
    plant({
      name: 'lock-ttl-in-seconds',
      mistake: 'the TTL of a lock is given in seconds where Redis wants milliseconds, so it is over before any work is done',
      parts: {
        lock: leaseLock({ acquire: spoil(acquireLockScript, SET, SET.replace('ARGV[2]', 'math.max(1, math.floor(ARGV[2] / 1000))')) }),
      },
      expected: ['L7', 'L1', 'L3', 'L2', 'L14', 'S6'],
    }),
  ],
};
