/**
 * Shrinking for suites that give no hints: fast-check drew the scenario, so fast-check knows how to draw smaller ones. It drives; each
 * scenario that it proposes is a world that is run.
 */
import fc, { type Arbitrary } from 'fast-check';
import { seedNumber } from '../run-world.ts';
import type { Settings, Suite } from '../suite.ts';

/** Proposes smaller and smaller scenarios of a seed until none of a step fails. `fails` answers null when the budget is spent. */
export async function shrinkDrawn(
  suite: Suite,
  settings: Settings,
  seed: string,
  fails: (scenario: unknown) => Promise<boolean | null>,
): Promise<void> {
  let isFirst = true;
  let isSpent = false;
  const property = fc.asyncProperty(suite.scenario(settings) as unknown as Arbitrary<unknown>, async (scenario) => {
    // The first is the scenario of the seed itself, and is known to fail.
    const answer = isFirst || (!isSpent && (await fails(scenario)));
    isFirst = false;
    if (answer === null) isSpent = true;
    return answer !== true;
  });
  await fc.check(property, { seed: seedNumber(seed), numRuns: 1, endOnFailure: false });
}
