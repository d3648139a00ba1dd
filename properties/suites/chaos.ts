/** `chaos`: everything that a cluster on Redis meets goes wrong while containers come and go; then everything must settle. */
import { defineSuite, JUDGE_SETTING, type Suite } from '../../sim/index.ts';
import { warmUpRedis } from '../../sim/redis/index.ts';
import type { Preset } from '../../src/index.ts';
import { scenario } from '../arbitraries/index.ts';
import { chaosGoals } from '../goals.ts';
import type { Scenario } from '../scenario.ts';
import { buildWorld } from './build-world.ts';
import { planLimits, preparePlan } from './fault-plans.ts';
import { describeProperties, judges } from './properties.ts';
import { faultSettings, limitsOfSettings, PRESET_SETTING, presetOfSettings, SIZE_SETTINGS } from './settings.ts';
import { shrinking } from './shrinking.ts';

/** How a variant of the suite differs. */
export interface ChaosOptions {
  /** A composition of its own instead of a named preset, e.g. one with a planted bug. */
  readonly preset?: Preset;
  /** `chaos` unless said otherwise. */
  readonly name?: string;
}

/** The suite, for the presets or for one composition. */
export function chaosSuite(options: ChaosOptions = {}): Suite<Scenario> {
  const fixed = options.preset;
  return defineSuite<Scenario>({
    name: options.name ?? 'chaos',
    description: 'generated machines, work and faults of every kind: processes, clocks, links and Redis itself',
    settings: [...(fixed === undefined ? [PRESET_SETTING] : []), ...SIZE_SETTINGS, JUDGE_SETTING, ...faultSettings()],
    properties: describeProperties(),
    goals: chaosGoals.map((goal) => goal.name),
    worldsDefault: 1_000,
    runByDefault: true,
    async prepare(settings) {
      judges(settings);
      await preparePlan(settings);
      await warmUpRedis();
    },
    scenario: (settings) => scenario({ ...limitsOfSettings(settings, {}), ...planLimits(settings) }),
    build: (world, drawn, settings) =>
      buildWorld(world, drawn, { preset: fixed ?? presetOfSettings(settings), ...judges(settings), goals: chaosGoals }),
    shrinking,
  });
}
