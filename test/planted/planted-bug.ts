/** A planted bug: a preset of the scheduler with one mistake in one part, and the properties that must notice it. */
import { presets, type Preset } from '../../src/index.ts';
import type { RedisScript } from '../../src/redis/index.ts';

/** One mistake. */
export interface PlantedBug {
  readonly name: string;
  /** What somebody did wrong, in a sentence. */
  readonly mistake: string;
  readonly preset: Preset;
  /** Ids of the properties that can catch it; any one of them is enough. */
  readonly expected: readonly string[];
}

/** Bugs of one kind. */
export interface BugFamily {
  readonly name: string;
  readonly bugs: readonly PlantedBug[];
}

/** What a bug's author writes down. */
export interface Planting {
  readonly name: string;
  readonly mistake: string;
  /** What differs from the default preset; one or two parts. */
  readonly parts: Partial<Omit<Preset, 'name'>>;
  readonly expected: readonly string[];
}

/** The default preset with one mistake. */
export function plant({ name, mistake, parts, expected }: Planting): PlantedBug {
  return { name, mistake, preset: { ...presets.leased, ...parts, name }, expected };
}

/** A script with one passage replaced. @throws Error when the passage is not there exactly once, so that no bug silently disappears. */
export function spoil(script: RedisScript, passage: string, replacement: string): RedisScript {
  const parts = script.lua.split(passage);
  if (parts.length !== 2) throw new Error(`${script.name}: the passage occurs ${parts.length - 1} times, expected once:\n${passage}`);
  return { ...script, lua: parts.join(replacement) };
}
