/** Everything that is found out about a finding behind its discovery: the smallest world, its story's record, what was necessary, and when it was decided. */
import { runWorld } from '../run-world.ts';
import type { WorldOutcome } from '../outcome.ts';
import { briefExperiments, experimentDefaults, Experiments, type Blame, type DecidedAt } from './blame.ts';
import { shrink, untilMs, type Shrunk, type ShrinkRequest } from './shrink.ts';

/** What is known about a finding. */
export interface Explanation {
  readonly shrunk: Shrunk;
  /** The shrunk world, recorded. */
  readonly recorded: WorldOutcome;
  readonly blame: readonly Blame[];
  readonly decidedAt: DecidedAt | null;
}

/** Events of a shrunk world beyond which no experiments are made, and how much longer than it they may become. */
const experimentEventsMax = 20_000;
const lengthMax = 4;
const stepsMin = 10_000;

/** Shrinks a failing world and experiments with what is left, at length or briefly; null when it could not be shrunk. */
export async function explain(request: ShrinkRequest, effort: 'whole' | 'brief' = 'whole'): Promise<Explanation | null> {
  const shrunk = await shrink(request);
  if (shrunk === null) return null;
  const { suite, seed, settings, property } = request;
  const recorded = await runWorld(suite, { seed, settings, tape: shrunk.tape, record: true });
  if (recorded.violation?.property !== property) return null;
  if (recorded.events > experimentEventsMax || request.signal?.aborted === true) return { shrunk, recorded, blame: [], decidedAt: null };
  const limits = { stepsMax: Math.max(stepsMin, recorded.events * lengthMax), untilMs: untilMs(recorded.violation.atMs, lengthMax) };
  const experiments = new Experiments(suite, shrunk.tape, property, limits, effort === 'whole' ? experimentDefaults : briefExperiments);
  return { shrunk, recorded, blame: await experiments.blame(), decidedAt: await experiments.decidedAt() };
}
