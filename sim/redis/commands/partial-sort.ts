/**
 * Redis's `pqsort`: a quicksort (Bentley and McIlroy) that puts only a range of places in order. What compares as equal comes out in the order that
 * this very algorithm leaves, which SORT with BY and LIMIT and GEOSEARCH with COUNT show.
 */

/** Negative: `a` comes before `b`. */
type Compare<T> = (a: T, b: T) => number;

const SMALL = 7;
const LARGE = 40;

/** Sorts in place, at least so far that the places from `from` to `to` (both included) hold what belongs there. */
export function sortPart<T>(items: T[], compare: Compare<T>, from: number, to: number): void {
  const parts = [{ start: 0, size: items.length }];
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const { start, size } = part;
    if (size < SMALL) {
      insertionSort(items, compare, start, size);
      continue;
    }
    const { lower, higher } = partition(items, compare, start, size);
    for (const next of [
      { start: start + size - higher, size: higher },
      { start, size: lower },
    ]) {
      if (next.size > 1 && from <= next.start + next.size - 1 && to >= next.start) parts.push(next);
    }
  }
}

function insertionSort<T>(items: T[], compare: Compare<T>, start: number, size: number): void {
  for (let end = start + 1; end < start + size; end++) {
    for (let at = end; at > start && ordered(items, compare, at - 1, at) > 0; at--) swap(items, at, at - 1);
  }
}

/** Brings what is lower than a pivot to the front and what is higher to the back; answers how many there are of each. */
function partition<T>(items: T[], compare: Compare<T>, start: number, size: number): { lower: number; higher: number } {
  swap(items, start, pivotOf(items, compare, start, size));
  let equalFront = start + 1;
  let front = start + 1;
  let back = start + size - 1;
  let equalBack = back;
  for (;;) {
    for (; front <= back; front++) {
      const order = ordered(items, compare, front, start);
      if (order > 0) break;
      if (order === 0) swap(items, equalFront++, front);
    }
    for (; front <= back; back--) {
      const order = ordered(items, compare, back, start);
      if (order < 0) break;
      if (order === 0) swap(items, back, equalBack--);
    }
    if (front > back) break;
    swap(items, front++, back--);
  }
  const end = start + size;
  swapRuns(items, start, front - Math.min(equalFront - start, front - equalFront), Math.min(equalFront - start, front - equalFront));
  const behind = Math.min(equalBack - back, end - equalBack - 1);
  swapRuns(items, front, end - behind, behind);
  return { lower: front - equalFront, higher: equalBack - back };
}

function pivotOf<T>(items: T[], compare: Compare<T>, start: number, size: number): number {
  const middle = start + Math.floor(size / 2);
  const last = start + size - 1;
  if (size === SMALL) return middle;
  if (size <= LARGE) return median(items, compare, start, middle, last);
  const step = Math.floor(size / 8);
  return median(
    items,
    compare,
    median(items, compare, start, start + step, start + 2 * step),
    median(items, compare, middle - step, middle, middle + step),
    median(items, compare, last - 2 * step, last - step, last),
  );
}

function median<T>(items: T[], compare: Compare<T>, a: number, b: number, c: number): number {
  if (ordered(items, compare, a, b) < 0) {
    if (ordered(items, compare, b, c) < 0) return b;
    return ordered(items, compare, a, c) < 0 ? c : a;
  }
  if (ordered(items, compare, b, c) > 0) return b;
  return ordered(items, compare, a, c) < 0 ? a : c;
}

function ordered<T>(items: T[], compare: Compare<T>, a: number, b: number): number {
  return compare(items[a] as T, items[b] as T);
}

function swap(items: unknown[], a: number, b: number): void {
  const item = items[a];
  items[a] = items[b];
  items[b] = item;
}

function swapRuns(items: unknown[], a: number, b: number, size: number): void {
  for (let index = 0; index < size; index++) swap(items, a + index, b + index);
}
