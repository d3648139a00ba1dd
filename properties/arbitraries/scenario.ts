/** A whole scenario: machines, work, faults and durations drawn apart, so that each shrinks by itself, then fitted together. */
import fc, { type Arbitrary } from 'fast-check';
import type { Scenario } from '../scenario.ts';
import { faultSketches, planFault, type FaultLimits } from './faults.ts';
import { timings, type FixedTimings } from './timings.ts';
import { topology, type TopologySizes } from './topology.ts';
import { planContainer, workload } from './workload.ts';

/** What is fixed instead of drawn. */
export interface ScenarioLimits extends TopologySizes, FixedTimings {
  readonly containers?: number | undefined;
  /** Absent: no faults at all. */
  readonly faults?: FaultLimits | undefined;
}

const latency = fc
  .tuple(fc.constantFrom(100, 300, 1_000), fc.constantFrom(2, 5, 20))
  .map(([minimumMicros, spread]) => ({ minimumMicros, maximumMicros: minimumMicros * spread }));

/** Scenarios within the limits. */
export function scenario(limits: ScenarioLimits): Arbitrary<Scenario> {
  return fc
    .record({
      topology: topology(limits),
      containers: workload(limits.containers),
      faults: limits.faults === undefined ? fc.constant({ kinds: [], faults: [] }) : faultSketches(limits.faults),
      timings: timings(limits),
      latency,
    })
    .map((drawn) => ({
      gateways: drawn.topology.gateways,
      workers: drawn.topology.workers,
      containers: drawn.containers.map((sketch, index) => planContainer(sketch, index, drawn.topology.workers)),
      faults: drawn.faults.faults.map((sketch) =>
        planFault(sketch, drawn.faults.kinds, drawn.topology.gateways, drawn.topology.workers.length),
      ),
      timings: drawn.timings,
      latency: drawn.latency,
    }));
}
