/**
 * The sparse form: a sequence of runs. `00xxxxxx` is up to 64 zeros, `01xxxxxx xxxxxxxx` up to 16,384 zeros, `1vvvvvxx` up to four registers
 * with a length of up to 32. How a run is split and which neighbours are joined again is Redis's own (`hllSparseSet`), so that the bytes agree.
 */
import { denseSet } from './dense.ts';
import { CORRUPTED, DENSE_BYTES, dropEstimate, HEADER_BYTES, REGISTERS } from './layout.ts';

/** A run of registers of the same length, and how many bytes it takes. */
export interface SparseRun {
  readonly kind: 'zeros' | 'many zeros' | 'values';
  readonly length: number;
  readonly registers: number;
  readonly bytes: number;
}

const LONGEST_LENGTH = 32;
const SHORT_ZEROS = 64;
const MOST_VALUES = 4;
const JOIN_WITHIN = 5;

/** The run that begins at a byte. */
function runAt(sketch: Buffer, at: number): SparseRun {
  const byte = sketch[at] ?? 0;
  if (byte >= 128) return { kind: 'values', length: ((byte >>> 2) & 31) + 1, registers: (byte & 3) + 1, bytes: 1 };
  if (byte < 64) return { kind: 'zeros', length: 0, registers: byte + 1, bytes: 1 };
  return { kind: 'many zeros', length: 0, registers: (((byte & 63) << 8) | (sketch[at + 1] ?? 0)) + 1, bytes: 2 };
}

/** All runs in order. */
export function sparseRuns(sketch: Buffer): SparseRun[] {
  const runs: SparseRun[] = [];
  for (let at = HEADER_BYTES; at < sketch.length;) {
    const run = runAt(sketch, at);
    runs.push(run);
    at += run.bytes;
  }
  return runs;
}

/** Tells every register's length; throws when the runs are not as long as the registers together. */
export function sparseEach(sketch: Buffer, tell: (register: number, length: number) => void): void {
  let register = 0;
  for (const run of sparseRuns(sketch)) {
    if (register + run.registers > REGISTERS) throw CORRUPTED;
    for (const end = register + run.registers; register < end; register++) tell(register, run.length);
  }
  if (register !== REGISTERS) throw CORRUPTED;
}

/** The dense form of a sparse sketch, with its cached estimate. */
export function toDense(sketch: Buffer): Buffer {
  const dense = Buffer.alloc(DENSE_BYTES);
  sketch.copy(dense, 0, 0, HEADER_BYTES);
  dense[4] = 0;
  sparseEach(sketch, (register, length) => {
    if (length > 0) denseSet(dense, register, length);
  });
  return dense;
}

/** Raises a register; answers the sketch as it is then (the dense one when it no longer fits `maximumBytes`), or null when nothing changed. */
export function sparseSet(sketch: Buffer, register: number, length: number, maximumBytes: number): Buffer | null {
  if (length > LONGEST_LENGTH) return promoted(sketch, register, length);
  const { at, before, first } = find(sketch, register);
  const run = runAt(sketch, at);
  if (run.kind === 'values' && run.length >= length) return null;
  const pieces = run.registers === 1 && run.kind !== 'many zeros' ? [values(length, 1)] : split(run, register - first, length);
  const seam = Buffer.from(pieces.flat());
  const growth = seam.length - run.bytes;
  if (growth > 0 && sketch.length + growth > maximumBytes) return promoted(sketch, register, length);
  const changed = Buffer.concat([sketch.subarray(0, at), seam, sketch.subarray(at + run.bytes)]);
  const joined = join(changed, before);
  dropEstimate(joined);
  return joined;
}

function promoted(sketch: Buffer, register: number, length: number): Buffer {
  const dense = toDense(sketch);
  denseSet(dense, register, length);
  return dense;
}

/** Where the run of a register begins, where the run before it does, and the run's first register. */
function find(sketch: Buffer, register: number): { at: number; before: number; first: number } {
  let before = HEADER_BYTES;
  let first = 0;
  for (let at = HEADER_BYTES; at < sketch.length;) {
    const run = runAt(sketch, at);
    if (register < first + run.registers) return { at, before, first };
    before = at;
    at += run.bytes;
    first += run.registers;
  }
  throw CORRUPTED;
}

/** The runs that take the place of one in which the register at `offset` gets a length of its own. */
function split(run: SparseRun, offset: number, length: number): number[][] {
  const same = (registers: number): number[] => (run.kind === 'values' ? values(run.length, registers) : zeros(registers));
  const pieces = [values(length, 1)];
  if (offset > 0) pieces.unshift(same(offset));
  if (offset < run.registers - 1) pieces.push(same(run.registers - 1 - offset));
  return pieces;
}

function values(length: number, registers: number): number[] {
  return [128 | ((length - 1) << 2) | (registers - 1)];
}

function zeros(registers: number): number[] {
  return registers > SHORT_ZEROS ? [64 | ((registers - 1) >>> 8), (registers - 1) & 255] : [registers - 1];
}

/** Joins neighbouring values of the same length, looking at five runs from a place on. */
function join(sketch: Buffer, from: number): Buffer {
  let joined = sketch;
  let at = from;
  for (let looks = JOIN_WITHIN; at < joined.length && looks > 0; looks--) {
    const run = runAt(joined, at);
    const next = at + run.bytes < joined.length ? runAt(joined, at + run.bytes) : null;
    const together = run.registers + (next?.registers ?? 0);
    if (run.kind === 'values' && next?.kind === 'values' && next.length === run.length && together <= MOST_VALUES) {
      joined = Buffer.concat([joined.subarray(0, at), Buffer.from(values(run.length, together)), joined.subarray(at + 2)]);
    } else at += run.bytes;
  }
  return joined;
}
