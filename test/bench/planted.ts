/** How soon the chaos suite finds each planted bug through a property that its author expected: the median number of worlds over twenty base seeds. */
import { chaosSuite } from '../../properties/index.ts';
import { hunt, plantedBugs } from '../planted/index.ts';
import { figure, median, type Figure } from './figure.ts';

const worldsMax = 2_000;

/** One figure a bug; `baseSeeds` is twenty unless somebody is in a hurry. `progress` is told each bug when it is done. */
export async function plantedFigures(baseSeeds: number, progress: (line: string) => void): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const bug of plantedBugs) {
    const suite = chaosSuite({ preset: bug.preset, name: bug.name });
    await suite.prepare?.({});
    const found: number[] = [];
    for (let seed = 1; seed <= baseSeeds; seed += 1) {
      const quarry = await hunt(suite, { baseSeed: seed.toString(16), wanted: bug.expected, worldsMax });
      found.push(quarry?.worlds ?? worldsMax + 1);
    }
    const value = median(found);
    const missed = found.filter((worlds) => worlds > worldsMax).length;
    progress(`${bug.name}: median ${value} worlds, ${missed} of ${baseSeeds} base seeds found nothing`);
    figures.push(
      figure({
        name: `planted: ${bug.name}`,
        value,
        unit: 'worlds to find (median)',
        reference: { name: 'bound', value: worldsMax, unit: 'worlds', kind: 'bound' },
        target: `<= ${worldsMax} worlds from every base seed`,
        isReached: missed === 0,
        note: `${baseSeeds} base seeds, from ${Math.min(...found)} to ${Math.max(...found)} worlds; ${bug.mistake}`,
      }),
    );
  }
  return figures;
}
