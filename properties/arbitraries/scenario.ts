/** A whole scenario: machines, work, habits, faults and durations drawn apart, so that each shrinks by itself, then fitted together. */
import fc, { type Arbitrary } from 'fast-check';
import type { Fault, FaultPlan } from '../../sim/faults/index.ts';
import { DEFAULT_TIMINGS } from '../../src/index.ts';
import { withSoundFaults } from '../hosts.ts';
import type { Configuration, Scenario } from '../scenario.ts';
import type { FaultTargets, RedisKeeps } from './aim.ts';
import { clockBound, type ClockBound } from './clock-bound.ts';
import { faultSketches, NO_FAULTS, type FaultLimits, type FaultSketches } from './faults.ts';
import { habits, operationSketches, type Habits, type OperationSketches } from './habits.ts';
import { latencyClass, type LatencyClass } from './latencies.ts';
import { planFaults } from './patterns.ts';
import { poolSketches, type PoolSketches } from './pools.ts';
import { planOperations } from './plan-operations.ts';
import { timings, type FixedTimings } from './timings.ts';
import { streamOf } from './stream.ts';
import { topology, type Topology, type TopologySizes } from './topology.ts';
import { planContainer, workload, type ContainerSketch } from './workload.ts';

/** What is fixed instead of drawn. */
export interface ScenarioLimits extends TopologySizes, FixedTimings {
  readonly containers?: number | undefined;
  readonly pools?: number | undefined;
  readonly poolsMin?: number | undefined;
  /** Absent: no faults at all. */
  readonly faults?: FaultLimits | undefined;
  /** These faults, and none are drawn. */
  readonly plan?: FaultPlan | undefined;
  /** How wrong clocks may be; within the bound of the default design when absent. */
  readonly clocks?: ClockBound | undefined;
  /** What a Redis that crashes may keep; everything when absent. */
  readonly redisKeeps?: readonly RedisKeeps[] | undefined;
  /** Redis has at least one replica and at most so many; none when absent. */
  readonly replicasMax?: number | undefined;
}

interface Drawn {
  readonly topology: Topology;
  readonly containers: readonly ContainerSketch[];
  readonly habits: Habits;
  readonly operations: OperationSketches;
  readonly faults: FaultSketches;
  readonly timings: Scenario['timings'];
  readonly latency: LatencyClass;
  readonly pools: PoolSketches;
  readonly replicas: number;
}

/** A world of its own kind: one worker, which is never empty because small containers keep coming, and one that needs all of it. */
function withStream(drawn: Drawn, limits: ScenarioLimits): Drawn {
  const { topology: machines, habits: people, faults } = drawn;
  const isFixed =
    (limits.workers ?? limits.containers ?? limits.requestTimeoutMs ?? limits.pools ?? limits.poolsMin) !== undefined ||
    limits.plan !== undefined;
  if (people.stream === 'none' || isFixed) return { ...drawn, habits: { ...people, stream: 'none' } };
  return {
    ...drawn,
    topology: { ...machines, workers: machines.workers.slice(0, 1) },
    containers: streamOf(drawn.containers),
    habits: { ...people, workspaces: 0 },
    faults: people.stream === 'faultless' ? NO_FAULTS : faults,
    pools: { pools: [], troubles: [] },
    // Nobody is given up, so that the large one is either placed or waits.
    timings: { ...drawn.timings, requestTimeoutMs: 0, retryCountMax: 0, ageingMs: 500 },
  };
}

/** Where requests never time out, one that fits nowhere would wait for ever. */
function timed(sketch: ContainerSketch, requestTimeoutMs: number): ContainerSketch {
  return requestTimeoutMs === 0 ? { ...sketch, cpuPercent: Math.min(sketch.cpuPercent, 100) } : sketch;
}

const oneIn = (count: number): string => (Number.isFinite(count) ? `1 in ${count}` : 'none');

/** What the draw came to, in words and numbers. */
function configurationOf({ faults, latency, habits: people, pools }: Drawn): Configuration {
  const rates = [...faults.rates].map(([kind, rate]) => [`fault ${kind}`, `${rate}/s`]);
  return {
    pattern: faults.pattern,
    ...Object.fromEntries(rates),
    latency: latency.name,
    repeats: oneIn(people.repeatOneIn),
    stops: oneIn(people.stopOneIn),
    workspaces: people.workspaces,
    pools: pools.pools.length,
    ...(people.stream === 'none' ? {} : { stream: 'small containers keep coming' }),
  };
}

/** The provider ails only where faults of all kinds may come and as many as may. */
function troublesOf({ troubles }: PoolSketches, { faults }: ScenarioLimits): readonly Fault[] {
  const isOpen = faults !== undefined && faults.count === undefined && faults.kind === undefined && faults.kinds === undefined;
  return isOpen ? troubles : [];
}

function assemble(drawn: Drawn, limits: ScenarioLimits): Scenario {
  const { gateways, workers } = drawn.topology;
  const merged = { ...DEFAULT_TIMINGS, ...drawn.timings };
  const { leaseTtlMs, lockTtlMs, requestTimeoutMs } = merged;
  const targets: FaultTargets = {
    gateways,
    workers: workers.map(({ name }) => name),
    leaseTtlMs,
    lockTtlMs,
    clocks: limits.clocks ?? clockBound(merged),
    redisKeeps: limits.redisKeeps ?? ['everything'],
  };
  return {
    gateways,
    workers,
    containers: drawn.containers.map((sketch, index) => planContainer(timed(sketch, requestTimeoutMs), index, workers, drawn.habits)),
    operations: planOperations(drawn.operations, drawn.habits.workspaces, workers, requestTimeoutMs === 0),
    pools: drawn.pools.pools,
    ...(drawn.replicas === 0 ? {} : { replicas: drawn.replicas }),
    faults: limits.plan ?? [...planFaults(drawn.faults, targets), ...troublesOf(drawn.pools, limits)],
    timings: drawn.timings,
    latency: drawn.latency.latency,
    configuration: configurationOf(drawn),
  };
}

/** Scenarios within the limits. */
export function scenario(limits: ScenarioLimits): Arbitrary<Scenario> {
  const drawn: Arbitrary<Drawn> = fc.record({
    topology: topology(limits),
    containers: workload(limits.containers),
    habits,
    operations: operationSketches,
    faults: limits.faults === undefined || limits.plan !== undefined ? fc.constant(NO_FAULTS) : faultSketches(limits.faults),
    timings: timings(limits),
    latency: latencyClass,
    // Last, so that a world is otherwise what it was without pools.
    pools: poolSketches(limits.pools, limits.poolsMin),
    replicas: limits.replicasMax === undefined ? fc.constant(0) : fc.integer({ min: 1, max: limits.replicasMax }),
  });
  // Every world is somebody's first: without this, fast-check would draw half of them from the edges of every range.
  return fc.noBias(drawn).map((one) => withSoundFaults(assemble(withStream(one, limits), limits)));
}
