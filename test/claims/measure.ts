/**
 * Runs one world strictly by due time, so that only what the network draws differs between seeds, and hands back what was measured in it.
 * Deterministic: the same conditions and seed give the same figures on every machine.
 */
import fc from 'fast-check';
import { warmUpRedis } from '../../sim/redis/index.ts';
import { defineSuite, runWorld } from '../../sim/index.ts';
import type { World } from '../../sim/world/index.ts';
import type { Conditions } from './conditions.ts';
import type { Figures } from './figures.ts';
import { MeasuredWorld } from './measured-world.ts';

/** Virtual time after which a world is given up; what has no place by then counts as never placed. */
const PATIENCE_MS = 60_000;

/** Runs a world that `build` makes and measures. Rejects when something in it broke that no claim is about. */
export async function runMeasured<Measured>(seed: string, build: (world: World) => Measured): Promise<Measured> {
  await warmUpRedis();
  const built: Measured[] = [];
  const suite = defineSuite<null>({
    name: 'claims',
    description: 'one measured world',
    settings: [],
    properties: [],
    goals: [],
    worldsDefault: 1,
    runByDefault: false,
    scenario: () => fc.constant(null),
    build: (world) => {
      built.push(build(world));
    },
  });
  const { violation } = await runWorld(suite, { seed, settings: {}, strategy: 'fifo', untilMs: PATIENCE_MS });
  if (violation !== null) throw new Error(`${violation.property}: ${violation.sentence}`);
  // The first world of a suite is a rehearsal that nobody looks at.
  const measured = built.at(-1);
  if (measured === undefined) throw new Error('the world was not built');
  return measured;
}

/** Measures one world. */
export async function measure(conditions: Conditions, seed: string): Promise<Figures> {
  const world = await runMeasured(seed, (empty) => new MeasuredWorld(empty, conditions));
  return world.figures();
}
