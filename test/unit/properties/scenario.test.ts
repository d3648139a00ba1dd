/** Generated scenarios stay within their limits, are plain data, and have exactly the sizes that settings ask for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, scenario } from '../../../properties/arbitraries/index.ts';
import { targetsOf } from '../../../properties/hosts.ts';
import { fitsInto } from '../../../properties/resources.ts';
import { limitsOfSettings } from '../../../properties/suites/settings.ts';

const RUNS = { numRuns: 300, seed: 7 };
const chaos = scenario({ faults: {} });
const sample = fc.sample(chaos, { numRuns: 1_000, seed: 7 });

describe('scenario', () => {
  it('is plain data: written and read again it is the same', () => {
    fc.assert(
      fc.property(chaos, (drawn) => {
        expect(JSON.parse(JSON.stringify(drawn))).toEqual(drawn);
      }),
      RUNS,
    );
  });

  it('has 1-3 gateways, 1-6 workers, 1-40 containers, and faults on hosts that exist', () => {
    fc.assert(
      fc.property(chaos, (drawn) => {
        const { gateways, workers, containers, faults } = drawn;
        expect(gateways.length).toBeGreaterThanOrEqual(1);
        expect(gateways.length).toBeLessThanOrEqual(3);
        expect(workers.length).toBeLessThanOrEqual(6);
        expect(containers.length).toBeLessThanOrEqual(40);
        const hosts = targetsOf(drawn);
        for (const { target, when } of faults) {
          expect(hosts).toContain(target);
          if (when?.host !== undefined) expect(hosts).toContain(when.host);
        }
      }),
      RUNS,
    );
  });

  it('has exactly the sizes that settings fix', () => {
    const limits = limitsOfSettings({ gateways: 3, workers: 4, containers: 20, faults: 5, fault: 'reset', workerTtlMs: 4_000 }, {});
    fc.assert(
      fc.property(scenario(limits), (drawn) => {
        expect([drawn.gateways.length, drawn.workers.length, drawn.containers.length, drawn.faults.length]).toEqual([3, 4, 20, 5]);
        expect(drawn.faults.every((fault) => fault.kind === 'reset')).toBe(true);
        expect(drawn.timings.workerTtlMs).toBe(4_000);
      }),
      RUNS,
    );
  });

  it('has no faults unless asked for', () => {
    fc.assert(
      fc.property(scenario({}), (drawn) => {
        expect(drawn.faults).toEqual([]);
      }),
      RUNS,
    );
  });

  it('takes a plan as it is, in worlds that have its hosts', () => {
    const plan = [{ kind: 'pause', target: 'gateway-5', atMs: 100, forMs: 10 } as const];
    for (const drawn of fc.sample(scenario({ faults: {}, plan, gatewaysMin: 5 }), 20)) {
      expect(drawn.faults).toEqual(plan);
      expect(drawn.gateways).toContain('gateway-5');
    }
  });
});

describe('the swarm', () => {
  it('draws every kind of fault, each in some worlds only', () => {
    for (const kind of FAULT_KINDS) {
      const worlds = sample.filter(({ faults }) => faults.some((fault) => fault.kind === kind)).length;
      expect([kind, worlds > 10 && worlds < 700]).toEqual([kind, true]);
    }
  });

  it('draws rates over more than one order of magnitude, and says them', () => {
    const rates = sample.flatMap(({ configuration }) =>
      Object.entries(configuration).flatMap(([key, value]) => (key.startsWith('fault ') ? [Number.parseFloat(String(value))] : [])),
    );
    expect(Math.min(...rates)).toBeLessThan(0.06);
    expect(Math.max(...rates)).toBeGreaterThan(0.9);
    const middle = rates.toSorted((left, right) => left - right)[Math.floor(rates.length / 2)];
    expect(middle).toBeGreaterThan(0.15);
    expect(middle).toBeLessThan(0.35);
  });

  it('leaves some worlds without faults, repeats, stops, workspaces or operators, and gives them to others', () => {
    const some: Record<string, (drawn: (typeof sample)[number]) => boolean> = {
      faults: ({ faults }) => faults.length > 0,
      repeats: ({ containers }) => containers.some(({ repeatAfterMs }) => repeatAfterMs !== null),
      stops: ({ containers }) => containers.some(({ stopAfterMs }) => stopAfterMs !== null),
      workspaces: ({ containers }) => containers.some(({ workspace }) => workspace !== null),
      quotas: ({ operations }) => operations.some(({ what }) => what === 'quota'),
      cordons: ({ operations }) => operations.some(({ what }) => what === 'cordon'),
      drains: ({ operations }) => operations.some(({ what }) => what === 'drain'),
      'slow tails': ({ latency }) => latency.slowShare !== undefined,
    };
    for (const [what, has] of Object.entries(some)) {
      const share = sample.filter((drawn) => has(drawn)).length / sample.length;
      expect([what, share > 0.1 && share < 0.99]).toEqual([what, true]);
    }
  });

  it('keeps the steps of Redis’s clock below the stated bound', () => {
    for (const { faults, timings } of sample) {
      const steps = faults.map((fault) => {
        if (fault.target !== 'redis') return 0;
        return Math.abs(fault.kind === 'clock-step' ? fault.stepMs : fault.kind === 'clock-offset' ? fault.offsetMs : 0);
      });
      expect(steps.reduce((sum, step) => sum + step, 0)).toBeLessThanOrEqual((timings.workerTtlMarginMs ?? 0) / 2);
    }
  });
});

describe('the work', () => {
  const calm = fc.sample(scenario({}), { numRuns: 300, seed: 7 });

  it('asks for nearly nothing that no worker could ever run, and sometimes for that', () => {
    const hopeless = calm.flatMap(({ containers, workers }) =>
      containers.filter((plan) => !workers.some((worker) => fitsInto(plan, worker))),
    );
    const all = calm.reduce((count, { containers }) => count + containers.length, 0);
    expect(hopeless.length).toBeGreaterThan(0);
    expect(hopeless.length / all).toBeLessThan(0.1);
  });

  it('asks for nothing that fits nowhere, and takes no worker away for good, when requests never time out', () => {
    for (const { containers, workers, operations } of fc.sample(scenario({ requestTimeoutMs: 0 }), { numRuns: 300, seed: 7 })) {
      expect(containers.every((plan) => workers.some((worker) => fitsInto(plan, worker)))).toBe(true);
      const last = new Map(operations.flatMap((operation) => (operation.what === 'quota' ? [] : [[operation.worker, operation.what]])));
      expect([...last.values()].every((what) => what === 'uncordon')).toBe(true);
    }
  });
});
