/**
 * A kept world: a scenario that once told two designs apart, written by hand as plain data, so that it stays the same when generators
 * change. Each says what every preset must show in it.
 */
import fc from 'fast-check';
import { defineSuite, type Suite } from '../../sim/index.ts';
import { warmUpRedis } from '../../sim/redis/index.ts';
import { presets, type PresetName } from '../../src/index.ts';
import { chaosGoals } from '../goals.ts';
import { clientName, type ContainerPlan, type Scenario, type WorkerShape } from '../scenario.ts';
import { allProperties, buildWorld, describeProperties, inWorldScale } from '../suites/index.ts';

/** One kept world. */
export interface Regression {
  /** Lower-case words joined by dashes. */
  readonly name: string;
  /** What happens in it. */
  readonly story: string;
  readonly scenario: Scenario;
  /** What some of its worlds show with the preset: the name of the violated property; or `holds`, which all of them must. */
  readonly verdicts: Readonly<Record<PresetName, string>>;
}

/** A worker of 4000 m, 4096 MiB and no GPUs. */
export const plainWorker = (name: string): WorkerShape => ({
  name,
  cpuMillicores: 4_000,
  memoryMib: 4_096,
  gpuCount: 0,
  gpuType: '',
});

/** A container of 1000 m and 512 MiB that runs for 500 ms. */
export const plainContainer = (id: string, arriveAtMs: number): ContainerPlan => ({
  id,
  client: clientName(0),
  workspace: null,
  arriveAtMs,
  startMs: 10,
  runMs: 500,
  exitCode: 0,
  cpuMillicores: 1_000,
  memoryMib: 512,
  gpuCount: 0,
  gpuTypes: [],
  repeatAfterMs: null,
  stopAfterMs: null,
});

/** A kept world as a suite of one scenario. */
export function regressionSuite(regression: Regression, preset: PresetName): Suite<Scenario> {
  return defineSuite<Scenario>({
    name: `${regression.name}-${preset}`,
    description: regression.story,
    settings: [],
    properties: describeProperties(),
    goals: [],
    worldsDefault: 20,
    runByDefault: false,
    prepare: () => warmUpRedis(),
    scenario: () => fc.constant(regression.scenario),
    build: (world, scenario) =>
      buildWorld(world, scenario, { preset: inWorldScale(presets[preset]), properties: allProperties, goals: chaosGoals }),
  });
}
