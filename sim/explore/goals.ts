/**
 * When an unreached `sometimes` goal counts. Goals say whether the worlds of a run were interesting at all; a handful of worlds cannot be
 * expected to reach them, so they are judged from `GOAL_WORLDS` worlds on, or from the suite's own default number if that is smaller.
 * A run of a single world is a replay and never judges them.
 */
import type { Suite } from './suite.ts';

/** Worlds from which on unreached goals make a run inconclusive. */
export const GOAL_WORLDS = 100;

/** Whether a run of this many worlds is expected to reach the suite's goals. */
export function goalsAreJudged(suite: Pick<Suite, 'worldsDefault'>, worlds: number): boolean {
  return worlds > 1 && worlds >= Math.min(GOAL_WORLDS, suite.worldsDefault);
}

/** The suite's goals that no world reached. */
export function goalsMissed(goals: readonly string[], reached: Readonly<Record<string, number>>): readonly string[] {
  return goals.filter((goal) => (reached[goal] ?? 0) === 0);
}
