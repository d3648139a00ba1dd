/** Tokens: a world in one word, and what happens to damaged ones. */
import { describe, expect, it } from 'vitest';
import { decodeToken, encodeToken, UsageError } from '../../../sim/explore/index.ts';

const world = { suite: 'chaos', seed: '8f3a91', strategy: 'random', settings: { workers: 4, preset: 'baseline' } };
const token = encodeToken({ world, hash: '0123456789abcdef' });

describe('a token', () => {
  it('carries what names the world and the hash it had', () => {
    expect(token).toMatch(/^mw1\.[\w-]+\.[0-9a-f]{8}$/);
    expect(decodeToken(token)).toEqual({ world, hash: '0123456789abcdef' });
    expect(decodeToken(` ${token}\n`).world.seed).toBe('8f3a91');
  });

  it('of a world without settings fits on one line of a report', () => {
    const short = encodeToken({
      world: { suite: 'chaos', seed: 'ef7a1a71cc02', strategy: 'random', settings: {} },
      hash: '0123456789abcdef',
    });
    expect(short.length).toBeLessThanOrEqual(70);
  });

  it('carries settings with any letters in them', () => {
    const odd = { ...world, settings: { pods: 'my data/a=b:c #1.csv', ratio: -0.5 } };
    expect(decodeToken(encodeToken({ world: odd, hash: 'ab' })).world).toEqual(odd);
  });

  it('carries a step limit when there was one', () => {
    expect(decodeToken(encodeToken({ world, hash: 'ab', stepsMax: 100 })).stepsMax).toBe(100);
  });

  it('with any letter changed is damaged', () => {
    for (const position of [5, 20, token.length - 1]) {
      const changed = token.slice(0, position) + (token[position] === 'A' ? 'B' : 'A') + token.slice(position + 1);
      expect(() => decodeToken(changed)).toThrow(/damaged/);
    }
  });

  it('cut short is damaged', () => {
    expect(() => decodeToken(token.slice(0, -3))).toThrow(UsageError);
    expect(() => decodeToken('mw1.')).toThrow(/damaged/);
  });

  it('of another version is refused with the version it needs', () => {
    expect(() => decodeToken(token.replace('mw1', 'mw2'))).toThrow('This token begins with "mw2", and this manyworlds reads mw1 tokens');
  });
});
