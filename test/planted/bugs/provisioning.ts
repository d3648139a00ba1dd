/** Mistakes of those who ask for machines and send them away again (B8, D1, D2, D13 of beta9). */
import { KEY_PREFIXES, poolClaimsKey, poolWorkersKey, POOLS_KEY } from '../../../src/keys.ts';
import {
  claimedProvisioner,
  deadlineMembership,
  lockedReaper,
  type MembershipPart,
  type PartMaker,
  type ProvisionerPart,
} from '../../../src/parts/index.ts';
import { claimScript, reapScript, spinDownScript } from '../../../src/scripts/index.ts';
import { plant, spoil, type BugFamily } from '../planted-bug.ts';

const CLAIMS_KEY = `return '${KEY_PREFIXES.poolClaims}' .. name end`;
const MAXIMUM = "  if pool.members + #pool.order >= pool.max then return 'full' end\n";
const ROOM_ON_ITS_WAY = 'if takes(room_of(pool, worker), request.demand) then';
const FITS_NOW = 'elseif can_grow(request) and fits_now(request) then';
const COUNT_ATTEMPT = "  redis.call('HINCRBY', container_key(request.id), 'provisioning_attempts', 1)\n";
const FORGET_RECORD = "  redis.call('DEL', worker_key(worker))\n";
const LEAVE_POOL = `  leave_pool(worker)\n${FORGET_RECORD}`;
const MINIMUM = "  if available <= cjson.decode(pool).workersMin then return 'needed' end\n";

/** Every gateway writes its claims to a key of its own. */
const claimPerGateway: PartMaker<ProvisionerPart> = (context) => {
  const own = CLAIMS_KEY.replace('name end', `name .. '@${context.actorId}' end`);
  return claimedProvisioner({ claim: spoil(claimScript, CLAIMS_KEY, own) })(context);
};

/** Looks whether the pools have room for one more, then takes as many claims as there are requests. */
const maximumOutside: PartMaker<ProvisionerPart> = (context) => {
  const { link, pools } = context;
  const inner = claimedProvisioner({ claim: spoil(claimScript, MAXIMUM, '') })(context);
  const isFull = async (name: string, workersMax: number): Promise<boolean> => {
    const counts = [link.client.scard(poolWorkersKey(name)), link.client.hlen(poolClaimsKey(name))];
    const [workers = 0, claims = 0] = await Promise.all(counts);
    return workers + claims >= workersMax;
  };
  return {
    async provision(unplaced, workers) {
      const full = await Promise.all(pools.map(({ name, workersMax }) => isFull(name, workersMax)));
      return full.some(Boolean) ? { placements: [], unplaced } : inner.provision(unplaced, workers);
    },
  };
};

/** Looks how many there are, and goes if it is not the last that is needed. */
const minimumOutside: PartMaker<MembershipPart> = (context) => {
  const sound = deadlineMembership()(context);
  const hasty = deadlineMembership({ spinDown: spoil(spinDownScript, MINIMUM, '') })(context);
  return {
    ...sound,
    async spinDown(worker) {
      const { link } = context;
      const members = await link.client.scard(poolWorkersKey(worker.poolName));
      const known = await link.client.hget(POOLS_KEY, worker.poolName);
      const { workersMin } = JSON.parse(known ?? '{"workersMin":0}') as { readonly workersMin: number };
      if (members <= workersMin) return 'needed';
      return (await hasty.spinDown?.(worker)) ?? 'needed';
    },
  };
};

/** All of them. */
export const provisioning: BugFamily = {
  name: 'provisioning',
  bugs: [
    plant({
      name: 'claim-per-gateway',
      mistake: 'each gateway knows its own claims only, so two ask for a worker for one request (B8)',
      parts: { provisioner: claimPerGateway },
      expected: ['S21'],
    }),
    plant({
      name: 'workers-on-their-way-ignored',
      mistake: 'a worker that was asked for counts as full, so every request asks for one of its own (D2)',
      parts: { provisioner: claimedProvisioner({ claim: spoil(claimScript, ROOM_ON_ITS_WAY, 'if false then') }) },
      expected: ['S21'],
    }),
    plant({
      name: 'free-workers-ignored',
      mistake: 'a claim is taken for what the planner could not place, also when a worker has become free since (D1)',
      parts: { provisioner: claimedProvisioner({ claim: spoil(claimScript, FITS_NOW, 'elseif false then') }) },
      expected: ['S21'],
    }),
    plant({
      name: 'maximum-checked-outside',
      mistake: 'the maximum of a pool is checked in one step and the claims are taken in the next (D13)',
      parts: { provisioner: maximumOutside },
      expected: ['S21'],
    }),
    plant({
      name: 'attempts-not-counted',
      mistake: 'nobody counts how many workers were asked for on behalf of one request',
      parts: { provisioner: claimedProvisioner({ claim: spoil(claimScript, COUNT_ATTEMPT, '') }) },
      expected: ['S21'],
    }),
    plant({
      name: 'minimum-checked-outside',
      mistake: 'an idle worker looks how many its pool has, and leaves in the next step; two do so at once',
      parts: { membership: minimumOutside },
      expected: ['S21'],
    }),
    plant({
      name: 'dead-worker-stays-in-pool',
      mistake: 'a dead worker is counted among those of its pool for ever, so the pool seems full',
      parts: { reaper: lockedReaper(spoil(reapScript, LEAVE_POOL, FORGET_RECORD)) },
      expected: ['S19'],
    }),
    plant({
      name: 'idle-worker-stays',
      mistake: 'an idle worker counts itself away: it leaves only while its pool has two more than it needs',
      parts: { membership: deadlineMembership({ spinDown: spoil(spinDownScript, 'available <= cjson', 'available - 1 <= cjson') }) },
      expected: ['L9'],
    }),
  ],
};
