/**
 * The name of a world as it comes from outside: a token or a stored finding that a person may have edited, cut or written by hand. What
 * can be checked without the configuration is checked here; the settings wait for the suite that defines them.
 */
import { strategies } from '../strategies/index.ts';
import { suggestion } from '../wording/index.ts';
import type { WorldName } from './outcome.ts';
import { parseSeed } from './seeds.ts';
import { checkKeys, settingsFor } from './settings.ts';
import type { Suite } from './suite.ts';
import { UsageError } from './usage-error.ts';

/** The name with its seed in the one spelling. Throws UsageError `bad-seed` or `unknown-strategy`. */
export function checkWorldName(world: WorldName): WorldName {
  const known = strategies.map((strategy) => strategy.name);
  if (!known.includes(world.strategy)) {
    throw new UsageError('unknown-strategy', `There is no strategy "${world.strategy}".${suggestion(world.strategy, known, 'strategies')}`);
  }
  return { ...world, seed: parseSeed(world.seed) };
}

/** The hash of a world. Throws UsageError `bad-hash` unless it is 16 hexadecimal digits. */
export function checkHash(text: string): string {
  if (/^[0-9a-f]{16}$/.test(text)) return text;
  throw new UsageError('bad-hash', `"${text}" is no hash of a world: a hash is 16 hexadecimal digits. Copy the token or the file again.`);
}

/** The name with the settings that its suite allows, as `--set` would. Throws UsageError `unknown-setting` or `bad-setting`. */
export function checkSettings(world: WorldName, suite: Suite, suites: readonly Suite[]): WorldName {
  const assignments = Object.entries(world.settings).map(([key, value]) => ({ key, text: String(value) }));
  checkKeys(assignments, [suite], suites);
  return { ...world, settings: settingsFor(suite, assignments) };
}
