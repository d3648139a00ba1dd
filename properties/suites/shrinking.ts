/** How scenarios of the scheduler are made smaller: what can be left out of them, and what of the rest can be simpler. */
import { describeFault, type Fault } from '../../sim/faults/index.ts';
import type { Suite } from '../../sim/index.ts';
import { withSoundFaults } from '../hosts.ts';
import { couldRun } from '../kinds.ts';
import type { Operation, Scenario } from '../scenario.ts';
import { simpler } from './simpler.ts';

type Shrinking = NonNullable<Suite<Scenario>['shrinking']>;
type ScenarioPart = ReturnType<Shrinking['parts']>[number];

/** Faults are named by what they are; equal ones are numbered, and it does not matter which of them goes. */
function faultIds(faults: readonly Fault[]): readonly string[] {
  const seen = new Map<string, number>();
  return faults.map((fault) => {
    const text = JSON.stringify(fault);
    const count = (seen.get(text) ?? 0) + 1;
    seen.set(text, count);
    return count === 1 ? `fault ${text}` : `fault ${text} again ${count}`;
  });
}

function momentText({ atMs, when }: Fault): string {
  if (when === undefined) return `at ${atMs}ms`;
  const who = when.host === undefined ? 'it' : when.host;
  return when.does === 'deed'
    ? `when ${who} has done ${when.what} ${when.occurrence}×`
    : `when ${who} has ${when.does} ${when.what} ${when.occurrence}×`;
}

function operationText(operation: Operation): string {
  if (operation.what !== 'quota') return `operator: ${operation.what} ${operation.worker} at ${operation.atMs}ms`;
  const { workspace, cpuMillicores, gpuCount, atMs } = operation;
  return `operator: ${workspace} may use ${cpuMillicores ?? 'any'} m and ${gpuCount ?? 'any'} GPUs from ${atMs}ms on`;
}

function parts(scenario: Scenario): readonly ScenarioPart[] {
  const { gateways, workers, containers, operations, faults, pools = [] } = scenario;
  const ids = faultIds(faults);
  return [
    ...faults.map((fault, index): ScenarioPart => {
      return { id: ids[index] ?? '', kind: 'fault', text: `${fault.target} ${describeFault(fault)} ${momentText(fault)}` };
    }),
    ...[...gateways, ...workers.map(({ name }) => name)].map((name): ScenarioPart => ({ id: name, kind: 'host', text: name })),
    ...pools.map(({ name, workersMax }): ScenarioPart => ({ id: name, kind: 'host', text: `${name} of at most ${workersMax} workers` })),
    ...containers.map(({ id, arriveAtMs }): ScenarioPart => ({ id, kind: 'task', text: `container ${id} at ${arriveAtMs}ms` })),
    ...operations.map((operation): ScenarioPart => ({ id: operation.id, kind: 'task', text: operationText(operation) })),
  ];
}

/** Would somebody wait for ever who need not? Where requests never time out, each must fit a worker that comes back into service. */
export function isHopeless({ timings, containers, workers, operations }: Scenario): boolean {
  if (timings.requestTimeoutMs !== 0) return false;
  const out = new Set<string>();
  for (const operation of operations) {
    if (operation.what === 'uncordon') out.delete(operation.worker);
    else if (operation.what !== 'quota') out.add(operation.worker);
  }
  const serving = workers.filter(({ name }) => !out.has(name));
  return containers.some((plan) => !serving.some((worker) => couldRun(worker, plan)));
}

function without(scenario: Scenario, ids: ReadonlySet<string>): Scenario | null {
  const names = faultIds(scenario.faults);
  const smaller = withSoundFaults({
    ...scenario,
    gateways: scenario.gateways.filter((name) => !ids.has(name)),
    workers: scenario.workers.filter(({ name }) => !ids.has(name)),
    containers: scenario.containers.filter(({ id }) => !ids.has(id)),
    ...(scenario.pools === undefined ? {} : { pools: scenario.pools.filter(({ name }) => !ids.has(name)) }),
    operations: scenario.operations.filter((operation) => !ids.has(operation.id) && !('worker' in operation && ids.has(operation.worker))),
    faults: scenario.faults.filter((_, index) => !ids.has(names[index] ?? '')),
  });
  const isEmpty = smaller.gateways.length === 0 || smaller.workers.length === 0 || smaller.containers.length === 0;
  return isEmpty || isHopeless(smaller) ? null : smaller;
}

/** See the file's head. */
export const shrinking: Shrinking = {
  parts,
  without,
  *simpler(scenario) {
    for (const candidate of simpler(scenario)) if (!isHopeless(candidate)) yield withSoundFaults(candidate);
  },
};
