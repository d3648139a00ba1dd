/** Scans of a collection that changes meanwhile, and its members by position. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CompactLimits, HashValue, indexOf } from '../../../sim/redis/keyspace/index.ts';

const change = fc.record({ adds: fc.boolean(), field: fc.nat(400) });

function hashOf(fields: number): HashValue {
  const hash = new HashValue(new CompactLimits());
  for (let index = 0; index < fields; index++) hash.set(`f${index}`, '');
  return hash;
}

function apply(hash: HashValue, { adds, field }: { adds: boolean; field: number }): void {
  if (adds) hash.set(`f${field}`, '');
  else hash.delete(`f${field}`);
}

it('a scan answers what is there from its beginning to its end, whatever comes and goes meanwhile', () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 20 }), { maxLength: 20 }), fc.integer({ min: 1, max: 40 }), (rounds, count) => {
      const hash = hashOf(200);
      const there = new Set(hash.names());
      const seen = new Set<string>();
      let cursor = 0;
      do {
        const step = indexOf(hash).scan(cursor, count, 7);
        for (const member of step.members) {
          expect(hash.fields.has(member)).toBe(true);
          seen.add(member);
        }
        cursor = step.next;
        for (const one of rounds.pop() ?? []) {
          apply(hash, one);
          if (!one.adds) there.delete(`f${one.field}`);
        }
      } while (cursor !== 0);
      for (const member of there) expect(seen).toContain(member);
    }),
    { numRuns: 200 },
  );
});

it('a page holds as many members as were asked for, and the last one leads to the end', () => {
  const hash = hashOf(25);
  const sizes: number[] = [];
  let cursor = 0;
  do {
    const step = indexOf(hash).scan(cursor, 10, 7);
    sizes.push(step.members.length);
    cursor = step.next;
  } while (cursor !== 0);
  expect(sizes).toEqual([10, 10, 5]);
});

it('every member has one position, and no other has', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 100 }), (changes) => {
      const hash = hashOf(50);
      expect(indexOf(hash).at(0)).toBe('f0');
      for (const one of changes) apply(hash, one);
      const found = Array.from({ length: hash.fields.size }, (_unused, position) => indexOf(hash).at(position));
      expect(found).toHaveLength(new Set(found).size);
      expect(new Set(found)).toEqual(new Set(hash.fields.keys()));
      expect(indexOf(hash).at(found.length)).toBeUndefined();
    }),
  );
});
