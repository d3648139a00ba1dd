/**
 * The gate is measured with bugs that we put in ourselves: each planted bug is found by the `chaos` suite, through a property that its
 * author expected. The number of worlds it took is printed; `npm run bench` gives medians over many seeds.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { chaosSuite, type ChaosOptions } from '../../properties/index.ts';
import { presets } from '../../src/index.ts';
import { hunt, plantedBugs, type Quarry } from './index.ts';

const WORLDS_MAX = 2_000;
const BASE_SEED = 'a';

/** Hunts in the suite with these options, from the base seed of this test. */
function find(options: ChaosOptions, wanted: readonly string[]): Promise<Quarry | null> {
  return hunt(chaosSuite(options), { baseSeed: BASE_SEED, wanted, worldsMax: WORLDS_MAX });
}

beforeAll(async () => {
  await chaosSuite().prepare?.({});
});

describe('a planted bug is found', () => {
  it.each(plantedBugs)('$name: $mistake', { timeout: 300_000 }, async ({ name, preset, expected }) => {
    const found = await find({ preset, name }, expected);
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
    expect(await find(baseline, ['S6'])).not.toBeNull();
  });

  it('leaks capacity when a gateway dies between decrement and push (C1)', { timeout: 300_000 }, async () => {
    expect(await find(baseline, ['S22', 'L4'])).not.toBeNull();
  });
});
