/** A tape of a world as it was found, not shrunk: so that a finding which nobody has shrunk can be kept by its decisions and not only by its seed. */
import type { WorldName } from './outcome.ts';
import { ensurePrepared } from './preparation.ts';
import { suiteOf } from './replay.ts';
import { runNamedWorld, scenarioOf } from './run-world.ts';
import type { Suite } from './suite.ts';
import { trailOf, type Tape } from './tape.ts';
import { checkSettings } from './world-name.ts';

/**
 * Runs the world and writes down its decisions; null when the property is not violated in it any more, or not when it is run by the tape.
 * Throws UsageError `unknown-suite` and what its settings are refused for.
 */
export async function recordTape(suites: readonly Suite[], world: WorldName, property: string): Promise<Tape | null> {
  const suite = suiteOf(world, suites);
  const { seed, settings, strategy } = checkSettings(world, suite, suites);
  await ensurePrepared(suite, settings);
  const found = await runNamedWorld(suite, { seed, settings, strategy });
  if (found.outcome.violation?.property !== property) return null;
  const scenario: unknown = structuredClone(scenarioOf(suite, seed, settings));
  const tape: Tape = { v: 1, suite: suite.name, seed, settings, scenario, delays: found.delays, trail: '' };
  const again = await runNamedWorld(suite, { seed, settings, tape });
  return again.outcome.violation?.property === property ? { ...tape, trail: trailOf(again.named) } : null;
}
