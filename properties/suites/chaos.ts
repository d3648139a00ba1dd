/** `chaos`: gateways and workers crash, stall, lose replies and are cut off, while containers come and go; then everything must settle. */
import { defineSuite, UsageError, type Settings, type Suite } from '../../sim/index.ts';
import { warmUpRedis } from '../../sim/redis/index.ts';
import { presets, type Preset } from '../../src/index.ts';
import { scenario } from '../arbitraries/index.ts';
import { chaosGoals } from '../goals.ts';
import type { Scenario } from '../scenario.ts';
import { describeProperties } from './properties.ts';
import { buildWorld } from './build-world.ts';
import { FAULT_SETTINGS, limitsOfSettings, PRESET_SETTING, SIZE_SETTINGS } from './settings.ts';

/** The preset that settings name; `leased` when they name none. */
export function presetOfSettings(settings: Settings): Preset {
  const name = settings['preset'] ?? 'leased';
  const preset: Preset | undefined = Object.values(presets).find((known: Preset) => known.name === name);
  if (preset === undefined)
    throw new UsageError('unknown-preset', `unknown preset ${JSON.stringify(name)}; there are ${Object.keys(presets).join(', ')}`);
  return preset;
}

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
    description: 'generated machines, work and faults: crashes, pauses, partitions, lost requests and replies, slow links',
    settings: [...(fixed === undefined ? [PRESET_SETTING] : []), ...SIZE_SETTINGS, ...FAULT_SETTINGS],
    properties: describeProperties(),
    goals: chaosGoals.map((goal) => goal.name),
    worldsDefault: 1_000,
    runByDefault: true,
    prepare: () => warmUpRedis(),
    scenario: (settings) => scenario(limitsOfSettings(settings, true)),
    build: (world, drawn, settings) => buildWorld(world, drawn, { preset: fixed ?? presetOfSettings(settings), goals: chaosGoals }),
  });
}
