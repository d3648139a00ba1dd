/** Seeds: what people may write, and which worlds a run has. */
import { describe, expect, it } from 'vitest';
import { parseSeed, randomSeed, seedOfWorld } from '../../../sim/explore/index.ts';

describe('a seed', () => {
  it('is 1 to 16 hexadecimal digits in any case, with one spelling', () => {
    expect(parseSeed('8F3a91')).toBe('8f3a91');
    expect(parseSeed('000f')).toBe('f');
    expect(parseSeed('0')).toBe('0');
    expect(parseSeed('ffffffffffffffff')).toBe('ffffffffffffffff');
  });

  it.each(['', 'xyz', '0x12', '-1', '1.5', '11112222333344445'])('is not %j', (text) => {
    expect(() => parseSeed(text)).toThrow(`"${text}" is no seed: a seed is 1 to 16 hexadecimal digits`);
  });

  it('drawn by the machine is one that can be written', () => {
    expect(parseSeed(randomSeed())).toMatch(/^[0-9a-f]{8}$/);
  });
});

describe('the worlds of a run', () => {
  it('begin with the base seed itself, so that one seed names one world', () => {
    expect(seedOfWorld('8f3a91', 0)).toBe('8f3a91');
  });

  it('have seeds of 12 digits that depend on base seed and number only', () => {
    expect(seedOfWorld('8f3a91', 1)).toBe(seedOfWorld('8f3a91', 1));
    expect(seedOfWorld('8f3a91', 1)).toMatch(/^[89a-f][0-9a-f]{11}$/);
    expect(seedOfWorld('8f3a92', 1)).not.toBe(seedOfWorld('8f3a91', 1));
  });

  it('are all different', () => {
    const seeds = new Set(Array.from({ length: 20_000 }, (_, index) => seedOfWorld('1', index)));
    expect(seeds.size).toBe(20_000);
  });
});
