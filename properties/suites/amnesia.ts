/**
 * `amnesia`: Redis comes back without some of what it had acknowledged, or without anything. No scheduler whose only memory is that Redis can
 * keep every promise then; this suite judges those that the default design still keeps. What it does not keep is in docs/limits.md.
 */
import { defineSuite, type Suite } from '../../sim/index.ts';
import { warmUpRedis } from '../../sim/redis/index.ts';
import { scenario, type FaultKind } from '../arbitraries/index.ts';
import { amnesiaGoals } from '../goals.ts';
import type { Property } from '../property.ts';
import type { Scenario } from '../scenario.ts';
import { everyCallIsAnswered, newWorkEnds, straysAreSettled } from './after-loss.ts';
import { buildWorld } from './build-world.ts';
import { planLimits, preparePlan } from './fault-plans.ts';
import { allProperties, describeProperties } from './properties.ts';
import { faultSettings, limitsOfSettings, PRESET_SETTING, presetOfSettings, SIZE_SETTINGS } from './settings.ts';
import { shrinking } from './shrinking.ts';

const KINDS: readonly FaultKind[] = ['redis-crash', 'crash', 'pause', 'partition', 'reset'];

/**
 * What survives: the machines check admission themselves, so they are never overcommitted; free capacity is derived and never counted, so it
 * is never negative; locks are compared by a random value, not by a number that starts anew; and everybody goes on by himself.
 */
const SURVIVING: ReadonlySet<string> = new Set([
  'no-negative-capacity',
  'no-overcommit',
  'effective-exclusion',
  'release-own-lock',
  'determinism',
  'lock-recovers-within-ttl',
  'gateways-go-on',
]);

const judging: readonly Property[] = [
  ...allProperties.filter(({ name }) => SURVIVING.has(name)),
  everyCallIsAnswered,
  newWorkEnds,
  straysAreSettled,
];

/** The suite. */
export const amnesiaSuite: Suite<Scenario> = defineSuite<Scenario>({
  name: 'amnesia',
  description: 'a Redis that crashes and comes back with nothing, or without its last second',
  settings: [PRESET_SETTING, ...SIZE_SETTINGS, ...faultSettings(KINDS)],
  properties: describeProperties(judging),
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
    buildWorld(world, drawn, { preset: presetOfSettings(settings), properties: judging, goals: amnesiaGoals }),
  shrinking,
});
