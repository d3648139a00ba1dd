/** Named choices: what a value depends on, and what it does not. */
import { describe, expect, test } from 'vitest';
import { NamedChoices } from '../../../sim/kernel/index.ts';

const ignore = (): void => undefined;

describe('named choices', () => {
  test('depend on seed, stream, key and occurrence, and on nothing else', () => {
    const first = new NamedChoices('8f3a', ignore);
    const second = new NamedChoices('8f3a', ignore);
    const expected = [first.fraction('latency', 'a'), first.fraction('latency', 'a')];
    second.fraction('latency', 'b');
    second.fraction('schedule', 'a');
    expect([second.fraction('latency', 'a'), second.fraction('latency', 'a')]).toEqual(expected);
  });

  test('differ between seeds, streams and keys', () => {
    const draws = [
      ['1', 's', 'k'],
      ['2', 's', 'k'],
      ['1', 't', 'k'],
      ['1', 's', 'l'],
    ] as const;
    expect(new Set(draws.map(([seed, stream, key]) => new NamedChoices(seed, ignore).fraction(stream, key))).size).toBe(4);
  });

  test('integers cover both bounds, picks only what is in the list', () => {
    const choices = new NamedChoices('1', ignore);
    const integers = new Set(Array.from({ length: 200 }, () => choices.integer('s', 'k', 3, 6)));
    expect([...integers].toSorted((left, right) => left - right)).toEqual([3, 4, 5, 6]);
    expect(['x', 'y']).toContain(choices.pick('s', 'p', ['x', 'y']));
    expect(() => choices.pick('s', 'p', [])).toThrow('the list is empty');
  });

  test('every decision is told to the witness and counted', () => {
    const seen: string[] = [];
    const choices = new NamedChoices('1', (stream, key) => seen.push(`${stream}/${key}`));
    choices.chance('fault', 'crash', 0.5);
    choices.source('latency', 'x').integer(1, 2);
    expect(seen).toEqual(['fault/crash', 'latency/x']);
    expect(choices.count).toBe(2);
  });
});
