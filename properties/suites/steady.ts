/** `steady`: no faults at all. What breaks here breaks by concurrency alone. */
import { defineSuite, JUDGE_SETTING, type Suite } from '../../sim/index.ts';
import { warmUpRedis } from '../../sim/redis/index.ts';
import { scenario } from '../arbitraries/index.ts';
import { steadyGoals } from '../goals.ts';
import type { Scenario } from '../scenario.ts';
import { buildWorld } from './build-world.ts';
import { describeProperties, judges } from './properties.ts';
import { limitsOfSettings, PRESET_SETTING, presetOfSettings, SIZE_SETTINGS } from './settings.ts';
import { shrinking } from './shrinking.ts';

/** The suite. */
export const steadySuite: Suite<Scenario> = defineSuite<Scenario>({
  name: 'steady',
  description: 'generated machines and work without faults',
  settings: [PRESET_SETTING, ...SIZE_SETTINGS, JUDGE_SETTING],
  properties: describeProperties(),
  goals: steadyGoals.map((goal) => goal.name),
  worldsDefault: 500,
  runByDefault: true,
  prepare(settings) {
    judges(settings);
    return warmUpRedis();
  },
  scenario: (settings) => scenario(limitsOfSettings(settings, null)),
  build: (world, drawn, settings) =>
    buildWorld(world, drawn, { preset: presetOfSettings(settings), ...judges(settings), goals: steadyGoals }),
  shrinking,
});
