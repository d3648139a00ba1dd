/** Generated scenarios stay within their limits, are plain data, and have exactly the sizes that settings ask for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, scenario } from '../../../properties/arbitraries/index.ts';
import { fitsInto } from '../../../properties/resources.ts';
import { calmFromMs } from '../../../properties/scenario.ts';
import { limitsOfSettings } from '../../../properties/suites/settings.ts';

const RUNS = { numRuns: 200, seed: 7 };

describe('scenario', () => {
  it('is plain data: written and read again it is the same', () => {
    fc.assert(
      fc.property(scenario({ faults: {} }), (drawn) => {
        expect(JSON.parse(JSON.stringify(drawn))).toEqual(drawn);
      }),
      RUNS,
    );
  });

  it('has 1-3 gateways, 1-6 workers, 1-40 containers, and faults on hosts that exist', () => {
    fc.assert(
      fc.property(scenario({ faults: {} }), ({ gateways, workers, containers, faults }) => {
        expect(gateways).toBeGreaterThanOrEqual(1);
        expect(gateways).toBeLessThanOrEqual(3);
        expect(workers.length).toBeLessThanOrEqual(6);
        expect(containers.length).toBeLessThanOrEqual(40);
        const hosts = new Set(workers.map((worker) => worker.name));
        for (let index = 1; index <= gateways; index += 1) hosts.add(`gateway-${index}`);
        for (const fault of faults) expect(hosts).toContain(fault.target);
      }),
      RUNS,
    );
  });

  it('has exactly the sizes that settings fix', () => {
    const limits = limitsOfSettings({ gateways: 3, workers: 4, containers: 20, faults: 5, fault: 'pause', workerTtlMs: 4_000 }, true);
    fc.assert(
      fc.property(scenario(limits), (drawn) => {
        expect([drawn.gateways, drawn.workers.length, drawn.containers.length, drawn.faults.length]).toEqual([3, 4, 20, 5]);
        expect(drawn.faults.every((fault) => fault.kind === 'pause')).toBe(true);
        expect(drawn.timings.workerTtlMs).toBe(4_000);
      }),
      RUNS,
    );
  });

  it('has no faults unless asked for, and then of every kind over many worlds', () => {
    fc.assert(
      fc.property(scenario({}), (drawn) => {
        expect(drawn.faults).toEqual([]);
      }),
      RUNS,
    );
    const kinds = new Set(fc.sample(scenario({ faults: {} }), RUNS).flatMap((drawn) => drawn.faults.map((fault) => fault.kind)));
    expect([...kinds].sort()).toEqual([...FAULT_KINDS].sort());
  });

  it('asks for nearly nothing that no worker could ever run, and sometimes for that', () => {
    const drawn = fc.sample(scenario({}), RUNS);
    const hopeless = drawn.flatMap(({ containers, workers }) =>
      containers.filter((plan) => !workers.some((worker) => fitsInto(plan, worker))),
    );
    const all = drawn.reduce((count, { containers }) => count + containers.length, 0);
    expect(hopeless.length).toBeGreaterThan(0);
    expect(hopeless.length / all).toBeLessThan(0.1);
  });

  it('asks for nothing that fits nowhere when requests never time out', () => {
    const drawn = fc.sample(scenario({ requestTimeoutMs: 0 }), RUNS);
    expect(drawn.every(({ containers, workers }) => containers.every((plan) => workers.some((worker) => fitsInto(plan, worker))))).toBe(
      true,
    );
  });

  it('knows when its last fault is over', () => {
    const moment = { atMs: 1_000, after: null };
    expect(calmFromMs([])).toBe(0);
    expect(calmFromMs([{ kind: 'pause', target: 'worker-1', moment, forMs: 500 }])).toBe(1_500);
  });
});
