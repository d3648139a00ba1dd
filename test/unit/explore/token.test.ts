/** Tokens: a world in one word, and what happens to damaged ones. */
import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeToken, encodeToken, UsageError, type Token } from '../../../sim/explore/index.ts';
import type { Tape } from '../../../sim/explore/tape.ts';

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
    expect(() => decodeToken(token.replace('mw1', 'mw9'))).toThrow(
      'This token begins with "mw9", and this manyworlds reads mw1 and mw2 tokens',
    );
  });
});

describe('a token of a shrunk world', () => {
  const tape: Tape = {
    v: 1,
    suite: 'chaos',
    seed: '8f3a91',
    settings: { workers: 1 },
    scenario: { workers: ['worker-1'], faults: [{ kind: 'pause', target: 'worker-1', atMs: 1199, forMs: 700 }] },
    delays: { 'gateway-1>redis EVALSHA commit worker-1 #3': 1200.25 },
    trail: 'AAECAwQFBgc=',
  };
  const whole: Token = { world, hash: '0123456789abcdef', property: 'no-overcommit', tape };
  const compressed = (value: unknown): string => {
    const body = deflateRawSync(JSON.stringify(value)).toString('base64url');
    return `mw2.${body}.${createHash('sha256').update(`mw2.${body}`).digest('hex').slice(0, 8)}`;
  };

  it('carries its tape', () => {
    expect(encodeToken(whole)).toMatch(/^mw2\.[\w-]+\.[0-9a-f]{8}$/);
    expect(decodeToken(encodeToken(whole))).toEqual(whole);
    expect(decodeToken(encodeToken({ ...whole, stepsMax: 7 })).stepsMax).toBe(7);
  });

  it('leaves the trail out when it is too long, and the tape when that is not enough', () => {
    const noise = randomLetters(6000);
    const long = encodeToken({ ...whole, tape: { ...tape, trail: noise } });
    expect(long.length).toBeLessThanOrEqual(4096);
    expect(decodeToken(long).tape).toEqual({ ...tape, trail: '' });
    const tooLong = encodeToken({ ...whole, tape: { ...tape, scenario: noise } });
    expect(tooLong).toBe(encodeToken({ world, hash: '0123456789abcdef', property: 'no-overcommit' }));
  });

  it.each([
    [{ ...whole, world: { ...world, seed: 'xyz' } }, 'bad-seed'],
    [{ ...whole, hash: 'abc' }, 'bad-hash'],
    [{ ...whole, tape: null }, 'bad-tape'],
    [{ ...whole, tape: { ...tape, v: 7 } }, 'bad-tape'],
    [{ ...whole, tape: { ...tape, delays: { x: -1 } } }, 'bad-tape'],
    [{ ...whole, tape: { ...tape, scenario: undefined } }, 'bad-tape'],
    [{ ...whole, world: {} }, 'token-damaged'],
    [[1, 2], 'token-damaged'],
    ['a'.repeat(2_000_000), 'token-damaged'],
  ])('changed to %j is refused', (value, code) => {
    expect(() => decodeToken(compressed(value))).toThrow(expect.objectContaining({ name: 'UsageError', code }) as Error);
  });

  it('that is no compressed text is damaged', () => {
    const sum = createHash('sha256').update('mw2.AAAA').digest('hex').slice(0, 8);
    expect(() => decodeToken(`mw2.AAAA.${sum}`)).toThrow('The token is damaged: what it carries cannot be read');
  });
});

/** Letters that do not compress, always the same. */
function randomLetters(count: number): string {
  let text = '';
  for (let round = 0; text.length < count; round++) text += createHash('sha256').update(String(round)).digest('base64');
  return text.slice(0, count);
}
