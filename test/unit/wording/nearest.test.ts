/** The nearest name: what counts as a typing mistake and what does not. */
import { describe, expect, it } from 'vitest';
import { editDistance, nearest, suggestion } from '../../../sim/wording/index.ts';

describe('the nearest name', () => {
  it.each([
    ['chaso', 'chaos'],
    ['choas', 'chaos'],
    ['CHAOS', 'chaos'],
    ['stedy', 'steady'],
    ['trac', 'trace'],
    ['--sedes', '--seeds'],
  ])('to %s is %s', (word, name) => {
    expect(nearest(word, ['chaos', 'steady', 'trace', '--seeds', '--set'])).toBe(name);
  });

  it('is none when nothing is alike', () => {
    expect(nearest('elephant', ['chaos', 'steady'])).toBeNull();
  });

  it('counts a swap of neighbours as one mistake', () => {
    expect(editDistance('chaso', 'chaos')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('kitten', 'sitting')).toBe(3);
  });

  it('is offered together with everything there is', () => {
    expect(suggestion('chaso', ['chaos', 'steady'], 'suites')).toBe(' Did you mean "chaos"? Suites: chaos, steady.');
    expect(suggestion('x', [], 'suites')).toBe(' There are no suites.');
  });
});
