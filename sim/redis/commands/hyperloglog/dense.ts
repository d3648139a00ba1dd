/** The dense form: every register in 6 bits. */
import { HEADER_BYTES, REGISTERS } from './layout.ts';

/** The length in a register. */
export function denseGet(sketch: Buffer, register: number): number {
  const bit = register * 6;
  const at = HEADER_BYTES + (bit >>> 3);
  return (((sketch[at] ?? 0) | ((sketch[at + 1] ?? 0) << 8)) >>> (bit & 7)) & 63;
}

/** Raises a register; false when it already holds as much. */
export function denseSet(sketch: Buffer, register: number, length: number): boolean {
  if (denseGet(sketch, register) >= length) return false;
  const bit = register * 6;
  const at = HEADER_BYTES + (bit >>> 3);
  const mask = 63 << (bit & 7);
  const value = (((sketch[at] ?? 0) | ((sketch[at + 1] ?? 0) << 8)) & ~mask) | (length << (bit & 7));
  sketch[at] = value & 255;
  if (at + 1 < sketch.length) sketch[at + 1] = (value >>> 8) & 255;
  return true;
}

/** Tells every register's length. */
export function denseEach(sketch: Buffer, tell: (register: number, length: number) => void): void {
  for (let register = 0; register < REGISTERS; register++) tell(register, denseGet(sketch, register));
}
