/** Mistakes at the end of a container (C3, C8 of beta9). */
import { KEY_PREFIXES, workerStateKey } from '../../../src/index.ts';
import { ownedRelease, type PartMaker, type ReleasePart } from '../../../src/parts/index.ts';
import type { RedisScript } from '../../../src/redis/index.ts';
import { releaseScript } from '../../../src/scripts/index.ts';
import { MARK_CHANGED } from '../../../src/scripts/fragments.ts';
import { plant, spoil, type BugFamily } from '../planted-bug.ts';

/** KEYS: worker state. ARGV: cpu, memory, gpus. */
const addCapacity: RedisScript = {
  name: 'addCapacity',
  numberOfKeys: 1,
  lua: `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HINCRBY', KEYS[1], 'free_cpu', ARGV[1])
redis.call('HINCRBY', KEYS[1], 'free_memory', ARGV[2])
redis.call('HINCRBY', KEYS[1], 'gpu_count', ARGV[3])
return 1
`,
};

const deltaRelease: PartMaker<ReleasePart> = (context) => {
  const rest = ownedRelease(spoil(releaseScript, 'refresh_capacity(ARGV[1])\n', ''))(context);
  return {
    async release(worker, container, outcome) {
      const { cpuMillicores, memoryMib, gpuCount } = container.request;
      const released = await rest.release(worker, container, outcome);
      await context.link.insist(addCapacity, [workerStateKey(worker.id)], [cpuMillicores, memoryMib, gpuCount]);
      return released;
    },
  };
};

/** All of them. */
export const release: BugFamily = {
  name: 'release',
  bugs: [
    plant({
      name: 'release-by-delta',
      mistake: 'a release adds to the free capacity, and adds again when it is resent after a lost reply (C3)',
      parts: { release: deltaRelease },
      expected: ['S2', 'S3', 'S15', 'S22', 'S25', 'L4'],
    }),
    plant({
      name: 'release-keeps-capacity',
      mistake: 'a release removes the container but does not derive the free capacity anew, so an idle worker looks busy',
      parts: { release: ownedRelease(spoil(releaseScript, 'refresh_capacity(ARGV[1])', '')) },
      expected: ['S3', 'S22', 'L4', 'L14'],
    }),
    plant({
      name: 'release-tells-nobody',
      mistake: 'a release writes the free capacity but does not mark the record as changed, so no planner reads it again',
      parts: {
        release: ownedRelease(spoil(releaseScript, MARK_CHANGED, 'local function mark_changed() end\n')),
      },
      expected: ['L6', 'L7', 'L1', 'L14', 'S24'],
    }),
    plant({
      name: 'outcome-without-ttl',
      mistake: 'the outcome of a container is written without a TTL and stays for ever',
      parts: {
        release: ownedRelease(
          spoil(
            releaseScript,
            `redis.call('SET', '${KEY_PREFIXES.requestStatus}' .. id, outcome, 'PX', ttl)`,
            `redis.call('SET', '${KEY_PREFIXES.requestStatus}' .. id, outcome)`,
          ),
        ),
      },
      expected: ['S20'],
    }),
  ],
};
