/** The presets by name. */
import { SchedulerError } from '../errors.ts';
import { affinity } from './affinity.ts';
import { baseline } from './baseline.ts';
import { batch } from './batch.ts';
import { burst } from './burst.ts';
import { cached } from './cached.ts';
import { leased } from './leased.ts';
import type { Preset, PresetName } from './preset.ts';

export type { Preset, PresetName } from './preset.ts';

/** Every preset that this version knows. */
export const presets: Readonly<Record<PresetName, Preset>> = Object.freeze({
  leased,
  baseline,
  cached,
  batch,
  affinity,
  burst,
});

/** A preset as given or by its name; default `leased`. @throws SchedulerError UNKNOWN_PRESET naming the known ones. */
export function resolvePreset(preset: Preset | PresetName | undefined): Preset {
  if (preset === undefined) return leased;
  if (typeof preset !== 'string') return preset;
  const known = Object.entries(presets).find(([name]) => name === preset);
  if (known) return known[1];
  throw new SchedulerError('UNKNOWN_PRESET', `unknown preset ${JSON.stringify(preset)}; known are ${Object.keys(presets).join(', ')}`);
}
