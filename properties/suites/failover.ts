/**
 * `failover`: Redis has replicas, and a replica that lacks the last writes becomes the master; around it machines die, stall and are cut off. What
 * was acknowledged and not replicated is gone, so this suite judges what the default design still keeps then: docs/limits.md says what
 * that is, what is not, and which world shows it.
 */
import { defineSuite, JUDGE_SETTING, type Settings, type Suite } from '../../sim/index.ts';
import { warmUpRedis } from '../../sim/redis/index.ts';
import { FAILOVER_KINDS, scenario, type FaultKind } from '../arbitraries/index.ts';
import { amnesiaGoals } from '../goals.ts';
import type { Property } from '../property.ts';
import type { Scenario } from '../scenario.ts';
import { buildWorld, type WorldOptions } from './build-world.ts';
import { planLimits, preparePlan } from './fault-plans.ts';
import { allProperties, describeProperties, judges } from './properties.ts';
import { faultSettings, limitsOfSettings, PRESET_SETTING, presetOfSettings, SIZE_SETTINGS } from './settings.ts';
import { shrinking } from './shrinking.ts';
import { survivingProperties, propertiesAfterLoss } from './survives-loss.ts';

const KINDS: readonly FaultKind[] = [
  ...FAILOVER_KINDS,
  'crash',
  'pause',
  'latency',
  'partition',
  'reset',
  'refuse',
  'message-loss',
  'script-flush',
  'slow-command',
  'loading',
];

const REPLICAS_MAX = 2;

const everybody: readonly Property[] = [...allProperties, ...propertiesAfterLoss];

/** Those that survive, or whom the setting `judge` names: also of what does not survive, to see the worlds that show it. */
function judgesOf(settings: Settings): Pick<WorldOptions, 'properties' | 'muted'> {
  return settings['judge'] === undefined ? { properties: survivingProperties } : judges(settings, everybody);
}

/** By then every fault of a drawn plan is over. */
const LOOK_AGAIN_MS = 14_000;

/** Operators look again in the end: an uncordon that a failover has lost would leave its machine out of service for good. */
function lookingAgain(drawn: Scenario): Scenario {
  const uncordons = drawn.operations.filter(({ what }) => what === 'uncordon');
  const again = uncordons.map((operation, index) => ({ ...operation, id: `${operation.id}-again`, atMs: LOOK_AGAIN_MS + index }));
  return { ...drawn, operations: [...drawn.operations, ...again] };
}

/** The suite. */
export const failoverSuite: Suite<Scenario> = defineSuite<Scenario>({
  name: 'failover',
  description: 'a Redis whose replica takes over without the last writes, among machines that fail',
  settings: [PRESET_SETTING, ...SIZE_SETTINGS, JUDGE_SETTING, ...faultSettings(KINDS)],
  properties: describeProperties(survivingProperties),
  goals: amnesiaGoals.map((goal) => goal.name),
  worldsDefault: 500,
  runByDefault: true,
  async prepare(settings) {
    judgesOf(settings);
    await preparePlan(settings);
    await warmUpRedis();
  },
  scenario: (settings) =>
    scenario({
      ...limitsOfSettings(settings, { kinds: KINDS, first: 'failover' }),
      ...planLimits(settings),
      replicasMax: REPLICAS_MAX,
    }).map(lookingAgain),
  build: (world, drawn, settings) =>
    buildWorld(world, drawn, { preset: presetOfSettings(settings), ...judgesOf(settings), goals: amnesiaGoals }),
  shrinking,
});
