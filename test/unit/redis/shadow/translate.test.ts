/** A world's requests as a real server is asked them: its time becomes moments that no real clock reaches. */
import { describe, expect, it } from 'vitest';
import { SHIFT_MS, Translator } from '../../../../sim/redis/index.ts';

const NOW_MS = 1_700_000_000_000.25;
const at = (ms: number): string => String(ms + SHIFT_MS);
const sent = (...words: string[]): readonly string[] | null => new Translator().translate(words, NOW_MS).words;

describe('times to live', () => {
  it.each([
    [
      ['SET', 'k', 'v', 'PX', '500'],
      ['SET', 'k', 'v', 'PXAT', at(1_700_000_000_500)],
    ],
    [
      ['set', 'k', 'v', 'NX', 'ex', '2'],
      ['set', 'k', 'v', 'NX', 'PXAT', at(1_700_000_002_000)],
    ],
    [
      ['SETEX', 'k', '2', 'v'],
      ['SET', 'k', 'v', 'PXAT', at(1_700_000_002_000)],
    ],
    [
      ['PEXPIRE', 'k', '5', 'GT'],
      ['PEXPIREAT', 'k', at(1_700_000_000_005), 'GT'],
    ],
    [
      ['EXPIREAT', 'k', '1600000000'],
      ['PEXPIREAT', 'k', '1'],
    ],
    [
      ['GETEX', 'k', 'PXAT', '1700000000001'],
      ['GETEX', 'k', 'PXAT', at(1_700_000_000_001)],
    ],
    [
      ['EXPIRE', 'k', '0'],
      ['EXPIRE', 'k', '0'],
    ],
    [
      ['PEXPIRE', 'k', 'x'],
      ['PEXPIRE', 'k', 'x'],
    ],
  ])('%j is asked as %j', (words, expected) => {
    expect(sent(...words)).toEqual(expected);
  });

  it('are asked for as moments, and told in the world’s time', () => {
    const { words, number } = new Translator().translate(['PTTL', 'k'], NOW_MS);
    expect(words).toEqual(['PEXPIRETIME', 'k']);
    expect(number?.(1_700_000_000_750 + SHIFT_MS)).toBe(750);
    expect(number?.(-2)).toBe(-2);
  });
});

describe('waiting', () => {
  it('lasts until the world ends it', () => {
    expect(sent('BLPOP', 'a', 'b', '0.5')).toEqual(['BLPOP', 'a', 'b', '0']);
    expect(sent('BZMPOP', '2', '1', 'z', 'MIN')).toEqual(['BZMPOP', '0', '1', 'z', 'MIN']);
    expect(sent('BLPOP', 'a', 'x')).toEqual(['BLPOP', 'a', 'x']);
  });
});

describe('scripts', () => {
  const sha = 'e0e1f9fabfc9d4800c877a703b823ac0578ff8db';

  it('are sent with their source and the world’s time, once the world has sent it', () => {
    const translator = new Translator();
    expect(translator.translate(['EVALSHA', sha, '0'], NOW_MS).words).toEqual(['EVALSHA', sha, '0']);
    expect(translator.translate(['SCRIPT', 'LOAD', 'return 1'], NOW_MS).words?.[2]).toMatch(/return 1$/);
    const { words } = translator.translate(['EVALSHA', sha, '1', 'k', 'a'], NOW_MS);
    expect(words?.slice(2)).toEqual(['1', 'k', 'a', '1700000000000250']);
    expect([words?.[0], words?.[1]?.endsWith('return 1')]).toEqual(['EVAL', true]);
    translator.forgetScripts();
    expect(translator.translate(['EVALSHA', sha, '0'], NOW_MS).words?.[0]).toBe('EVALSHA');
  });

  it('keep their line numbers and their first line', () => {
    const sentSource = sent('EVAL', '#!lua flags=no-writes\nreturn 1', '0')?.[1] ?? '';
    expect(sentSource.split('\n')).toHaveLength(2);
    expect(sentSource.split('\n')[0]).toBe('#!lua flags=no-writes');
  });
});

it('clocks and figures are not asked', () => {
  for (const words of [['TIME'], ['INFO'], ['CLIENT', 'ID'], ['PSYNC', '?', '-1']]) expect(sent(...words)).toBeNull();
});
