/** Times to live as requests give them: seconds or milliseconds, from now or absolute. */
import { failure } from '../resp/index.ts';
import { needInteger } from './words.ts';

const LARGEST = 2n ** 63n - 1n;

/**
 * The deadline in milliseconds since 1970 for EX, PX, EXAT or PXAT, which must be positive; `command` is named in the error.
 */
export function deadlineOf(word: string, unit: string, nowMs: number, command: string): number {
  const value = needInteger(word);
  if (value <= 0) throw invalidExpireTime(command);
  return absoluteMs(value, unit === 'EX' || unit === 'EXAT', unit === 'EX' || unit === 'PX' ? nowMs : 0, command);
}

/** A time as milliseconds since 1970; refuses what does not fit into 64 bits. */
export function absoluteMs(value: number | bigint, inSeconds: boolean, baseMs: number, command: string): number {
  const simple = Number(value) * (inSeconds ? 1000 : 1) + baseMs;
  if (Math.abs(simple) < 2 ** 52) return simple;
  const unitMs = BigInt(value) * (inSeconds ? 1000n : 1n);
  if (unitMs > LARGEST || unitMs < -LARGEST - 1n || unitMs + BigInt(baseMs) > LARGEST) throw invalidExpireTime(command);
  return simple;
}

function invalidExpireTime(command: string): Error {
  return failure(`invalid expire time in '${command}' command`);
}
