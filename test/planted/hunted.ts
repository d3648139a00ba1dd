/**
 * The gate is measured with bugs that we put in ourselves: each planted bug is found by the `chaos` suite, through a property that its
 * author expected. Here each is hunted from a base seed that finds it soon; docs/planted-bugs.md tells how soon it is found from others. The
 * hunts are dealt out to test files, so that every processor has its share.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { chaosSuite, type ChaosOptions } from '../../properties/index.ts';
import { hunt, plantedBugs, type Quarry } from './index.ts';
import { readMeasured } from './summary.ts';

const WORLDS_MAX = 5_000;
/** How many files hunt. */
export const PARTS = 3;

const baseSeedOf = new Map(readMeasured().bugs.map(({ name, soonest }) => [name, soonest?.baseSeed]));

/** Hunts in the chaos suite with these options; null when no world showed what is wanted. */
export function find(options: ChaosOptions, wanted: readonly string[], baseSeed = 'a'): Promise<Quarry | null> {
  return hunt(chaosSuite(options), { baseSeed, wanted, worldsMax: WORLDS_MAX });
}

/** The tests of one part of the bugs: 1, 2 or 3. */
export function describeHunts(part: 1 | 2 | 3): void {
  beforeAll(async () => {
    await chaosSuite().prepare?.({});
  });
  const bugs = plantedBugs.filter((_bug, index) => index % PARTS === part - 1);
  describe('a planted bug', () => {
    it.each(bugs)('$name is found: $mistake', { timeout: 300_000 }, async ({ name, preset, expected }) => {
      const baseSeed = baseSeedOf.get(name) ?? 'a';
      const found = await find({ preset, name }, expected, baseSeed);
      console.log(
        `${name}: ${found ? `${found.id} after ${found.worlds} worlds` : `not found in ${WORLDS_MAX} worlds`} from base seed ${baseSeed}`,
      );
      expect(found).not.toBeNull();
    });
  });
}
