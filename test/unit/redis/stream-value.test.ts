/** A stream against the plainest one there is: an array that is looked through from end to end. Copies stay apart, and a journal leads back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareIds, idText, LARGEST_ID, SMALLEST_ID, StreamValue, UndoJournal } from '../../../sim/redis/keyspace/index.ts';
import { PendingEntries } from '../../../sim/redis/keyspace/stream-pending.ts';
import type { StreamId } from '../../../sim/redis/keyspace/index.ts';

const limits = { entries: 4, bytes: 4096 };
const exactly = { isApproximate: false, limit: 0 };

const at = (ms: number): StreamId => ({ ms, seq: 0 });

/** Everything that can be seen of a stream. */
function seenOf(stream: StreamValue): unknown {
  const { nodes, marks, length, groups } = stream;
  return {
    length,
    marks,
    forwards: nodes.forwards(SMALLEST_ID, LARGEST_ID),
    backwards: nodes.backwards(SMALLEST_ID, LARGEST_ID),
    nodes: [nodes.nodeCount, nodes.treeNodeCount],
    groups: [...groups.values()].map(({ name, position, pending, consumers }) => [
      name,
      position,
      pending.all(),
      [...consumers.values()].map(({ name: consumer, seenAtMs, pending: own }) => [consumer, seenAtMs, own.all()]),
    ]),
  };
}

const change = fc.record({
  what: fc.constantFrom(
    'append',
    'append',
    'append',
    'append',
    'delete',
    'trim',
    'trim below',
    'deliver',
    'acknowledge',
    'remove consumer',
  ),
  number: fc.nat(60),
});
type Change = Readonly<{ what: string; number: number }>;

/** Makes a change; `clock` gives the next id. */
function apply(stream: StreamValue, { what, number }: Change, clock: { ms: number }): void {
  const group = stream.groups.get('group') ?? stream.createGroup('group', { lastId: SMALLEST_ID, entriesRead: null });
  const consumer = group?.consumers.get('one') ?? group?.createConsumer('one', number);
  if (what === 'append') stream.append(at((clock.ms += 1)), ['field', String(number)], limits);
  else if (what === 'delete') stream.delete([at(number)]);
  else if (what === 'trim') stream.trim({ ...exactly, length: number, minimumId: SMALLEST_ID });
  else if (what === 'trim below') stream.trim({ ...exactly, length: null, minimumId: at(number >>> 1) });
  else if (what === 'deliver') group?.assign({ id: at(number), consumer: 'one', deliveredAtMs: number, deliveries: 1 });
  else if (what === 'acknowledge') group?.release(at(number));
  else if (consumer !== undefined) group?.removeConsumer(consumer);
}

const changes = fc.array(change, { maxLength: 120, size: 'max' });

describe('a stream', () => {
  it('holds what was appended and neither deleted nor trimmed, in order', () => {
    fc.assert(
      fc.property(changes, fc.nat(60), fc.nat(60), (all, from, to) => {
        const stream = new StreamValue();
        const clock = { ms: 0 };
        let plain: number[] = [];
        for (const one of all) {
          apply(stream, one, clock);
          if (one.what === 'append') plain.push(clock.ms);
          else if (one.what === 'delete') plain = plain.filter((ms) => ms !== one.number);
          else if (one.what === 'trim') plain = plain.slice(Math.max(0, plain.length - one.number));
          else if (one.what === 'trim below') plain = plain.filter((ms) => ms >= one.number >>> 1);
        }
        expect(stream.length).toBe(plain.length);
        expect(stream.marks.firstId.ms).toBe(plain[0] ?? 0);
        const within = plain.filter((ms) => ms >= from && ms <= to);
        expect(stream.nodes.forwards(at(from), at(to)).map(({ id }) => id.ms)).toEqual(within);
        expect(stream.nodes.backwards(at(from), at(to), 3).map(({ id }) => id.ms)).toEqual(within.toReversed().slice(0, 3));
        expect(stream.nodes.find(at(from))?.id.ms).toBe(plain.includes(from) ? from : undefined);
      }),
      { numRuns: 150 },
    );
  });

  it('and its copy stay apart', () => {
    fc.assert(
      fc.property(changes, changes, changes, (before, mine, its) => {
        const clock = { ms: 0 };
        const stream = new StreamValue();
        for (const one of before) apply(stream, one, clock);
        const copy = stream.copy();
        expect(seenOf(copy)).toEqual(seenOf(stream));
        const then = JSON.stringify(seenOf(copy));
        for (const one of mine) apply(stream, one, clock);
        expect(JSON.stringify(seenOf(copy))).toBe(then);
        const now = JSON.stringify(seenOf(stream));
        for (const one of its) apply(copy, one, clock);
        expect(JSON.stringify(seenOf(stream))).toBe(now);
      }),
      { numRuns: 60 },
    );
  });

  it('goes back to every earlier moment with a journal, also when it was copied between', () => {
    fc.assert(
      fc.property(changes, fc.nat(100), (all, copiedAt) => {
        const stream = new StreamValue();
        const journal = new UndoJournal();
        stream.createGroup('group', { lastId: SMALLEST_ID, entriesRead: null });
        stream.journal = journal;
        const clock = { ms: 0 };
        const moments: { position: number; seen: unknown }[] = [];
        for (const [index, one] of all.entries()) {
          moments.push({ position: journal.position, seen: structuredClone(seenOf(stream)) });
          if (index === copiedAt) stream.copy();
          apply(stream, one, clock);
        }
        for (const { position, seen } of moments.toReversed()) {
          journal.undoTo(position);
          expect(seenOf(stream)).toEqual(seen);
        }
      }),
      { numRuns: 60 },
    );
  });
});

it('pending entries are in order, whatever was put in and taken out', () => {
  const step = fc.record({ puts: fc.boolean(), ms: fc.nat(2000) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 900, size: 'max' }), fc.nat(2000), (steps, ms) => {
      const pending = new PendingEntries();
      const plain = new Map<number, string>();
      for (let index = 0; index < 600; index++) steps.push({ puts: true, ms: index * 3 });
      for (const [index, one] of steps.entries()) {
        if (one.puts) {
          pending.put({ id: at(one.ms), consumer: String(index), deliveredAtMs: 0, deliveries: 1 });
          plain.set(one.ms, String(index));
        } else expect(pending.delete(at(one.ms))).toBe(plain.delete(one.ms));
      }
      const ordered = [...plain].sort(([a], [b]) => a - b);
      expect(pending.size).toBe(plain.size);
      expect(pending.all().map(({ id, consumer }) => [id.ms, consumer])).toEqual(ordered);
      expect(pending.atOrAfter(at(ms))?.id.ms).toBe(ordered.find(([other]) => other >= ms)?.[0]);
    }),
    { numRuns: 30 },
  );
});

/** An id that counts how often it is compared. */
class ProbedId implements StreamId {
  looks = 0;
  readonly seq = 0;
  readonly #ms: number;

  constructor(ms: number) {
    this.#ms = ms;
  }

  get ms(): number {
    this.looks++;
    return this.#ms;
  }
}

/** A stream of so many entries, all of them pending. */
function long(size: number): { stream: StreamValue; pending: PendingEntries } {
  const stream = new StreamValue();
  const pending = new PendingEntries();
  for (let ms = 1; ms <= size; ms++) {
    stream.append(at(ms), ['f', 'v'], { entries: 100, bytes: 4096 });
    pending.put({ id: at(ms), consumer: 'c', deliveredAtMs: 0, deliveries: 1 });
  }
  return { stream, pending };
}

describe.each([
  ['finding an entry', (id: StreamId, { stream }: ReturnType<typeof long>) => stream.nodes.find(id)],
  ['a range of three', (id: StreamId, { stream }: ReturnType<typeof long>) => stream.nodes.forwards(id, LARGEST_ID, 3)],
  ['a range of three backwards', (id: StreamId, { stream }: ReturnType<typeof long>) => stream.nodes.backwards(SMALLEST_ID, id, 3)],
  ['deleting', (id: StreamId, { stream }: ReturnType<typeof long>) => stream.delete([id])],
  ['acknowledging', (id: StreamId, { pending }: ReturnType<typeof long>) => pending.delete(id)],
])('%s', (_name, command) => {
  it('compares about as often in a long stream as in a short one', () => {
    const [few = 0, many = 0] = [2000, 60_000].map((size) => {
      const id = new ProbedId(size >>> 1);
      command(id, long(size));
      return id.looks;
    });
    expect(few).toBeGreaterThan(0);
    expect(many).toBeLessThanOrEqual(few * 3);
  });
});

it('ids are 64 bits wide in both halves', () => {
  const large: StreamId = { ms: 2n ** 63n, seq: 9_007_199_254_740_991 };
  const larger: StreamId = { ms: 2n ** 63n, seq: 9_007_199_254_740_993n };
  expect(compareIds(large, larger)).toBeLessThan(0);
  expect(compareIds(larger, at(5))).toBeGreaterThan(0);
  expect(idText(larger)).toBe('9223372036854775808-9007199254740993');
});
