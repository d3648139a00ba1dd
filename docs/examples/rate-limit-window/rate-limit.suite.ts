/**
 * Only requests of the present window count. A user polls once a window, as cron jobs and dashboards do; the limit allows that for ever.
 */
import fc from 'fast-check';
import { addRedis, defineSuite, warmUpRedis, type KeyspaceCommit, type Settings, type Suite, type World } from 'manyworlds';
import { RedisStore as RedisStore420 } from 'rate-limit-redis-4.2.0';
import { RedisStore as RedisStore423 } from 'rate-limit-redis-4.2.3';
import { Api, type StoreClass } from './api.ts';

/** The versions of rate-limit-redis that the suite can run. */
const versions: Readonly<Record<string, StoreClass>> = { '4.2.0': RedisStore420, '4.2.3': RedisStore423 };

interface Scenario {
  readonly windowMs: number;
  /** Requests that are served in a window. */
  readonly requests: number;
  /** How often the user comes, once a window. */
  readonly polls: number;
}

export const rateLimitWindow: Suite<Scenario> = defineSuite<Scenario>({
  name: 'rate-limit-window',
  description: 'a user who polls once a window, under a limit that allows it',
  settings: [{ key: 'version', description: 'the version of rate-limit-redis', type: 'choice', choices: Object.keys(versions) }],
  properties: [
    {
      id: 'W1',
      name: 'only-this-window-counts',
      kind: 'safety',
      statement: 'no request is counted once a whole window has passed since',
      evidence: 'the counter in Redis, after every script that changed it',
    },
  ],
  goals: ['polled-when-the-window-ends'],
  worldsDefault: 50,
  runByDefault: true,
  prepare: () => warmUpRedis(),
  scenario: () =>
    fc.record({
      windowMs: fc.constantFrom(1000, 5000, 60_000),
      requests: fc.integer({ min: 1, max: 3 }),
      polls: fc.integer({ min: 2, max: 8 }),
    }),
  build,
});

function build(world: World, { windowMs, requests, polls }: Scenario, settings: Settings): void {
  const redis = addRedis(world);
  const Store = versions[settings['version'] ?? '4.2.3'] ?? RedisStore423;

  world.host('api', () => {
    const api = new Api(Store, { windowMs, requests });
    for (let poll = 0; poll < polls; poll += 1) setTimeout(() => void serve(api), 100 + poll * windowMs);
  });

  async function serve(api: Api): Promise<void> {
    world.note('api', `${await api.answer('alice')} alice`, ['rl:alice']);
  }

  /** When the counter was raised, by Redis's clock. */
  const hitsMs: number[] = [];
  redis.observe({ onCommit: judge });

  function judge({ atMs, writes, client }: KeyspaceCommit): void {
    if (client === null || !writes.includes('rl:alice')) return;
    const nowMs = Math.floor(atMs);
    if (hitsMs.at(-1) === nowMs - windowMs) world.goal('polled-when-the-window-ends');
    hitsMs.push(nowMs);
    const counted = Number(redis.keyspace.string('rl:alice'));
    const inWindow = hitsMs.filter((hitMs) => hitMs > nowMs - windowMs).length;
    if (counted <= inWindow) return;
    world.violate({
      property: 'only-this-window-counts',
      sentence: `alice’s request is counted as number ${counted} of its window, and ${inWindow === 1 ? 'it is the only one' : `there were ${inWindow}`} in the last ${windowMs} ms`,
      facts: hitsMs.map((hitMs, index) => ({ atMs: hitMs - world.epochMs, host: redis.host.name, text: `counted request ${index + 1}` })),
      about: ['rl:alice'],
    });
  }
}
