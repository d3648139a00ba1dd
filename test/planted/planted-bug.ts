/** A planted bug: the default scheduler with one mistake in one part, and the properties that must notice it. */
import type { Preset } from '../../src/index.ts';
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

/** A script with one passage replaced. @throws Error when the passage is not there exactly once, so that no bug silently disappears. */
export function spoil(script: RedisScript, passage: string, replacement: string): RedisScript {
  const parts = script.lua.split(passage);
  if (parts.length !== 2) throw new Error(`${script.name}: the passage occurs ${parts.length - 1} times, expected once:\n${passage}`);
  return { ...script, lua: parts.join(replacement) };
}
