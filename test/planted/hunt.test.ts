/** What a hunt counts: only a violation that the bug's author expected. */
import { expect, it } from 'vitest';
import { chaosSuite } from '../../properties/index.ts';
import { hunt, plantedBug } from './index.ts';

const popWithoutLease = plantedBug('pop-without-lease');

it('a hunt passes over worlds that violate something else', { timeout: 60_000 }, async () => {
  const suite = chaosSuite({ preset: popWithoutLease.preset, name: popWithoutLease.name });
  await suite.prepare?.({});
  const place = { baseSeed: 'a', worldsMax: 50 };
  const quarry = await hunt(suite, { ...place, wanted: popWithoutLease.expected });
  expect(popWithoutLease.expected).toContain(quarry?.id);
  expect(await hunt(suite, { ...place, worldsMax: quarry?.worlds ?? 0, wanted: ['another property'] })).toBeNull();
});
