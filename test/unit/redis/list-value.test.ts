/** Items within a list, against an array; and every change taken back. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ListValue, UndoJournal } from '../../../sim/redis/keyspace/index.ts';

const change = fc.record({
  what: fc.constantFrom('insert', 'insert', 'remove', 'left', 'right', 'pop left', 'pop right'),
  where: fc.nat(1000),
});

function apply(list: ListValue, plain: string[], { what, where }: { what: string; where: number }, item: string): void {
  if (what === 'insert') {
    const index = where % (plain.length + 1);
    list.insert(index, item);
    plain.splice(index, 0, item);
  } else if (what === 'left') {
    list.pushLeft(item);
    plain.unshift(item);
  } else if (what === 'right') {
    list.pushRight(item);
    plain.push(item);
  } else if (what === 'pop left') expect(list.popLeft()).toBe(plain.shift());
  else if (what === 'pop right') expect(list.popRight()).toBe(plain.pop());
  else if (plain.length > 0) {
    list.remove(where % plain.length);
    plain.splice(where % plain.length, 1);
  }
}

it('holds what an array would hold, and again what it held before when everything is taken back', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.array(change, { maxLength: 100 }), (length, changes) => {
      const items = Array.from({ length }, (_unused, index) => `item ${index}`);
      const list = ListValue.of(items);
      const journal = new UndoJournal();
      list.journal = journal;
      const plain = [...items];
      for (const [index, one] of changes.entries()) {
        apply(list, plain, one, `new ${index}`);
        expect(list.length).toBe(plain.length);
      }
      expect(list.slice()).toEqual(plain);
      journal.undoTo(0);
      expect(list.slice()).toEqual(items);
    }),
  );
});
