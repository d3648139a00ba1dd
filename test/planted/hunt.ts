/** Looks for a planted bug as a gate would: world after world, until one violates a property that the bug's author expected. */
import type { chaosSuite } from '../../properties/index.ts';
import { runWorld, seedOfWorld } from '../../sim/explore/index.ts';

/** Where to look and for what. */
export interface HuntOptions {
  /** 1 to 16 hexadecimal digits; the worlds are numbers 1, 2, … of a run with it. */
  readonly baseSeed: string;
  /** Ids of the properties of which one must be violated. */
  readonly wanted: readonly string[];
  readonly worldsMax: number;
}

/** What was found: the number of the world and the id of the violated property. */
export interface Quarry {
  readonly worlds: number;
  readonly id: string;
}

/** Runs worlds of a prepared suite until one violates a wanted property; null when none of `worldsMax` did. Other violations do not count. */
export async function hunt(suite: ReturnType<typeof chaosSuite>, options: HuntOptions): Promise<Quarry | null> {
  const idOf = new Map(suite.properties.map(({ id, name }) => [name, id]));
  for (let index = 1; index <= options.worldsMax; index += 1) {
    const { violation } = await runWorld(suite, { seed: seedOfWorld(options.baseSeed, index), settings: {} });
    const id = violation && (idOf.get(violation.property) ?? violation.property);
    if (id && options.wanted.includes(id)) return { worlds: index, id };
  }
  return null;
}
