/**
 * The world that `doctor` runs: two hosts that draw random numbers, wait, read clocks and count. If two runs of it differ, this machine
 * or this Node leaks something into worlds.
 */
import { constant } from 'fast-check';
import { defineSuite, type Suite } from '../explore/index.ts';
import type { World } from '../world/index.ts';

const ROUNDS = 25;

/** The built-in suite of one world. */
export const selfCheckSuite: Suite<null> = defineSuite({
  name: 'self-check',
  description: 'two hosts with timers, clocks and random numbers',
  settings: [],
  properties: [],
  goals: [],
  worldsDefault: 1,
  runByDefault: false,
  scenario: () => constant(null),
  build(world) {
    let finished = 0;
    for (const name of ['left', 'right']) {
      world.host(name, async () => {
        await program(world, name);
        finished++;
        if (finished === 2) world.finish();
      });
    }
  },
});

async function program(world: World, name: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 20));
    world.note(name, `round ${round} at ${Date.now()} draws ${Math.random()}`);
  }
}
