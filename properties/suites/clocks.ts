/**
 * `clocks`: clocks are off, drift and are set, on every host and on Redis, while processes die and stall. Below the bound that the default
 * design states every property must hold; beyond it (`--set skew=beyond`) only what is promised without any bound is judged.
 */
import { defineSuite, JUDGE_SETTING, type SettingDefinition, type Settings, type Suite } from '../../sim/index.ts';
import { warmUpRedis } from '../../sim/redis/index.ts';
import { BEYOND, CLOCK_KINDS, scenario, type FaultKind } from '../arbitraries/index.ts';
import { clocksGoals } from '../goals.ts';
import type { Property } from '../property.ts';
import { safetyProperties } from '../safety/index.ts';
import type { Scenario } from '../scenario.ts';
import { buildWorld } from './build-world.ts';
import { planLimits, preparePlan } from './fault-plans.ts';
import { allProperties, describeProperties, judges } from './properties.ts';
import { faultSettings, limitsOfSettings, PRESET_SETTING, presetOfSettings, SIZE_SETTINGS } from './settings.ts';
import { shrinking } from './shrinking.ts';

/** Clocks only show in what depends on time running out, so somebody must die or stall as well. */
const KINDS: readonly FaultKind[] = [...CLOCK_KINDS, 'crash', 'pause', 'partition'];

const SKEW_SETTING: SettingDefinition = {
  key: 'skew',
  description: 'clocks wrong within the bound that the design states (default), or beyond it: then only safety is judged',
  type: 'choice',
  choices: ['bounded', 'beyond'],
};

const isBeyond = (settings: Settings): boolean => settings['skew'] === 'beyond';
const judging = (settings: Settings): readonly Property[] => (isBeyond(settings) ? safetyProperties : allProperties);

/** The suite. */
export const clocksSuite: Suite<Scenario> = defineSuite<Scenario>({
  name: 'clocks',
  description: 'clocks that are off, drift and jump, on every host and on Redis',
  settings: [PRESET_SETTING, ...SIZE_SETTINGS, JUDGE_SETTING, ...faultSettings(KINDS), SKEW_SETTING],
  properties: describeProperties(),
  goals: clocksGoals.map((goal) => goal.name),
  worldsDefault: 500,
  runByDefault: true,
  async prepare(settings) {
    judges(settings, judging(settings));
    await preparePlan(settings);
    await warmUpRedis();
  },
  scenario: (settings) =>
    scenario({
      ...limitsOfSettings(settings, { kinds: KINDS }),
      ...planLimits(settings),
      clocks: isBeyond(settings) ? BEYOND : undefined,
    }),
  build: (world, drawn, settings) =>
    buildWorld(world, drawn, { preset: presetOfSettings(settings), ...judges(settings, judging(settings)), goals: clocksGoals }),
  shrinking,
});
