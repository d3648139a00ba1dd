/**
 * Pools of workers that gateways may ask for more: none in two worlds of three. What goes wrong with whoever starts the machines is drawn beside
 * them, because without pools there is nothing that could.
 */
import fc, { type Arbitrary } from 'fast-check';
import type { Fault } from '../../sim/faults/index.ts';
import { poolName, PROVIDER, type PoolPlan } from '../scenario.ts';
import { GPU_TYPES } from './topology.ts';

/** Pools of one world, and the troubles of their provider. */
export interface PoolSketches {
  readonly pools: readonly PoolPlan[];
  readonly troubles: readonly Fault[];
}

const NO_POOLS: PoolSketches = { pools: [], troubles: [] };
const POOLS_MAX = 2;
/** One world of so many has pools. */
const POOLS_ONE_IN = 3;

type Kind = Pick<PoolPlan, 'selector' | 'requiresSelector' | 'isPreemptable'>;

/** For everybody, or more of the kinds that some workers of a world are. */
const kind: Arbitrary<Kind> = fc.constantFrom<Kind>(
  {},
  {},
  {},
  { selector: 'batch', requiresSelector: true },
  { selector: 'spot', isPreemptable: true },
);

const poolPlan: Arbitrary<Omit<PoolPlan, 'name'>> = fc
  .record({
    cpuMillicores: fc.constantFrom(1_000, 2_000, 4_000),
    memoryMib: fc.constantFrom(2_048, 4_096),
    gpuCount: fc.constantFrom(0, 0, 0, 1, 2),
    gpuType: fc.constantFrom(...GPU_TYPES),
    largestFactor: fc.constantFrom(1, 2, 4),
    workersMin: fc.constantFrom(0, 0, 0, 1, 2),
    workersMore: fc.constantFrom(1, 1, 2, 4),
    bootMs: fc.constantFrom(20, 200, 200, 800, 2_000),
    replyMs: fc.constantFrom(5, 50, 50, 600),
    refusedShare: fc.constantFrom(0, 0, 0, 0.3),
    lostShare: fc.constantFrom(0, 0, 0, 0.3),
    kind,
  })
  .map(({ workersMore, kind: ofKind, ...plan }) => ({
    ...plan,
    ...ofKind,
    gpuType: plan.gpuCount > 0 ? plan.gpuType : '',
    workersMax: plan.workersMin + workersMore,
  }));

const trouble: Arbitrary<Fault> = fc.record({
  kind: fc.constant('provisioner' as const),
  target: fc.constant(PROVIDER),
  atMs: fc.integer({ min: 0, max: 3_000 }),
  forMs: fc.integer({ min: 200, max: 3_000 }),
  manner: fc.constantFrom('slow' as const, 'failing' as const, 'losing' as const),
  delayMs: fc.constantFrom(1, 300, 2_500),
});

function some(count: number | undefined): Arbitrary<PoolSketches> {
  return fc
    .record({
      pools: fc.array(poolPlan, { minLength: count ?? 1, maxLength: count ?? POOLS_MAX, size: 'max' }),
      troubles: fc.array(trouble, { maxLength: 2, size: 'max' }),
    })
    .map(({ pools, troubles }) => ({ pools: pools.map((plan, index) => ({ name: poolName(index), ...plan })), troubles }));
}

/** Exactly so many pools, or none in most worlds unless there must be some. */
export function poolSketches(count: number | undefined, least = 0): Arbitrary<PoolSketches> {
  if (count === 0) return fc.constant(NO_POOLS);
  if (count !== undefined || least > 0) return some(count);
  return fc.oneof({ weight: POOLS_ONE_IN - 1, arbitrary: fc.constant(NO_POOLS) }, { weight: 1, arbitrary: some(undefined) });
}
