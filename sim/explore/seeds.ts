/**
 * Seeds as people write them, and the seed of each world of a run. World 0 of a run is the base seed itself, so that `--seed S --seeds 1`
 * runs exactly the world S; the others are mixed from the base seed and the world's number alone, so that they depend on nothing else.
 */
import { randomBytes } from 'node:crypto';
import { UsageError } from './usage-error.ts';

const MASK_64 = (1n << 64n) - 1n;

/** The seed in its one spelling: lower case, no leading zeros. Throws UsageError `bad-seed` unless it is 1 to 16 hexadecimal digits. */
export function parseSeed(text: string): string {
  if (!/^[0-9a-f]{1,16}$/i.test(text)) {
    throw new UsageError('bad-seed', `"${text}" is no seed: a seed is 1 to 16 hexadecimal digits, for example 8f3a91.`);
  }
  return BigInt(`0x${text}`).toString(16);
}

/** The seed of world number `index` (from 0) of a run with this base seed: the base seed itself, then 12 hexadecimal digits each. */
export function seedOfWorld(baseSeed: string, index: number): string {
  if (index === 0) return baseSeed;
  const mixed = splitMix64(splitMix64(BigInt(`0x${baseSeed}`)) + BigInt(index));
  return ((mixed >> 17n) | (1n << 47n)).toString(16);
}

/** A base seed for a run that was given none: 8 hexadecimal digits from the machine's randomness. Only outside worlds. */
export function randomSeed(): string {
  const drawn = randomBytes(4).readUInt32BE();
  return ((drawn | 0x80000000) >>> 0).toString(16);
}

/** One step of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014): a bijection that mixes all bits. */
function splitMix64(state: bigint): bigint {
  let mixed = (state + 0x9e3779b97f4a7c15n) & MASK_64;
  mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK_64;
  mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & MASK_64;
  return mixed ^ (mixed >> 31n);
}
