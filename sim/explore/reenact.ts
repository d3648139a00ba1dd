/**
 * A tape in a changed program: where its exact order does not fail any more, some other order of its scenario often does, because the scenario
 * is already the smallest that shows the bug. So the order is drawn again a few times before a finding is called gone.
 */
import type { RunWorld } from './divergence.ts';
import type { WorldOutcome } from './outcome.ts';
import type { RunWorldOptions } from './run-world.ts';
import type { Suite } from './suite.ts';

/** Orders that are drawn. */
const ordersMax = 60;

/** The first drawn order of a tape's scenario in which the property is violated, run with the same options; null when there is none among sixty. */
export async function inAnotherOrder(
  run: RunWorld,
  suite: Suite,
  options: RunWorldOptions,
  property: string,
): Promise<WorldOutcome | null> {
  const { tape } = options;
  if (tape === undefined) return null;
  for (let order = 0; order < ordersMax; order += 1) {
    const drawn = { ...options, tape: { ...tape, delays: {} }, continuation: { afterEvent: 0, salt: `again/${order}` } };
    const outcome = await run(suite, drawn);
    if (outcome.violation?.property === property) return outcome;
  }
  return null;
}
