/** Whatever is left out of a scenario or made simpler in it: what comes of it is a scenario of the same names, and a world of its own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenario } from '../../../properties/arbitraries/index.ts';
import { targetsOf } from '../../../properties/hosts.ts';
import { chaosSuite, type Scenario } from '../../../properties/index.ts';
import { fitsInto } from '../../../properties/resources.ts';
import { shrinking } from '../../../properties/suites/shrinking.ts';
import { runWorld, type WorldOutcome } from '../../../sim/index.ts';

const RUNS = { numRuns: 200, seed: 3 };
const chaos = scenario({ faults: {} });

/** A scenario and some of its parts. */
const withSome = chaos.chain((drawn) =>
  fc.record({ drawn: fc.constant(drawn), ids: fc.subarray(shrinking.parts(drawn).map(({ id }) => id)).map((ids) => new Set(ids)) }),
);

function firstSteps(drawn: Scenario, count: number): readonly Scenario[] {
  const steps: Scenario[] = [];
  for (const step of shrinking.simpler(drawn)) if (steps.push(step) === count) break;
  return steps;
}

async function worldOf(one: Scenario, seed: string): Promise<WorldOutcome> {
  const suite = chaosSuite();
  await suite.prepare?.({});
  return runWorld({ ...suite, scenario: () => fc.constant(one) }, { seed, settings: {} });
}

describe('leaving out', () => {
  it('knows every fault, host, container and operation under an id of its own', () => {
    fc.assert(
      fc.property(chaos, (drawn) => {
        const parts = shrinking.parts(drawn);
        const { faults, gateways, workers, containers, operations, pools = [] } = drawn;
        expect(parts.filter(({ kind }) => kind === 'fault').length).toBe(faults.length);
        expect(parts.filter(({ kind }) => kind === 'host').length).toBe(gateways.length + workers.length + pools.length);
        expect(parts.filter(({ kind }) => kind === 'task').length).toBe(containers.length + operations.length);
        expect(new Set(parts.map(({ id }) => id)).size).toBe(parts.length);
      }),
      RUNS,
    );
  });

  it('leaves the other parts under the same ids, but for what was done to a host that is gone', () => {
    fc.assert(
      fc.property(withSome, ({ drawn, ids }) => {
        const smaller = shrinking.without(drawn, ids);
        if (smaller === null) return;
        const hosts = targetsOf(smaller);
        const before = shrinking.parts(drawn).filter(({ id }) => !ids.has(id));
        const after = new Set(shrinking.parts(smaller).map(({ id }) => id));
        for (const { id, kind } of before) if (kind === 'host' || id.startsWith('c')) expect(after).toContain(id);
        expect(after.size).toBeLessThanOrEqual(before.length);
        for (const { target } of smaller.faults) expect(hosts).toContain(target);
        expect(smaller.gateways.length * smaller.workers.length * smaller.containers.length).toBeGreaterThan(0);
      }),
      RUNS,
    );
  });

  it('refuses to leave out the last gateway, worker or container', () => {
    for (const drawn of fc.sample(chaos, { numRuns: 5, seed: 5 })) {
      for (const ids of [drawn.gateways, drawn.workers.map(({ name }) => name), drawn.containers.map(({ id }) => id)])
        expect(shrinking.without(drawn, new Set(ids))).toBeNull();
    }
  });

  it('never leaves somebody who waits for ever', () => {
    for (const drawn of fc.sample(scenario({ requestTimeoutMs: 0, workers: 3 }), { numRuns: 50, seed: 2 })) {
      const kept = shrinking.without(drawn, new Set(['worker-1']));
      if (kept === null) continue;
      for (const plan of kept.containers) expect(kept.workers.some((worker) => fitsInto(plan, worker))).toBe(true);
    }
  });
});

describe('simpler', () => {
  it('gives plain data that differs', () => {
    for (const drawn of fc.sample(chaos, { numRuns: 20, seed: 11 })) {
      for (const step of firstSteps(drawn, 30)) {
        expect(JSON.parse(JSON.stringify(step))).toEqual(step);
        expect(JSON.stringify(step)).not.toBe(JSON.stringify(drawn));
      }
    }
  });

  it('comes to an end when every step is taken', () => {
    for (const drawn of fc.sample(chaos, { numRuns: 10, seed: 12 })) {
      let current = drawn;
      let steps = 0;
      for (; steps < 3_000; steps += 1) {
        const [next] = firstSteps(current, 1);
        if (next === undefined) break;
        current = next;
      }
      expect(steps).toBeLessThan(3_000);
      expect(current.latency).toEqual({ minimumMicros: 100, maximumMicros: 200 });
      expect(current.containers.every(({ stopAfterMs, repeatAfterMs }) => stopAfterMs === null && repeatAfterMs === null)).toBe(true);
    }
  });
});

describe('as worlds', () => {
  it('a scenario that was written and read again is the same world', async () => {
    for (const drawn of fc.sample(chaos, { numRuns: 3, seed: 21 })) {
      const once = await worldOf(drawn, 'a');
      const again = await worldOf(JSON.parse(JSON.stringify(drawn)) as Scenario, 'a');
      expect(again.hash).toBe(once.hash);
      expect(once.status).toBe('held');
    }
  });

  it('what is left out or simpler still runs and settles', async () => {
    for (const { drawn, ids } of fc.sample(withSome, { numRuns: 5, seed: 22 })) {
      const smaller = shrinking.without(drawn, ids) ?? drawn;
      for (const one of [smaller, ...firstSteps(smaller, 2)]) expect((await worldOf(one, 'b')).violation?.sentence).toBeUndefined();
    }
  });
});
