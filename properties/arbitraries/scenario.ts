/** A whole scenario: machines, work, faults and durations drawn apart, so that each shrinks by itself, then fitted together. */
import fc, { type Arbitrary } from 'fast-check';
import { DEFAULT_TIMINGS } from '../../src/index.ts';
import type { Scenario } from '../scenario.ts';
import { faultSketches, type FaultLimits, type FaultSketches } from './faults.ts';
import { planFaults } from './plan-faults.ts';
import { timings, type FixedTimings } from './timings.ts';
import { topology, type Topology, type TopologySizes } from './topology.ts';
import { planContainer, workload, type ContainerSketch } from './workload.ts';

/** What is fixed instead of drawn. */
export interface ScenarioLimits extends TopologySizes, FixedTimings {
  readonly containers?: number | undefined;
  /** Absent: no faults at all. */
  readonly faults?: FaultLimits | undefined;
}

const NO_FAULTS: FaultSketches = { pattern: 'apart', kinds: [], faults: [] };

const latency = fc
  .tuple(fc.constantFrom(100, 300, 1_000), fc.constantFrom(2, 5, 20))
  .map(([minimumMicros, spread]) => ({ minimumMicros, maximumMicros: minimumMicros * spread }));

interface Drawn {
  readonly topology: Topology;
  readonly containers: readonly ContainerSketch[];
  readonly faults: FaultSketches;
  readonly timings: Scenario['timings'];
  readonly latency: Scenario['latency'];
}

/** Where requests never time out, one that fits nowhere would wait for ever. */
function timed(sketch: ContainerSketch, requestTimeoutMs: number): ContainerSketch {
  return requestTimeoutMs === 0 ? { ...sketch, cpuPercent: Math.min(sketch.cpuPercent, 100) } : sketch;
}

function assemble(drawn: Drawn): Scenario {
  const { gateways, workers } = drawn.topology;
  const { leaseTtlMs, lockTtlMs, requestTimeoutMs } = { ...DEFAULT_TIMINGS, ...drawn.timings };
  return {
    gateways,
    workers,
    containers: drawn.containers.map((sketch, index) => planContainer(timed(sketch, requestTimeoutMs), index, workers)),
    faults: planFaults(drawn.faults, { gateways, workers: workers.length, leaseTtlMs, lockTtlMs }),
    timings: drawn.timings,
    latency: drawn.latency,
  };
}

/** Scenarios within the limits. */
export function scenario(limits: ScenarioLimits): Arbitrary<Scenario> {
  const drawn: Arbitrary<Drawn> = fc.record({
    topology: topology(limits),
    containers: workload(limits.containers),
    faults: limits.faults === undefined ? fc.constant(NO_FAULTS) : faultSketches(limits.faults),
    timings: timings(limits),
    latency,
  });
  // Every world is somebody's first: without this, fast-check would draw half of them from the edges of every range.
  return fc.noBias(drawn).map(assemble);
}
