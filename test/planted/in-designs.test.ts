/** The designs of the documents make known mistakes by themselves: each is found, and recognised by what the finding shows. */
import { describe, expect, it } from 'vitest';
import { hazards } from '../../properties/verdicts/hazards.ts';
import { IN_DESIGNS, worldsUntil } from './in-designs.ts';

const WORLDS_MAX = 2_000;

describe('a hazard that is part of a design', () => {
  it.each(IN_DESIGNS)('$letter in $preset: $mistake', { timeout: 300_000 }, async (hazard) => {
    const worlds = await worldsUntil(hazard, '5', WORLDS_MAX);
    console.log(`${hazard.letter} in ${hazard.preset}: ${worlds === null ? `not in ${WORLDS_MAX} worlds` : `after ${worlds} worlds`}`);
    expect(worlds).not.toBeNull();
  });

  it('has words in the list of hazards', () => {
    for (const { letter } of IN_DESIGNS) expect(hazards).toHaveProperty(letter);
  });
});
