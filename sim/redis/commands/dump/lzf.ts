/**
 * LZF, the compression of long strings in a dump. Compressing follows liblzf 3.6 as Redis builds it (a table of 2^16 places, VERY_FAST), so that
 * the bytes agree; only what Redis's table, which it never clears, remembers of earlier strings can differ.
 */

const LONGEST_LITERAL = 32;
const LARGEST_OFFSET = 8192;
const LONGEST_REFERENCE = 264;
const UNROLLED = 16;

/** The compressed bytes, or null when they would not be fewer than `limit`. */
export function compress(input: Buffer, limit: number): Buffer | null {
  const places = new Int32Array(65536).fill(-1);
  const output = Buffer.alloc(limit + 8);
  const byteAt = (index: number): number => input[index] ?? 0;
  const place = (index: number): number => {
    const bytes = (byteAt(index) << 16) | (byteAt(index + 1) << 8) | byteAt(index + 2);
    return ((bytes >>> 8) - bytes * 5) & 65535;
  };
  const endRun = (literals: number): void => {
    if (literals > 0) output[at - literals - 1] = literals - 1;
    else at--;
  };
  let literals = 0;
  let at = 1;
  let from = 0;
  const literal = (): void => {
    literals++;
    output[at++] = byteAt(from++);
    if (literals < LONGEST_LITERAL) return;
    endRun(literals);
    literals = 0;
    at++;
  };
  while (from < input.length - 2) {
    const slot = place(from);
    const before = places[slot] ?? -1;
    places[slot] = from;
    const offset = from - before - 1;
    if (before <= 0 || offset >= LARGEST_OFFSET || !sameThree(input, before, from)) {
      if (at >= limit) return null;
      literal();
      continue;
    }
    if (at - (literals === 0 ? 1 : 0) + 4 >= limit) return null;
    endRun(literals);
    const length = matchLength(input, before, from) - 2;
    if (length < 7) output[at++] = (offset >>> 8) + (length << 5);
    else {
      output[at++] = (offset >>> 8) + (7 << 5);
      output[at++] = length - 7;
    }
    output[at++] = offset & 255;
    literals = 0;
    at++;
    from += length + 2;
    if (from >= input.length - 2) break;
    places[place(from - 2)] = from - 2;
    places[place(from - 1)] = from - 1;
  }
  if (at + 3 > limit) return null;
  while (from < input.length) literal();
  endRun(literals);
  return output.subarray(0, at);
}

function sameThree(input: Buffer, one: number, other: number): boolean {
  return input[one] === input[other] && input[one + 1] === input[other + 1] && input[one + 2] === input[other + 2];
}

/** How many bytes agree, looked at as far as liblzf does. */
function matchLength(input: Buffer, before: number, from: number): number {
  const most = Math.min(input.length - from - 2, LONGEST_REFERENCE);
  let length = 2;
  if (most > UNROLLED) {
    for (let step = 0; step < UNROLLED; step++) {
      length++;
      if (input[before + length] !== input[from + length]) return length;
    }
  }
  do length++;
  while (length < most && input[before + length] === input[from + length]);
  return length;
}

/** The bytes that were compressed, or null when the input makes no sense. */
export function decompress(input: Buffer, length: number): Buffer | null {
  const output = Buffer.alloc(length);
  let at = 0;
  for (let from = 0; from < input.length;) {
    const control = input[from++] ?? 0;
    if (control < LONGEST_LITERAL) {
      const count = control + 1;
      if (at + count > length || from + count > input.length) return null;
      input.copy(output, at, from, from + count);
      at += count;
      from += count;
      continue;
    }
    const long = control >>> 5 === 7;
    const count = (control >>> 5) + 2 + (long ? (input[from++] ?? 0) : 0);
    const before = at - (((control & 31) << 8) | (input[from++] ?? 0)) - 1;
    if (from > input.length || before < 0 || at + count > length) return null;
    for (let index = 0; index < count; index++) output[at++] = output[before + index] ?? 0;
  }
  return at === length ? output : null;
}
