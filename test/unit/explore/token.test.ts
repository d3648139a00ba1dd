/** Tokens: a world in one word, and what happens to damaged ones. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decodeToken, encodeToken, UsageError } from '../../../sim/explore/index.ts';

const world = { suite: 'chaos', seed: '8f3a91', strategy: 'random', settings: { workers: 4, preset: 'baseline' } };
const token = encodeToken({ world, hash: '0123456789abcdef' });

/** A token with a right checksum around any words. */
function tokenOf(words: string): string {
  const body = Buffer.from(words).toString('base64url');
  return `mw1.${body}.${createHash('sha256').update(`mw1.${body}`).digest('hex').slice(0, 8)}`;
}

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
    expect(decodeToken(encodeToken({ world: odd, hash: '0123456789abcdef' })).world).toEqual(odd);
  });

  it('carries a step limit when there was one', () => {
    expect(decodeToken(encodeToken({ world, hash: '0123456789abcdef', stepsMax: 100 })).stepsMax).toBe(100);
  });

  it('carries the property that was violated', () => {
    const named = encodeToken({ world, hash: '0123456789abcdef', property: 'no lamp: 1% @ #2' });
    expect(decodeToken(named)).toEqual({ world, hash: '0123456789abcdef', property: 'no lamp: 1% @ #2' });
  });

  it.each([
    ['chaos xyz random 0123456789abcdef', 'bad-seed', '"xyz" is no seed'],
    ['chaos 12345678901234567 random 0123456789abcdef', 'bad-seed', 'is no seed'],
    ['chaos a1 radnom 0123456789abcdef', 'unknown-strategy', 'There is no strategy "radnom". Did you mean "random"?'],
    ['chaos a1 random 0123', 'bad-hash', '"0123" is no hash of a world'],
    ['chaos a1 random 0123456789abcdeg', 'bad-hash', 'is no hash'],
    ['chaos a1 random', 'token-damaged', 'does not name suite, seed, strategy and hash'],
    ['chaos a1 random 0123456789abcdef preset=%E0%A4%A', 'token-damaged', '"%E0%A4%A" cannot be read'],
    ['chaos a1 random 0123456789abcdef %zz=1', 'token-damaged', 'cannot be read'],
    ['chaos a1 random 0123456789abcdef @%', 'token-damaged', 'cannot be read'],
    ['chaos a1 random 0123456789abcdef workers:four', 'token-damaged', '"workers:four" cannot be read'],
    ['chaos a1 random 0123456789abcdef workers', 'token-damaged', '"workers" cannot be read'],
    ['chaos a1 random 0123456789abcdef #0', 'token-damaged', '"#0" cannot be read'],
    ['chaos a1 random 0123456789abcdef #many', 'token-damaged', '"#many" cannot be read'],
  ])('of the words "%s" is refused', (words, code, message) => {
    expect(() => decodeToken(tokenOf(words))).toThrow(expect.objectContaining({ name: 'UsageError', code }) as Error);
    expect(() => decodeToken(tokenOf(words))).toThrow(message);
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
