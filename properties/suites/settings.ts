/** The fields of a generated scenario that a person may fix with `--set key=value`, and how they limit it. */
import type { SettingDefinition, Settings } from '../../sim/index.ts';
import { UsageError } from '../../sim/index.ts';
import { presets, type Preset } from '../../src/index.ts';
import { FAILOVER_KINDS, FAULT_KINDS, type FaultKind, type FaultLimits, type ScenarioLimits } from '../arbitraries/index.ts';
import { inWorldScale } from './world-scale.ts';

/** Which preset of the scheduler runs. */
export const PRESET_SETTING: SettingDefinition = {
  key: 'preset',
  description: 'the scheduler design under test',
  type: 'choice',
  choices: Object.keys(presets),
};

/** Sizes and durations of every generated scenario. */
export const SIZE_SETTINGS: readonly SettingDefinition[] = [
  { key: 'gateways', description: 'number of gateways (drawn: 1 to 3)', type: 'integer', minimum: 1, maximum: 9 },
  { key: 'workers', description: 'number of workers (drawn: 1 to 6)', type: 'integer', minimum: 1, maximum: 100 },
  { key: 'pools', description: 'number of pools of workers to be had (drawn: 0 to 2)', type: 'integer', minimum: 0, maximum: 9 },
  { key: 'containers', description: 'number of containers (drawn: 1 to 40)', type: 'integer', minimum: 1, maximum: 2_000 },
  {
    key: 'workerTtlMs',
    description: 'a worker that has not renewed for so long is dead',
    type: 'integer',
    minimum: 1_000,
    maximum: 600_000,
  },
  { key: 'leaseTtlMs', description: 'a gateway must place what it took within this time', type: 'integer', minimum: 100, maximum: 600_000 },
  {
    key: 'requestTimeoutMs',
    description: 'a request that found no place for so long fails; 0 never',
    type: 'integer',
    minimum: 0,
    maximum: 600_000,
  },
];

/** What goes wrong, chosen among these kinds. */
export function faultSettings(kinds: readonly FaultKind[] = FAULT_KINDS): readonly SettingDefinition[] {
  return [
    { key: 'faults', description: 'number of faults (drawn: 0 to 6)', type: 'integer', minimum: 0, maximum: 100 },
    { key: 'fault', description: 'only faults of this kind', type: 'choice', choices: kinds },
    { key: 'plan', description: 'a file with a fault plan (JSON) instead of drawn faults', type: 'file' },
  ];
}

function whole(settings: Settings, key: string): number | undefined {
  const value = settings[key];
  return typeof value === 'number' ? value : undefined;
}

/** The limits of a scenario that settings ask for; with faults of `kinds` only where a suite has faults. */
export function limitsOfSettings(settings: Settings, faults: Pick<FaultLimits, 'kinds' | 'first'> | null): ScenarioLimits {
  const kind = [...FAULT_KINDS, ...FAILOVER_KINDS].find((known) => known === settings['fault']);
  return {
    gateways: whole(settings, 'gateways'),
    workers: whole(settings, 'workers'),
    containers: whole(settings, 'containers'),
    pools: whole(settings, 'pools'),
    workerTtlMs: whole(settings, 'workerTtlMs'),
    leaseTtlMs: whole(settings, 'leaseTtlMs'),
    requestTimeoutMs: whole(settings, 'requestTimeoutMs'),
    faults: faults === null ? undefined : { count: whole(settings, 'faults'), kind, kinds: faults.kinds, first: faults.first },
  };
}

/** The preset that settings name, in the size of a world; `leased` when they name none. @throws UsageError `unknown-preset`. */
export function presetOfSettings(settings: Settings): Preset {
  const name = settings['preset'] ?? 'leased';
  const preset: Preset | undefined = Object.values(presets).find((known: Preset) => known.name === name);
  if (preset === undefined)
    throw new UsageError('unknown-preset', `unknown preset ${JSON.stringify(name)}; there are ${Object.keys(presets).join(', ')}`);
  return inWorldScale(preset);
}
