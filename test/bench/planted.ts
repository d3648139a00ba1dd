/** How soon the chaos suite finds each planted bug: the median number of worlds over twenty base seeds. */
import { chaosSuite } from '../../properties/index.ts';
import { runWorld, seedOfWorld } from '../../sim/explore/index.ts';
import { plantedBugs } from '../planted/index.ts';
import { figure, median, type Figure } from './figure.ts';

const worldsMax = 2_000;

/** Worlds until the first violation from a base seed, or `worldsMax + 1` when none is found. */
async function worldsToFind(suite: ReturnType<typeof chaosSuite>, baseSeed: string): Promise<number> {
  for (let index = 1; index <= worldsMax; index += 1) {
    const outcome = await runWorld(suite, { seed: seedOfWorld(baseSeed, index), settings: {} });
    if (outcome.status === 'violated') return index;
  }
  return worldsMax + 1;
}

/** One figure a bug; `baseSeeds` is twenty unless somebody is in a hurry. `progress` is told each bug when it is done. */
export async function plantedFigures(baseSeeds: number, progress: (line: string) => void): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const bug of plantedBugs) {
    const suite = chaosSuite({ preset: bug.preset, name: bug.name });
    await suite.prepare?.({});
    const found: number[] = [];
    for (let seed = 1; seed <= baseSeeds; seed += 1) found.push(await worldsToFind(suite, seed.toString(16)));
    const value = median(found);
    const missed = found.filter((worlds) => worlds > worldsMax).length;
    progress(`${bug.name}: median ${value} worlds, ${missed} of ${baseSeeds} base seeds found nothing`);
    figures.push(
      figure({
        name: `planted: ${bug.name}`,
        value,
        unit: 'worlds to find (median)',
        reference: { name: 'bound', value: worldsMax, unit: 'worlds', isPublished: true },
        target: `<= ${worldsMax} worlds from every base seed`,
        isReached: missed === 0,
        note: `${baseSeeds} base seeds, from ${Math.min(...found)} to ${Math.max(...found)} worlds; ${bug.mistake}`,
      }),
    );
  }
  return figures;
}
