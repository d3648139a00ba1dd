/** C3 of beta9: a release that is not idempotent, and a client that sends it again when the reply is lost. */
import { workerStateKey } from '../../src/keys.ts';
import { presets } from '../../src/index.ts';
import { ownedRelease, type PartMaker, type ReleasePart } from '../../src/parts/index.ts';
import type { RedisScript } from '../../src/redis/index.ts';
import { releaseScript } from '../../src/scripts/index.ts';
import { spoil, type PlantedBug } from './planted-bug.ts';

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

/** The default preset with this mistake. */
export const releaseByDelta: PlantedBug = {
  name: 'release-by-delta',
  mistake: 'a release adds to the free capacity, and adds again when it is resent after a lost reply',
  preset: { ...presets.leased, name: 'release-by-delta', release: deltaRelease },
  expected: ['S2', 'S3', 'L4'],
};
