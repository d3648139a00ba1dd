/** The order of a sorted set, against the plainest one there is: an array that is sorted anew at every look. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CompactLimits, SortedSetValue } from '../../../sim/redis/keyspace/index.ts';

class PlainSet {
  readonly scores = new Map<string, number>();

  ordered(): { member: string; score: number }[] {
    const entries = [...this.scores].map(([member, score]) => ({ member, score }));
    return entries.sort((a, b) => (a.score === b.score ? (a.member < b.member ? -1 : 1) : a.score - b.score));
  }
}

const score = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.constantFrom(Infinity, -Infinity, 0.5, 1e300));
const change = fc.record({ what: fc.constantFrom('set', 'set', 'set', 'delete', 'look'), member: fc.nat(1500), score });

it.each([
  ['small', 0],
  ['large', 2500],
  ['shrinking', 1003],
])('a %s set is always in order', (_name, seeded) => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 300, size: 'max' }), (changes) => {
      const set = new SortedSetValue(new CompactLimits());
      const plain = new PlainSet();
      for (let index = 0; index < seeded; index++) {
        set.set(`m${index}`, index % 50);
        plain.scores.set(`m${index}`, index % 50);
      }
      for (const { what, member: number, score: given } of changes) {
        const member = `m${number}`;
        if (what === 'set') {
          set.set(member, given);
          plain.scores.set(member, given);
        } else if (what === 'delete') expect(set.delete(member)).toBe(plain.scores.delete(member));
        else {
          const ordered = plain.ordered();
          const rank = ordered.findIndex((entry) => entry.member === member);
          expect(set.rank(member)).toBe(rank === -1 ? undefined : rank);
          expect(set.slice(Math.max(0, rank), rank + 5)).toEqual(ordered.slice(Math.max(0, rank), rank + 5));
          expect(set.countBefore((other) => other < given)).toBe(ordered.filter((entry) => entry.score < given).length);
        }
      }
      expect(set.slice()).toEqual(plain.ordered());
      expect(set.size).toBe(plain.scores.size);
    }),
    { numRuns: 40 },
  );
});
