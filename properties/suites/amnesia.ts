/**
 * `amnesia`: Redis comes back without some of what it had acknowledged, or without anything. No scheduler whose only memory is that Redis can
 * keep every promise then; this suite judges those that the default design still keeps. What it does not keep is in docs/limits.md.
 */
import { defineSuite, type Suite } from '../../sim/index.ts';
import { warmUpRedis } from '../../sim/redis/index.ts';
import { scenario, type FaultKind } from '../arbitraries/index.ts';
import { amnesiaGoals } from '../goals.ts';
import type { Scenario } from '../scenario.ts';
import { buildWorld } from './build-world.ts';
import { planLimits, preparePlan } from './fault-plans.ts';
import { describeProperties } from './properties.ts';
import { faultSettings, limitsOfSettings, PRESET_SETTING, presetOfSettings, SIZE_SETTINGS } from './settings.ts';
import { shrinking } from './shrinking.ts';
import { survivingProperties } from './survives-loss.ts';

const KINDS: readonly FaultKind[] = ['redis-crash', 'crash', 'pause', 'partition', 'reset'];

/** The suite. */
export const amnesiaSuite: Suite<Scenario> = defineSuite<Scenario>({
  name: 'amnesia',
  description: 'a Redis that crashes and comes back with nothing, or without its last second',
  settings: [PRESET_SETTING, ...SIZE_SETTINGS, ...faultSettings(KINDS)],
  properties: describeProperties(survivingProperties),
  goals: amnesiaGoals.map((goal) => goal.name),
  worldsDefault: 500,
  runByDefault: true,
  async prepare(settings) {
    await preparePlan(settings);
    await warmUpRedis();
  },
  scenario: (settings) =>
    scenario({
      ...limitsOfSettings(settings, { kinds: KINDS }),
      ...planLimits(settings),
      redisKeeps: ['nothing', 'all-but-last-second'],
    }),
  build: (world, drawn, settings) =>
    buildWorld(world, drawn, { preset: presetOfSettings(settings), properties: survivingProperties, goals: amnesiaGoals }),
  shrinking,
});
