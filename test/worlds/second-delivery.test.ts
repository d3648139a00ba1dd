/**
 * A12 of beta9: a container that is pushed a second time to the worker on which it runs makes that worker hang, in every design of the documents. What
 * is placed there afterwards never starts and nobody hears of a stop, while the worker goes on renewing its record. `leased` passes over it.
 */
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { plainContainer, plainWorker } from '../../properties/regressions/regression.ts';
import type { Scenario } from '../../properties/scenario.ts';
import { allProperties, inWorldScale } from '../../properties/suites/index.ts';
import { workerHung } from '../../properties/verdicts/recognise.ts';
import { notes } from '../../properties/verdicts/notes.ts';
import { runWorld, type WorldOutcome } from '../../sim/index.ts';
import { warmUpRedis } from '../../sim/redis/index.ts';
import { presets, workerQueueKey, type PresetName } from '../../src/index.ts';
import { byHand } from './by-hand.ts';

const PUSHED_AT_MS = 2_000;
const judges = allProperties.filter(({ name }) => name === 'every-request-ends');

const scenario: Scenario = {
  gateways: ['gateway-1'],
  workers: [plainWorker('worker-1')],
  // c1 ends by itself soon after the push; c2 comes when it is over.
  containers: [{ ...plainContainer('c1', 500), runMs: 3_000 }, plainContainer('c2', 6_000)],
  operations: [],
  faults: [],
  timings: { workerTtlMs: 3_000, keepaliveMs: 750, workerTtlMarginMs: 500, lockTtlMs: 2_000, socketTimeoutMs: 1_000 },
  latency: { minimumMicros: 1_000, maximumMicros: 2_000 },
  configuration: {},
};

async function world(name: PresetName, pushes: boolean): Promise<WorldOutcome> {
  const preset = inWorldScale(presets[name]);
  await warmUpRedis();
  const suite = byHand({
    name: 'second-delivery',
    description: 'a hand pushes a running container once more',
    scenario,
    preset,
    properties: judges,
    meddle: (opened) => {
      if (!pushes) return;
      opened.host('hand', () => {
        const redis = new Redis('redis://redis:6379');
        const request = { container_id: 'c1', cpu: 1_000, memory: 512, gpu_count: 0, gpu_request: [], timestamp: 0, retry_count: 0 };
        const element = preset.family === 'leased' ? 'c1' : JSON.stringify(request);
        setTimeout(() => void redis.rpush(workerQueueKey('worker-1'), element).then(() => redis.disconnect()), PUSHED_AT_MS);
      });
    },
  });
  return runWorld(suite, { seed: '5', settings: {}, record: true });
}

const hangs = ({ trace }: WorldOutcome): boolean => (trace ?? []).some(({ text }) => text.startsWith('worker-hangs '));

it.each(['baseline', 'cached', 'batch', 'affinity', 'burst'] as const)('makes a worker of %s hang, and its letter is A12', async (name) => {
  const outcome = await world(name, true);
  const { violation, faults, trace } = outcome;
  expect(hangs(outcome)).toBe(true);
  if (violation === null) throw new Error('nothing was violated');
  expect(violation.about).toContain('c2');
  const shown = { violation, faults, trace: trace ?? [] };
  expect(workerHung(shown)).toBe(true);
  const note = notes.find((one) => one.row === name && one.property === violation.property && (one.explains?.(shown) ?? true));
  expect(note?.hazards).toEqual(['A12']);
});

it('is what makes it hang: without it everything ends', async () => {
  const outcome = await world('baseline', false);
  expect([hangs(outcome), outcome.violation]).toEqual([false, null]);
});

it('is passed over by leased', async () => {
  const outcome = await world('leased', true);
  expect([hangs(outcome), outcome.violation]).toEqual([false, null]);
});
