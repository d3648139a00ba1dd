/** Numbers as Redis 7.0 prints doubles: C's `%.17g`, which JavaScript does not have. */

/**
 * A double as `%.17g` prints it: `3`, `0.10000000000000001`, `1.0000000000000001e-05`, `inf`.
 */
export function formatDouble(value: number): string {
  if (Number.isSafeInteger(value)) return Object.is(value, -0) ? '-0' : String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e17) return value.toFixed(0);
  if (value === Infinity) return 'inf';
  if (value === -Infinity) return '-inf';
  if (Number.isNaN(value)) return 'nan';
  const exponential = value.toExponential(16);
  const mark = exponential.indexOf('e');
  const exponent = Number(exponential.slice(mark + 1));
  if (exponent >= -4 && exponent < 17) return trimZeros(value.toFixed(16 - exponent));
  const sign = exponent < 0 ? '-' : '+';
  return `${trimZeros(exponential.slice(0, mark))}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** Drops the zeros behind the decimal point, and the point when nothing is left behind it. */
export function trimZeros(text: string): string {
  if (!text.includes('.')) return text;
  let end = text.length;
  while (text[end - 1] === '0') end--;
  if (text[end - 1] === '.') end--;
  return text.slice(0, end);
}
