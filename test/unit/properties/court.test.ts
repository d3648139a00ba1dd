/** The court of a world: what is owed counts from the end of the faults, and a property that throws is a mistake of its own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chaosSuite, type Scenario } from '../../../properties/index.ts';
import { plainContainer, plainWorker } from '../../../properties/regressions/regression.ts';
import type { Property, PropertyListener } from '../../../properties/property.ts';
import { buildWorld } from '../../../properties/suites/index.ts';
import { runWorld, type WorldOutcome } from '../../../sim/index.ts';
import { presets } from '../../../src/index.ts';

const quiet: Scenario = {
  gateways: ['gateway-1'],
  workers: [plainWorker('worker-1')],
  containers: [plainContainer('c1', 500)],
  operations: [],
  faults: [],
  timings: {},
  latency: { minimumMicros: 100, maximumMicros: 200 },
  configuration: {},
};

const property = (watch: Property['watch']): Property => ({
  id: 'T1',
  name: 'tested',
  kind: 'safety',
  statement: 'whatever the test says',
  evidence: 'none',
  watch,
});

async function world(scenario: Scenario, watch: Property['watch']): Promise<WorldOutcome> {
  const suite = chaosSuite();
  await suite.prepare?.({});
  return runWorld(
    {
      ...suite,
      scenario: () => fc.constant(scenario),
      build: (built, drawn) => buildWorld(built, drawn, { preset: presets.leased, properties: [property(watch)], goals: [] }),
    },
    { seed: '1', settings: {} },
  );
}

const mistake = (): never => {
  throw new RangeError('a mistake');
};

describe('a property that throws', () => {
  it.each<[string, PropertyListener]>([
    ['commit', { commit: mistake }],
    ['host', { host: mistake }],
    ['client', { client: mistake }],
    ['calm', { calm: mistake }],
    ['rest', { rest: mistake }],
  ])('in its %s is its own error, and no finding', async (part, listener) => {
    await expect(world(quiet, () => listener)).rejects.toThrow(`property tested threw in its ${part}: RangeError: a mistake`);
  });

  it('in its words is its own error, and no finding', async () => {
    const watch: Property['watch'] = (court) => ({ calm: () => void court.owe(10, mistake) });
    await expect(world(quiet, watch)).rejects.toThrow('property tested threw in its otherwise: RangeError: a mistake');
  });
});

describe('what is owed', () => {
  const owing: Property['watch'] = (court) => {
    court.owe(1_000, () => ({ sentence: 'it did not come', facts: [], about: [] }));
    return {};
  };

  it('counts from the beginning of a world without faults', async () => {
    expect((await world(quiet, owing)).violation).toMatchObject({ sentence: 'it did not come', atMs: 1_001 });
  });

  it('counts from the end of the last fault', async () => {
    const faults: Scenario['faults'] = [{ kind: 'pause', target: 'worker-1', atMs: 2_000, forMs: 300 }];
    expect((await world({ ...quiet, faults }, owing)).violation).toMatchObject({ sentence: 'it did not come', atMs: 3_300 });
  });
});
