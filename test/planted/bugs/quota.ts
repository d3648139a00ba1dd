/** Mistakes with quotas (E1, E2, E4 of beta9): admitted beside the limit, returned too early, never returned. */
import { containerStateKey, KEY_PREFIXES, QuotaExceededError, requestStatusKey } from '../../../src/index.ts';
import { lockedReaper, scriptedStop, scriptedSubmit, truthfulFailure, type PartMaker, type SubmitPart } from '../../../src/parts/index.ts';
import type { RedisScript } from '../../../src/redis/index.ts';
import { failScript, reapScript, stopScript, submitScript } from '../../../src/scripts/index.ts';
import { RESERVE_QUOTA } from '../../../src/scripts/quota.ts';
import { plant, spoil, type BugFamily } from '../planted-bug.ts';

/** KEYS: container state, request status. ARGV: workspace, cpu, gpus. Reply: the excess, or nil when it fits or is known already. */
const lookAtQuota: RedisScript = {
  name: 'lookAtQuota',
  numberOfKeys: 2,
  lua: `${RESERVE_QUOTA}
if redis.call('EXISTS', KEYS[1], KEYS[2]) > 0 then return false end
return quota_exceeded(ARGV[1], ARGV[2], ARGV[3]) or false
`,
};

const checkThenReserve: PartMaker<SubmitPart> = (context) => {
  const reserving = scriptedSubmit(spoil(submitScript, 'if exceeded then return exceeded end', ''))(context);
  return {
    async submit(request, payload) {
      const { id, workspaceId, cpuMillicores, gpuCount } = request;
      if (workspaceId === undefined) return reserving.submit(request, payload);
      const keys = [containerStateKey(id), requestStatusKey(id)];
      const exceeded = await context.link.run(lookAtQuota, keys, [workspaceId, cpuMillicores, gpuCount]);
      if (Array.isArray(exceeded)) {
        const [, resource = '', limit = '', used = ''] = exceeded.map(String);
        throw new QuotaExceededError(workspaceId, resource, limit, used);
      }
      return reserving.submit(request, payload);
    },
  };
};

/** All of them. */
export const quota: BugFamily = {
  name: 'quota',
  bugs: [
    plant({
      name: 'quota-checked-before-reserved',
      mistake: 'the quota is looked at in one command and reserved in the next, so two users pass the same last place (E1)',
      parts: { submit: checkThenReserve },
      expected: ['S16'],
    }),
    plant({
      name: 'quota-without-own-demand',
      mistake: 'a request is admitted while the workspace is not above its limit, whatever the request itself needs',
      parts: { submit: scriptedSubmit(spoil(submitScript, 'used_cpu + cpu > tonumber(limits[1])', 'used_cpu > tonumber(limits[1])')) },
      expected: ['S16'],
    }),
    plant({
      name: 'quota-of-gpus-ignored',
      mistake: 'only the processor limit of a workspace is compared, never the one for GPUs',
      parts: { submit: scriptedSubmit(spoil(submitScript, 'used_gpus + gpus > tonumber(limits[2])', 'false')) },
      expected: ['S16'],
    }),
    plant({
      name: 'quota-returned-at-stop',
      mistake: 'a stop returns the reservation at once, while the container still runs out its grace period (E4)',
      parts: { stop: scriptedStop(spoil(stopScript, "  return 'stopping'", "  return_quota(id)\n  return 'stopping'")) },
      expected: ['S16', 'L5', 'S27'],
    }),
    plant({
      name: 'quota-kept-on-failure',
      mistake: 'a request that is given up keeps its reservation for ever',
      parts: {
        failure: truthfulFailure(
          spoil(
            failScript,
            "set_outcome(id, 'failed:' .. ARGV[2], '', ARGV[3])",
            `redis.call('SET', '${KEY_PREFIXES.requestStatus}' .. id, 'failed:' .. ARGV[2], 'PX', ARGV[3])`,
          ),
        ),
      },
      expected: ['L5', 'S16'],
    }),
    plant({
      name: 'quota-kept-on-loss',
      mistake: 'containers that died with their worker keep their reservations (E2)',
      parts: {
        reaper: lockedReaper(
          spoil(
            reapScript,
            "set_outcome(id, outcome, '', ttl)",
            `redis.call('SET', '${KEY_PREFIXES.requestStatus}' .. id, outcome, 'PX', ttl)`,
          ),
        ),
      },
      expected: ['L5', 'S16'],
    }),
  ],
};
