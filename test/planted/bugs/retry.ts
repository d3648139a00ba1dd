/** Mistakes with requests that could not be placed (A1, A4, A11, B2, B3 of beta9): lost, duplicated, tried for ever, given up wrongly. */
import type { Timings } from '../../../src/index.ts';
import {
  leasedIntake,
  readyAtRetry,
  truthfulFailure,
  type FailurePart,
  type PartContext,
  type RetryPart,
} from '../../../src/parts/index.ts';
import { failScript, intakeScript, requeueScript } from '../../../src/scripts/index.ts';
import { plant, spoil, type BugFamily } from '../planted-bug.ts';

const LEASE_CHECK = "if container[1] == 'PENDING' and not container[2] and container[3] == ARGV[1] then";
const RETURN = 'return_to_backlog(id, now + ARGV[i + 1])';

type RetryMaker = (context: PartContext, failure: FailurePart) => RetryPart;

/** The default retry with other limits. */
function retryWith(limits: Partial<Timings>): RetryMaker {
  return (context, failure) => readyAtRetry()({ ...context, timings: { ...context.timings, ...limits } }, failure);
}

const requeueAnything: RetryMaker = (context, failure) => {
  const inner = readyAtRetry(spoil(requeueScript, LEASE_CHECK, 'if container[1] then'))(context, failure);
  return { ...inner, retry: (unplaced) => inner.retry(unplaced.map(({ taken }) => ({ taken, reason: 'capacity' }))) };
};

const failWhatIsSettled: RetryMaker = (context, failure) => {
  const inner = readyAtRetry()(context, failure);
  return {
    ...inner,
    async retry(unplaced) {
      const hopeless = unplaced.filter(({ reason }) => reason === 'already_placed' || reason === 'lease_lost');
      const requests = hopeless.map(({ taken }) => taken);
      if (requests.length > 0) await failure.fail(requests, 'retry_limit');
      return inner.retry(unplaced.filter((one) => !hopeless.includes(one)));
    },
  };
};

/** All of them. */
export const retry: BugFamily = {
  name: 'retry',
  bugs: [
    plant({
      name: 'pop-without-lease',
      mistake: 'the intake pops requests and takes no lease, so a gateway that dies takes them with it (A1)',
      parts: { intake: leasedIntake(spoil(intakeScript, "redis.call('ZADD', KEYS[2], deadline, id)", '')) },
      expected: ['S6', 'L1', 'L14'],
    }),
    plant({
      name: 'requeue-duplicates',
      mistake: 'a refused request goes back to the backlog although it is placed or running by now (B2)',
      parts: { retry: requeueAnything },
      expected: ['S4', 'S5', 'S6', 'S7', 'S8', 'S3', 'S26', 'L1', 'L4'],
    }),
    plant({
      name: 'fail-owned-container',
      mistake: 'a request whose commit was refused because it is placed already is reported failed, and its record deleted (B3)',
      parts: { failure: truthfulFailure(spoil(failScript, LEASE_CHECK, 'if container[1] then')), retry: failWhatIsSettled },
      expected: ['S12', 'S5', 'S6', 'S8', 'L4'],
    }),
    plant({
      name: 'never-gives-up',
      mistake: 'a request that fits nowhere is tried for ever',
      parts: { retry: retryWith({ requestTimeoutMs: 0 }) },
      expected: ['L1', 'L14', 'S17'],
    }),
    plant({
      name: 'backoff-without-cap',
      mistake: 'the wait between two attempts doubles without a limit',
      parts: { retry: retryWith({ retryBackoffMaxMs: Number.POSITIVE_INFINITY }) },
      expected: ['S17', 'L1', 'L7', 'L14'],
    }),
    plant({
      name: 'age-from-last-attempt',
      mistake: 'a request that goes back to the backlog is as young as on its first day, so it never times out (A11)',
      parts: {
        retry: readyAtRetry(spoil(requeueScript, RETURN, `${RETURN}\n    redis.call('HSET', container_key(id), 'submitted_at', now)`)),
      },
      expected: ['S17', 'L1', 'L14'],
    }),
    plant({
      name: 'retry-counter-reset',
      mistake: 'the count of attempts starts anew with every attempt, so the backoff never grows',
      parts: {
        retry: readyAtRetry(
          spoil(requeueScript, "redis.call('HINCRBY', state, 'attempts', 1)", "redis.call('HSET', state, 'attempts', 0)"),
        ),
      },
      expected: ['S17'],
    }),
  ],
};
