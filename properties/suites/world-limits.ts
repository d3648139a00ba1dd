/** What bounds of virtual time are made of, measured on one scenario. */
import type { Timings } from '../../src/index.ts';
import type { Limits, Terms } from '../limits.ts';
import type { Scenario } from '../scenario.ts';

/** A worker that is out of service at the end: others may have to wait until they are given up. */
function staysOutOfService({ operations }: Scenario): boolean {
  const out = new Set<string>();
  for (const operation of operations) {
    if (operation.what === 'cordon' || operation.what === 'drain') out.add(operation.worker);
    else if (operation.what === 'uncordon') out.delete(operation.worker);
  }
  return out.size > 0;
}

/** The limits of a scenario's world. `calmFromMs` tells when the last fault was over. */
export function limitsOf(scenario: Scenario, timings: Timings, terms: Terms, calmFromMs: () => number): Limits {
  const times = scenario.containers.map((plan) => plan.startMs + plan.runMs);
  const idleMs = staysOutOfService(scenario) ? timings.requestTimeoutMs : 0;
  return {
    terms,
    timings,
    get calmFromMs() {
      return calmFromMs();
    },
    longestRunMs: Math.max(0, ...times),
    totalRunMs: times.reduce((total, time) => total + time, idleMs),
    containers: scenario.containers.length,
    pools: scenario.pools ?? [],
  };
}
