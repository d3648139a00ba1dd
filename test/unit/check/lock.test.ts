/** When a lock that expires has kept its holders apart, when only their beliefs overlapped, and when it failed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLock, type LockEvent } from '../../../sim/check/index.ts';

const acquired = (holder: string, epoch: number | string, atMs: number, ttlMs: number): LockEvent => ({
  kind: 'acquired',
  holder,
  epoch,
  atMs,
  ttlMs,
});
const renewed = (holder: string, epoch: number | string, atMs: number, ttlMs: number): LockEvent => ({
  kind: 'renewed',
  holder,
  epoch,
  atMs,
  ttlMs,
});
const released = (holder: string, epoch: number | string, atMs: number): LockEvent => ({ kind: 'released', holder, epoch, atMs });
const write = (holder: string, epoch: number | string, atMs: number, effective: boolean): LockEvent => ({
  kind: 'write',
  holder,
  epoch,
  atMs,
  effective,
  what: 'the stock',
});

describe('an exclusive lock', () => {
  it('passes on by release or expiry, and says how often', () => {
    const verdict = checkLock('stock', [
      acquired('A', 1, 0, 1_000),
      write('A', 1, 100, true),
      released('A', 1, 200),
      acquired('B', 2, 200, 1_000),
      write('B', 2, 300, true),
      acquired('A', 3, 1_200, 1_000),
    ]);
    expect(verdict).toEqual({
      kind: 'exclusive',
      sentence: 'lock stock was held 3 times, never by two at once',
      facts: [],
      about: ['stock', 'A', 'B'],
      overlaps: 0,
      longestOverlapMs: 0,
      refusedWrites: 0,
    });
  });

  it('may refuse a late write of its last holder, and may be taken twice by one', () => {
    expect(checkLock('stock', [acquired('A', 1, 0, 100), acquired('B', 2, 150, 100), write('A', 1, 160, false)])).toMatchObject({
      kind: 'exclusive',
      refusedWrites: 1,
    });
    expect(checkLock('stock', [acquired('A', 1, 0, 100), acquired('A', 2, 50, 100)]).kind).toBe('exclusive');
  });

  it('that nobody used says so', () => {
    expect(checkLock('stock', [])).toMatchObject({ kind: 'exclusive', sentence: 'lock stock was held 0 times, never by two at once' });
  });
});

describe('beliefs that overlap', () => {
  it('are told with both holders, for how long, and what became of late writes', () => {
    const verdict = checkLock('stock', [
      acquired('gateway-1', 1, 1_000, 500),
      acquired('gateway-2', 2, 1_350, 500),
      write('gateway-2', 2, 1_360, true),
      write('gateway-1', 1, 1_400, false),
    ]);
    expect(verdict).toEqual({
      kind: 'beliefs-overlap',
      sentence: 'gateway-1 and gateway-2 both believed for 150ms that they held lock stock; 1 late write was refused',
      facts: [
        { atMs: 1_000, host: 'gateway-1', text: 'held lock stock under epoch 1 and believed so until 1.500s' },
        { atMs: 1_350, host: 'gateway-2', text: 'held lock stock under epoch 2 and believed so until 1.850s' },
      ],
      about: ['stock', 'gateway-1', 'gateway-2'],
      overlaps: 1,
      longestOverlapMs: 150,
      refusedWrites: 1,
    });
  });

  it('are harmless while the older holder writes first', () => {
    expect(
      checkLock('stock', [acquired('A', 1, 0, 500), acquired('B', 2, 100, 500), write('A', 1, 150, true), write('B', 2, 160, true)]),
    ).toMatchObject({
      kind: 'beliefs-overlap',
      sentence: 'A and B both believed for 400ms that they held lock stock; no late write took effect',
    });
  });

  it('end with a release, and are longer by a renewal', () => {
    expect(checkLock('stock', [acquired('A', 1, 0, 500), released('A', 1, 100), acquired('B', 2, 100, 500)]).kind).toBe('exclusive');
    expect(checkLock('stock', [acquired('A', 1, 0, 100), renewed('A', 1, 90, 100), acquired('B', 2, 150, 500)])).toMatchObject({
      kind: 'beliefs-overlap',
      longestOverlapMs: 40,
    });
  });

  it('pause between an expiry and a renewal that comes too late', () => {
    const events = [acquired('A', 1, 0, 100), acquired('B', 2, 150, 100), renewed('A', 1, 300, 100)];
    expect(checkLock('stock', events).kind).toBe('exclusive');
    expect(checkLock('stock', [...events, acquired('C', 3, 350, 100)])).toMatchObject({ kind: 'beliefs-overlap', longestOverlapMs: 50 });
  });

  it('of a lock that never expires last for ever', () => {
    expect(checkLock('stock', [acquired('A', 1, 0, Infinity), acquired('B', 2, 5, Infinity)])).toMatchObject({
      kind: 'beliefs-overlap',
      sentence: 'A and B both believed for ever that they held lock stock; no late write took effect',
    });
  });
});

describe('exclusion', () => {
  it('is broken by a write under an older epoch behind one under a newer', () => {
    const verdict = checkLock('stock', [
      acquired('gateway-1', 1, 1_000, 500),
      acquired('gateway-2', 2, 1_600, 500),
      write('gateway-2', 2, 1_700, true),
      { ...write('gateway-1', 1, 1_899, true), source: 'src/gateway.ts:88' },
    ]);
    expect(verdict).toEqual({
      kind: 'exclusion-broken',
      sentence: 'gateway-1 wrote the stock under epoch 1 of lock stock after gateway-2 had written under epoch 2',
      facts: [
        { atMs: 1_000, host: 'gateway-1', text: 'held lock stock under epoch 1 and believed so until 1.500s' },
        { atMs: 1_600, host: 'gateway-2', text: 'held lock stock under epoch 2 and believed so until 2.100s' },
        { atMs: 1_700, host: 'gateway-2', text: 'wrote the stock under epoch 2' },
        { atMs: 1_899, host: 'gateway-1', text: 'wrote the stock under epoch 1, and it took effect', source: 'src/gateway.ts:88' },
      ],
      about: ['stock', 'gateway-1', 'gateway-2'],
      overlaps: 0,
      longestOverlapMs: 0,
      refusedWrites: 0,
    });
  });

  it('is broken without any overlap of beliefs, and not by every overlap: the two are different things', () => {
    const events = [acquired('A', 1, 0, 100), acquired('B', 2, 200, 100), write('B', 2, 210, true)];
    expect(checkLock('stock', [...events, write('A', 1, 220, true)])).toMatchObject({ kind: 'exclusion-broken', overlaps: 0 });
    expect(checkLock('stock', [...events, write('A', 1, 220, false)])).toMatchObject({ kind: 'exclusive' });
  });

  it('goes by the epoch where it is a number: the older one may be learnt of late', () => {
    const events = [acquired('B', 2, 0, 100), acquired('A', 1, 5, 100), write('A', 1, 6, true), write('B', 2, 7, true)];
    expect(checkLock('stock', events).kind).toBe('beliefs-overlap');
    expect(checkLock('stock', [...events, write('A', 1, 8, true)]).kind).toBe('exclusion-broken');
  });

  it('goes by the order of acquisition where there are only tokens', () => {
    expect(
      checkLock('stock', [
        acquired('A', 'f00', 0, 10),
        acquired('B', 'abc', 20, 10),
        write('B', 'abc', 21, true),
        write('A', 'f00', 22, true),
      ]),
    ).toMatchObject({
      kind: 'exclusion-broken',
      sentence: 'A wrote the stock under token f00 of lock stock after B had written under token abc',
    });
  });

  it('may have holders that use one token again and again', () => {
    const turns = [acquired('A', 'a', 0, 10), write('A', 'a', 1, true), acquired('B', 'b', 20, 10), write('B', 'b', 21, true)];
    const again = [acquired('A', 'a', 40, 10), write('A', 'a', 41, true)];
    expect(checkLock('stock', [...turns, ...again]).kind).toBe('exclusive');
    expect(checkLock('stock', [...turns, ...again, write('B', 'b', 42, true)]).kind).toBe('exclusion-broken');
  });

  it('is broken by a writer who was never given the lock, if its epoch is older', () => {
    const verdict = checkLock('stock', [acquired('B', 2, 0, 100), write('B', 2, 10, true), write('A', 1, 20, true)]);
    expect(verdict.kind).toBe('exclusion-broken');
    expect(verdict.facts.map(({ text }) => text)).toContain('used epoch 1 of lock stock without having been given it');
  });

  it('does not depend on the order in which events of different moments are given', () => {
    const kind = fc.constantFrom('acquired', 'released', 'write', 'refused');
    const event = fc.record({ kind, epoch: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 10 }), fc.infiniteStream(fc.nat()), (drafts, keys) => {
        const events = drafts.map(({ kind, epoch }, index): LockEvent => {
          const holder = `h${epoch}`;
          const atMs = index * 10;
          if (kind === 'acquired') return acquired(holder, epoch, atMs, 25);
          if (kind === 'released') return released(holder, epoch, atMs);
          return write(holder, epoch, atMs, kind === 'write');
        });
        const shuffled = events.map((one) => ({ one, key: keys.next().value })).toSorted((a, b) => a.key - b.key);
        expect(
          checkLock(
            'k',
            shuffled.map(({ one }) => one),
          ),
        ).toEqual(checkLock('k', events));
        // Broken exactly when the epochs of the writes that took effect ever go back.
        const epochs = events.flatMap((one) => (one.kind === 'write' && one.effective ? [Number(one.epoch)] : []));
        expect(checkLock('k', events).kind === 'exclusion-broken').toBe(
          epochs.some((epoch, index) => epoch < Math.max(0, ...epochs.slice(0, index))),
        );
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});
