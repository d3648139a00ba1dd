/**
 * Ids of stream entries: two unsigned 64-bit numbers, milliseconds and a sequence within them. Each is a number where that is exact and a
 * bigint beyond, so that two halves are equal exactly when `===` says so, and `<` compares any two.
 */

/** A 64-bit integer: a number as long as it is safe, a bigint beyond. */
export type Integer = number | bigint;

/** The id of an entry. */
export interface StreamId {
  readonly ms: Integer;
  readonly seq: Integer;
}

const LARGEST = 2n ** 64n - 1n;

/** The id before all entries. */
export const SMALLEST_ID: StreamId = Object.freeze({ ms: 0, seq: 0 });
/** The id behind all entries. */
export const LARGEST_ID: StreamId = Object.freeze({ ms: LARGEST, seq: LARGEST });

/** A bigint of any size as an `Integer`: as a number where that is exact. */
export function integerOf(value: bigint): Integer {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The sum of two integers as a signed 64-bit one, wrapped as C's `long long` is. */
export function addWrapped(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return integerOf(BigInt.asIntN(64, BigInt(a) + BigInt(b)));
}

/** The difference of two integers as a signed 64-bit one. */
export function subtractWrapped(a: Integer, b: Integer): Integer {
  return typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a - b)
    ? a - b
    : integerOf(BigInt.asIntN(64, BigInt(a) - BigInt(b)));
}

/** Negative, zero or positive as `a` lies before, on or behind `b`. */
export function compareIds(a: StreamId, b: StreamId): number {
  if (a.ms !== b.ms) return a.ms < b.ms ? -1 : 1;
  if (a.seq === b.seq) return 0;
  return a.seq < b.seq ? -1 : 1;
}

/** The id right behind; null behind the largest. */
export function idAfter({ ms, seq }: StreamId): StreamId | null {
  if (seq !== LARGEST) return { ms, seq: increased(seq) };
  return ms === LARGEST ? null : { ms: increased(ms), seq: 0 };
}

/** The id right before; null before the smallest. */
export function idBefore({ ms, seq }: StreamId): StreamId | null {
  if (seq !== 0) return { ms, seq: decreased(seq) };
  return ms === 0 ? null : { ms: decreased(ms), seq: LARGEST };
}

/** `ms-seq`, as replies show it. */
export function idText({ ms, seq }: StreamId): string {
  return `${ms}-${seq}`;
}

function increased(half: Integer): Integer {
  return typeof half === 'number' && half < Number.MAX_SAFE_INTEGER ? half + 1 : integerOf(BigInt(half) + 1n);
}

function decreased(half: Integer): Integer {
  return typeof half === 'number' ? half - 1 : integerOf(half - 1n);
}
