/** The setting `judge`: which properties of a suite are judged, and what is refused. */
import { describe, expect, it } from 'vitest';
import { judgedProperties } from '../../../sim/index.ts';

const all = [
  { id: 'S1', name: 'never-negative' },
  { id: 'S2', name: 'never-lost' },
  { id: 'L1', name: 'ends' },
];

describe('judge', () => {
  it('leaves all properties without the setting', () => {
    expect(judgedProperties(all, { workers: 3 })).toBe(all);
  });

  it('names properties by name or id, in the suite’s order whatever order they are written in', () => {
    expect(judgedProperties(all, { judge: 'l1, never-negative,' }).map(({ id }) => id)).toEqual(['S1', 'L1']);
  });

  it.each([
    ['never-lots', 'There is no property "never-lots". Did you mean "never-lost"? Properties: never-negative, never-lost, ends.'],
    [',', 'There is no property "".'],
  ])('refuses %j', (judge, message) => {
    expect(() => judgedProperties(all, { judge })).toThrow(message);
  });
});
