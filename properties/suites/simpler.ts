/**
 * Simpler scenarios of the same parts, the boldest first: nothing special about anybody; then one thing at a time. Every step leads
 * downhill (weaker, shorter, earlier, plainer), so that taking steps comes to an end.
 */
import { plainLatency, plainTimings } from '../arbitraries/index.ts';
import { fitsInto } from '../resources.ts';
import type { ContainerPlan, Operation, PoolPlan, Scenario, WorkerShape } from '../scenario.ts';
import { weakerFaults } from './weaker-faults.ts';

type Step<Item> = (item: Item) => Item;

/** The scenario with all of these changed, if that changes anything. */
function* changed<Key extends 'containers' | 'workers'>(
  scenario: Scenario,
  key: Key,
  steps: readonly Step<Scenario[Key][number]>[],
): Iterable<Scenario> {
  for (const step of steps) {
    const after = (scenario[key] as readonly Scenario[Key][number][]).map(step);
    if (after.some((item, index) => item !== scenario[key][index])) yield { ...scenario, [key]: after };
  }
}

/** One item changed by one step, for every item and step that changes something. */
function* oneByOne<Key extends 'containers' | 'workers'>(
  scenario: Scenario,
  key: Key,
  steps: readonly Step<Scenario[Key][number]>[],
): Iterable<Scenario> {
  const items = scenario[key] as readonly Scenario[Key][number][];
  for (const [index, item] of items.entries()) {
    for (const step of steps) {
      const after = step(item);
      if (after !== item) yield { ...scenario, [key]: items.with(index, after) };
    }
  }
}

/** The item with some fields set, or itself when they say so already. */
function set<Item extends object>(item: Item, fields: Partial<Item>): Item {
  const same = Object.entries(fields).every(([key, value]) => JSON.stringify(Reflect.get(item, key)) === JSON.stringify(value));
  return same ? item : { ...item, ...fields };
}

/** The item without some of its optional fields, or itself when it has none of them. */
function without<Item extends object>(item: Item, keys: readonly (keyof Item)[]): Item {
  if (!keys.some((key) => item[key] !== undefined)) return item;
  const less = { ...item };
  for (const key of keys) Reflect.deleteProperty(less, key);
  return less;
}

const plainShape = { cpuMillicores: 4_000, memoryMib: 4_096, gpuCount: 0, gpuType: '' };
const plainDemand = { cpuMillicores: 1_000, memoryMib: 512, gpuCount: 0, gpuTypes: [] };

const noRepeat: Step<ContainerPlan> = (plan) => set(plan, { repeatAfterMs: null });
const noStop: Step<ContainerPlan> = (plan) => set(plan, { stopAfterMs: null });
const noWorkspace: Step<ContainerPlan> = (plan) => set(plan, { workspace: null });
/** Runs wherever anybody may. */
const noKind: Step<ContainerPlan> = (plan) => without(plan, ['poolSelector', 'toleratesPreemption']);
/** Takes whatever comes. */
const noPool: Step<WorkerShape> = (shape) => without(shape, ['poolName', 'requiresPoolSelector', 'isPreemptable', 'priority']);
const noGpus: Step<ContainerPlan> = (plan) => set(plan, { gpuCount: 0, gpuTypes: [] });
const simpleRun: Step<ContainerPlan> = (plan) =>
  set(plan, { startMs: Math.min(plan.startMs, 10), runMs: Math.min(plan.runMs, 500), exitCode: 0 });
const simpleDemand: Step<ContainerPlan> = (plan) => (fitsInto(plainDemand, plan) ? set(plan, plainDemand) : plan);
const roundDemand: Step<ContainerPlan> = (plan) =>
  set(plan, { cpuMillicores: roundedDown(plan.cpuMillicores, 500), memoryMib: roundedDown(plan.memoryMib, 512) });
const atOnce: Step<ContainerPlan> = (plan) => set(plan, { arriveAtMs: 0 });
const earlier: Step<ContainerPlan> = (plan) => set(plan, { arriveAtMs: Math.floor(plan.arriveAtMs / 2) });
const rounder: Step<ContainerPlan> = (plan) => set(plan, { arriveAtMs: plan.arriveAtMs - (plan.arriveAtMs % 100) });
const plainWorker: Step<WorkerShape> = (shape) => set(shape, plainShape);

function roundedDown(value: number, unit: number): number {
  return value < unit ? value : value - (value % unit);
}

const operationEarlier = (operation: Operation): Operation => set(operation, { atMs: Math.floor(operation.atMs / 2) });

function* plainSurroundings(scenario: Scenario): Iterable<Scenario> {
  const { latency, timings } = scenario;
  if (JSON.stringify(latency) !== JSON.stringify(plainLatency)) yield { ...scenario, latency: plainLatency };
  const plain = plainTimings(timings);
  if (JSON.stringify(timings) !== JSON.stringify(plain)) yield { ...scenario, timings: plain };
}

function* simplerFaults(scenario: Scenario): Iterable<Scenario> {
  for (const [index, fault] of scenario.faults.entries())
    for (const weaker of weakerFaults(fault)) yield { ...scenario, faults: scenario.faults.with(index, weaker) };
}

const plainPool: Step<PoolPlan> = (pool) =>
  set(pool, { cpuMillicores: 4_000, memoryMib: 4_096, gpuCount: 0, gpuType: '', largestFactor: 1, bootMs: 200, replyMs: 50 });
const noPoolKind: Step<PoolPlan> = (pool) => without(pool, ['selector', 'requiresSelector', 'isPreemptable']);
const reliablePool: Step<PoolPlan> = (pool) => set(pool, { refusedShare: 0, lostShare: 0 });
const noMinimum: Step<PoolPlan> = (pool) => set(pool, { workersMin: 0 });
const oneWorker: Step<PoolPlan> = (pool) => set(pool, { workersMin: Math.min(1, pool.workersMin), workersMax: 1 });

function* simplerPools(scenario: Scenario): Iterable<Scenario> {
  const { pools = [] } = scenario;
  for (const [index, pool] of pools.entries()) {
    for (const step of [plainPool, noPoolKind, reliablePool, noMinimum, oneWorker]) {
      const after = step(pool);
      if (after !== pool) yield { ...scenario, pools: pools.with(index, after) };
    }
  }
}

function* simplerOperations(scenario: Scenario): Iterable<Scenario> {
  for (const [index, operation] of scenario.operations.entries()) {
    const after = operationEarlier(operation);
    if (after !== operation && operation.atMs > 1) yield { ...scenario, operations: scenario.operations.with(index, after) };
  }
}

/** Every simpler scenario that is one step away. */
export function* simpler(scenario: Scenario): Iterable<Scenario> {
  const habits = [noRepeat, noStop, noWorkspace];
  yield* changed(scenario, 'containers', [(plan) => noRepeat(noStop(noWorkspace(plan)))]);
  yield* plainSurroundings(scenario);
  yield* simplerFaults(scenario);
  yield* changed(scenario, 'containers', [...habits, noKind, simpleRun, noGpus, simpleDemand, atOnce]);
  yield* changed(scenario, 'workers', [noPool, plainWorker]);
  yield* oneByOne(scenario, 'containers', [...habits, noKind, simpleRun, simpleDemand, noGpus, roundDemand, atOnce, earlier, rounder]);
  yield* oneByOne(scenario, 'workers', [noPool, plainWorker]);
  yield* simplerPools(scenario);
  yield* simplerOperations(scenario);
}
