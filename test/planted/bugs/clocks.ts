/** Mistakes with clocks (E6 of beta9): two machines' clocks are compared, or a machine's with Redis's. */
import { deadlineMembership, leaseLock, leasedIntake, lockedReaper, readyAtRetry, scriptedSubmit } from '../../../src/parts/index.ts';
import type { RedisScript } from '../../../src/redis/index.ts';
import { intakeScript, keepaliveScript, reapScript, registerScript, requeueScript, submitScript } from '../../../src/scripts/index.ts';
import { byOwnClock, sending, tellingOwnClock, type Values } from '../altered-link.ts';
import { plant, spoil, type BugFamily } from '../planted-bug.ts';

/** KEYS: lock, epoch. ARGV: random, TTL (ms), the caller's clock. The value says until when, by the holder's clock. */
const acquireByOwnClock: RedisScript = {
  name: 'acquireLock',
  numberOfKeys: 2,
  lua: `
local held = redis.call('GET', KEYS[1])
if held then
  local random, deadline = string.match(held, '^%d+:(.*)@(%d+)$')
  if random == ARGV[1] then return held end
  if tonumber(deadline) > tonumber(ARGV[3]) then return false end
end
local value = redis.call('INCR', KEYS[2]) .. ':' .. ARGV[1] .. '@' .. string.format('%.0f', ARGV[3] + ARGV[2])
redis.call('SET', KEYS[1], value)
return value
`,
};

/** All of them. */
export const clocks: BugFamily = {
  name: 'clocks',
  bugs: [
    plant({
      name: 'reap-by-gateway-clock',
      mistake: 'the reaper compares the workers’ deadlines with the clock of the gateway that reaps',
      parts: { reaper: (context) => lockedReaper(byOwnClock(reapScript))(tellingOwnClock(context)) },
      expected: ['S31', 'S17', 'S29', 'S27', 'S12', 'L1', 'L3'],
    }),
    plant({
      name: 'deadline-by-worker-clock',
      mistake: 'a worker’s deadline is its own clock plus the TTL, and the reaper compares it with Redis’s',
      parts: {
        membership: (context) =>
          deadlineMembership({ register: byOwnClock(registerScript), keepalive: byOwnClock(keepaliveScript) })(tellingOwnClock(context)),
      },
      expected: ['S31', 'S29', 'S27', 'L1', 'L3'],
    }),
    plant({
      name: 'intake-by-gateway-clock',
      mistake: 'a gateway asks for requests that are ready by its own clock, and leases them until a moment of its own clock',
      parts: { intake: (context) => leasedIntake(byOwnClock(intakeScript))(tellingOwnClock(context)) },
      expected: ['L1', 'L10', 'L12', 'L14', 'S17', 'S31'],
    }),
    plant({
      name: 'submit-by-client-clock',
      mistake: 'a request’s time of submission, and its place in the backlog, come from the client’s clock',
      parts: { submit: (context) => scriptedSubmit(byOwnClock(submitScript))(tellingOwnClock(context)) },
      expected: ['L1', 'L12', 'L14', 'S17', 'S18', 'S31'],
    }),
    plant({
      name: 'ready-at-by-gateway-clock',
      mistake: 'a request that did not fit is ready again at a moment of the gateway’s clock',
      parts: {
        retry: (context, failure) => {
          const absolute = (values: Values): Values =>
            values.map((value, index) => (index > 0 && index % 2 === 0 ? Date.now() + Number(value) : value));
          return readyAtRetry(spoil(requeueScript, 'now + ARGV[i + 1]', 'ARGV[i + 1]'))(sending(context, absolute), failure);
        },
      },
      expected: ['L1', 'L12', 'L14', 'S17', 'S31'],
    }),
    plant({
      name: 'lock-by-holder-clock',
      mistake: 'a lock has no TTL in Redis; its value says until when it holds by the holder’s clock, and others compare that with theirs',
      parts: { lock: (context) => leaseLock({ acquire: acquireByOwnClock })(tellingOwnClock(context)) },
      expected: ['S13', 'S14', 'S20', 'L2', 'L3', 'L1'],
    }),
  ],
};
