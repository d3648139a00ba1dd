/**
 * The gate is measured with bugs that we put in ourselves: each planted bug is found by the `chaos` suite, through a property that its
 * author expected. The number of worlds it took is printed; `npm run bench` gives medians over many seeds.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { runWorld, seedOfWorld } from '../../sim/explore/index.ts';
import { chaosSuite, type ChaosOptions } from '../../properties/index.ts';
import { presets } from '../../src/index.ts';
import { plantedBugs } from './index.ts';

const WORLDS_MAX = 2_000;
const BASE_SEED = 'a';

const idOf = new Map(chaosSuite().properties.map(({ id, name }) => [name, id]));

/** Runs worlds until one violates a wanted property; every violation on the way counts as found too. */
async function hunt(options: ChaosOptions, wanted: readonly string[]): Promise<{ worlds: number; id: string } | null> {
  const suite = chaosSuite(options);
  for (let index = 1; index <= WORLDS_MAX; index += 1) {
    const { violation } = await runWorld(suite, { seed: seedOfWorld(BASE_SEED, index), settings: {} });
    const id = violation && (idOf.get(violation.property) ?? violation.property);
    if (id && wanted.includes(id)) return { worlds: index, id };
  }
  return null;
}

beforeAll(async () => {
  await chaosSuite().prepare?.({});
});

describe('a planted bug is found', () => {
  it.each(plantedBugs)('$name: $mistake', { timeout: 300_000 }, async ({ name, preset, expected }) => {
    const found = await hunt({ preset, name }, expected);
    console.log(`${name}: ${found ? `${found.id} after ${found.worlds} worlds` : `not found in ${WORLDS_MAX} worlds`}`);
    expect(found).not.toBeNull();
  });

  it.each(plantedBugs)('$name differs from the default in named parts only', ({ preset }) => {
    const differing = Object.entries(preset).filter(([part, maker]) => maker !== Reflect.get(presets.leased, part));
    expect(differing.map(([part]) => part).filter((part) => part !== 'name').length).toBeLessThanOrEqual(2);
  });
});

describe('the baseline', () => {
  const baseline = { preset: presets.baseline, name: 'baseline' };

  it('loses a request when a gateway dies behind the pop (A1)', { timeout: 300_000 }, async () => {
    expect(await hunt(baseline, ['S6'])).not.toBeNull();
  });

  it('leaks capacity when a gateway dies between decrement and push (C1)', { timeout: 300_000 }, async () => {
    expect(await hunt(baseline, ['S22', 'L4'])).not.toBeNull();
  });
});
