/** Mistakes on the way from the queue to the runtime (A5, A8 of beta9): tokens, acknowledgements, repeated reservations. */
import { tokenDelivery, type DeliveryPart, type PartMaker } from '../../../src/parts/index.ts';
import type { RedisScript } from '../../../src/redis/index.ts';
import { acknowledgeScript, reserveScript } from '../../../src/scripts/index.ts';
import { plant, spoil, type BugFamily } from '../planted-bug.ts';

const acknowledgeAnything: RedisScript = {
  name: 'acknowledge',
  numberOfKeys: 3,
  lua: `
redis.call('HDEL', KEYS[2], ARGV[3])
redis.call('HSET', KEYS[3], 'delivery_token', ARGV[4])
return 'start'
`,
};

const startBeforeAcknowledge: PartMaker<DeliveryPart> = (context) => {
  const inner = tokenDelivery()(context);
  return {
    ...inner,
    async acknowledge(worker, container) {
      inner.acknowledge(worker, container).catch(() => undefined);
      return 'start';
    },
  };
};

const TAKE = "for _, id in ipairs(redis.call('LPOP', KEYS[2], ARGV[4]) or {}) do";
const REMEMBER = "  redis.call('HSET', KEYS[3], id, ARGV[3] .. ':' .. id)";
const READ_REMEMBERED = "local pending = redis.call('HGETALL', KEYS[3])";
const LIST = "  taken[#taken + 1] = id\n  taken[#taken + 1] = ARGV[3] .. ':' .. id";

/** A reservation that shows what it took itself; `first` runs for each id that it takes. */
function reserveShowingOwn(first: string): RedisScript {
  const listed = spoil(spoil(reserveScript, TAKE, `local taken = {}\n${TAKE}`), REMEMBER, `${first}\n${LIST}`);
  return spoil(listed, READ_REMEMBERED, 'local pending = taken');
}

/** All of them. */
export const delivery: BugFamily = {
  name: 'delivery',
  bugs: [
    plant({
      name: 'acknowledge-without-token',
      mistake: 'an acknowledgement is accepted without comparing token, owner and status: it also works for what was taken back or stopped',
      parts: { delivery: tokenDelivery({ acknowledge: acknowledgeAnything }) },
      expected: ['S8', 'S4', 'S5', 'S6', 'S11', 'S12', 'S26', 'L1', 'L4'],
    }),
    plant({
      name: 'start-before-acknowledge',
      mistake: 'the worker starts a container while its acknowledgement is still under way',
      parts: { delivery: startBeforeAcknowledge },
      expected: ['S5', 'S4', 'S11', 'S12', 'S26'],
    }),
    plant({
      name: 'reservation-forgets-the-first',
      mistake: 'a reservation that is sent again shows only what it took the second time; what the first took is never delivered',
      parts: { delivery: tokenDelivery({ reserve: reserveShowingOwn(REMEMBER) }) },
      expected: ['L1', 'L4', 'S6'],
    }),
    plant({
      name: 'delivery-not-remembered',
      mistake: 'the worker pops its queue and nobody remembers what was on its way (A5)',
      parts: {
        delivery: tokenDelivery({
          reserve: reserveShowingOwn(''),
          acknowledge: spoil(acknowledgeScript, "redis.call('HGET', KEYS[2], ARGV[3]) ~= ARGV[4] or ", ''),
        }),
      },
      expected: ['S26', 'S6', 'L1', 'L4'],
    }),
    plant({
      name: 'token-reused',
      mistake: 'every delivery of a container has the same token, so that of an earlier delivery is as good as the current one',
      parts: { delivery: tokenDelivery({ reserve: spoil(reserveScript, "ARGV[3] .. ':' .. id", 'id') }) },
      expected: ['S26', 'S25', 'S5'],
    }),
  ],
};
