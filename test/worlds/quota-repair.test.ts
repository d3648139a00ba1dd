/**
 * A hand falsifies what `leased` keeps of a workspace's quota while a container runs: the next repair puts it right in both directions, and
 * `quota-returns` (L5) notices when repairs are switched off.
 */
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { plainContainer, plainWorker } from '../../properties/regressions/regression.ts';
import type { Scenario } from '../../properties/scenario.ts';
import { allProperties } from '../../properties/suites/index.ts';
import { runWorld, type WorldOutcome } from '../../sim/index.ts';
import { warmUpRedis } from '../../sim/redis/index.ts';
import { KEY_PREFIXES, presets, type Preset } from '../../src/index.ts';
import { QUOTA_WORKSPACES_KEY } from '../../src/keys.ts';
import { lockedReaper } from '../../src/parts/index.ts';
import { repairScript } from '../../src/scripts/index.ts';
import { reapScript } from '../../src/scripts/reap.ts';
import { byHand } from './by-hand.ts';

const RESERVATIONS = `${KEY_PREFIXES.quotaReservations}team`;
const FALSIFIED_AT_MS = 3_000;
const SWEEP_MS = 1_000;
/** A gateway looks every second, and whoever sweeps is due once in a second. */
const REPAIRED_BY_MS = FALSIFIED_AT_MS + 3 * SWEEP_MS;

/** Whoever waits for the end of a request keeps the world going. */
const judges = allProperties.filter(({ name }) => name === 'quota-returns' || name === 'every-request-ends');

const scenario: Scenario = {
  gateways: ['gateway-1', 'gateway-2'],
  workers: [plainWorker('worker-1')],
  containers: [{ ...plainContainer('c1', 1_000), workspace: 'team', runMs: 60_000 }],
  operations: [{ id: 'operation-1', what: 'quota', atMs: 100, workspace: 'team', cpuMillicores: 1_500, gpuCount: null }],
  faults: [],
  timings: { workerTtlMs: 3_000, keepaliveMs: 750, workerTtlMarginMs: 500, lockTtlMs: 2_000, socketTimeoutMs: 1_000, sweepMs: SWEEP_MS },
  latency: { minimumMicros: 1_000, maximumMicros: 2_000 },
  configuration: {},
};

const HANDS = {
  'says too little: a live container has lost its reservation': (redis: Redis) => redis.del(RESERVATIONS, QUOTA_WORKSPACES_KEY),
  'says too much: somebody who is not there has one': (redis: Redis) =>
    redis.multi().hset(RESERVATIONS, 'ghost', '1000:0').hset(QUOTA_WORKSPACES_KEY, 'ghost', 'team').exec(),
} as const;

const unrepaired: Preset = {
  ...presets.leased,
  reaper: lockedReaper(reapScript, { ...repairScript, name: 'repairNothing', lua: 'return {0, 0, 0, 0, 0}' }),
};

interface Seen {
  readonly outcome: WorldOutcome;
  /** Reservations before the hand, right after it, and when the repair was due. */
  readonly reservations: readonly Readonly<Record<string, string>>[];
}

async function seen(preset: Preset, hand: (redis: Redis) => Promise<unknown>): Promise<Seen> {
  const reservations: Readonly<Record<string, string>>[] = [];
  await warmUpRedis();
  const suite = byHand({
    name: 'falsified-quota',
    description: 'a hand falsifies the reservations of a workspace',
    scenario,
    preset,
    properties: judges,
    meddle: (world) => {
      world.host('hand', () => {
        const redis = new Redis('redis://redis:6379');
        const look = async (): Promise<void> => void reservations.push(await redis.hgetall(RESERVATIONS));
        setTimeout(
          () =>
            void look()
              .then(() => hand(redis))
              .then(look),
          FALSIFIED_AT_MS,
        );
        setTimeout(() => void look().then(() => redis.disconnect()), REPAIRED_BY_MS);
      });
    },
  });
  return { outcome: await runWorld(suite, { seed: '5', settings: {} }), reservations };
}

describe.each(Object.entries(HANDS))('a quota that %s', (_name, hand) => {
  it('is repaired within the interval of repairs', async () => {
    const { outcome, reservations } = await seen(presets.leased, hand);
    const [before, falsified, repaired] = reservations;
    expect(before).toEqual({ c1: '1000:0' });
    expect(falsified).not.toEqual(before);
    expect(repaired).toEqual(before);
    expect([outcome.status, outcome.violation]).toEqual(['held', null]);
  });

  it('stays wrong without repairs, and L5 says so', async () => {
    const { outcome, reservations } = await seen(unrepaired, hand);
    const [, falsified, later] = reservations;
    expect(later).toEqual(falsified);
    expect(outcome.violation?.property).toBe('quota-returns');
    expect(outcome.violation?.sentence).toMatch(
      /^after its repair was due team (has no reservation of c1, which is live|still has a reservation of ghost, which is not live)$/,
    );
  });
});
