/**
 * FUNCTION DUMP and RESTORE: the sources of all libraries in Redis's own serialisation (RDB version 10: opcode, string, and behind all of them the
 * version and a checksum). What is written is never compressed, what is read may be.
 */
import { ErrorReply, failure } from '../resp/index.ts';
import type { FunctionLibraries } from './libraries.ts';

const FUNCTION_OPCODE = 0xf5;
const RDB_VERSION = 10;
const FOOTER_SIZE = 10;
const BROKEN = failure('DUMP payload version or checksum are wrong');

/** All libraries as bytes that a real Redis restores too. */
export function dumpLibraries(libraries: FunctionLibraries): string {
  const body = libraries.all.map(({ source }) => String.fromCharCode(FUNCTION_OPCODE) + sized(source)).join('');
  const versioned = body + String.fromCharCode(RDB_VERSION & 255, RDB_VERSION >> 8);
  return versioned + checksum(versioned);
}

/** Loads what `dumpLibraries` or a real Redis has written, all of it or nothing; answers Redis's refusal. */
export function restoreLibraries(libraries: FunctionLibraries, payload: string, policy: 'FLUSH' | 'APPEND' | 'REPLACE'): ErrorReply | null {
  const sources = readSources(payload);
  if (sources instanceof ErrorReply) return sources;
  const before = libraries.all.map(({ source }) => source);
  if (policy === 'FLUSH') libraries.flush();
  for (const source of sources) {
    const answer = libraries.load(source, policy === 'REPLACE');
    if (!(answer instanceof ErrorReply)) continue;
    libraries.flush();
    for (const one of before) libraries.load(one, true);
    return answer;
  }
  return null;
}

function readSources(payload: string): readonly string[] | ErrorReply {
  const end = payload.length - FOOTER_SIZE;
  if (end < 0) return BROKEN;
  const version = payload.charCodeAt(end) + payload.charCodeAt(end + 1) * 256;
  if (version > RDB_VERSION || checksum(payload.slice(0, -8)) !== payload.slice(-8)) return BROKEN;
  const reader = new RdbReader(payload.slice(0, end));
  const sources: string[] = [];
  while (!reader.atEnd) {
    if (reader.byte() !== FUNCTION_OPCODE) return failure('given type is not a function');
    sources.push(reader.text());
  }
  return sources;
}

function sized(text: string): string {
  const size = text.length;
  if (size < 64) return String.fromCharCode(size) + text;
  if (size < 16384) return String.fromCharCode(0x40 | (size >> 8), size & 255) + text;
  return String.fromCharCode(0x80, size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255) + text;
}

/** Reads strings as RDB files have them. */
class RdbReader {
  readonly #bytes: string;
  #at = 0;

  constructor(bytes: string) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes.charCodeAt(this.#at);
    this.#at += 1;
    return Number.isNaN(value) ? 0 : value;
  }

  text(): string {
    const first = this.byte();
    if (first === COMPRESSED) {
      const [packed, size] = [this.#size(this.byte()), this.#size(this.byte())];
      return expand(this.#take(packed), size);
    }
    return this.#take(this.#size(first));
  }

  #size(first: number): number {
    if (first >> 6 === 0) return first & 63;
    if (first >> 6 === 1) return ((first & 63) << 8) | this.byte();
    return this.byte() * 2 ** 24 + this.byte() * 2 ** 16 + this.byte() * 256 + this.byte();
  }

  #take(size: number): string {
    const text = this.#bytes.slice(this.#at, this.#at + size);
    this.#at += size;
    return text;
  }
}

/** A string behind this byte is compressed with LZF. */
const COMPRESSED = 0xc3;

/** LZF: runs of literal bytes, and references to what has been written already. */
function expand(packed: string, size: number): string {
  let text = '';
  let at = 0;
  while (at < packed.length && text.length < size) {
    const control = packed.charCodeAt(at++);
    if (control < 32) {
      text += packed.slice(at, at + control + 1);
      at += control + 1;
      continue;
    }
    let length = control >> 5;
    if (length === 7) length += packed.charCodeAt(at++);
    const back = ((control & 31) << 8) + packed.charCodeAt(at++) + 1;
    for (let copied = 0; copied < length + 2; copied++) text += text.charAt(text.length - back);
  }
  return text;
}

const POLYNOMIAL = 0x95ac9329ac4bc9b5n;
let table: readonly bigint[] | null = null;

/** Redis's CRC-64 (Jones, reflected), as eight bytes with the lowest first. */
function checksum(bytes: string): string {
  table ??= Array.from({ length: 256 }, (_unused, byte) => {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = (value & 1n) === 1n ? (value >> 1n) ^ POLYNOMIAL : value >> 1n;
    return value;
  });
  let crc = 0n;
  for (let index = 0; index < bytes.length; index++) {
    crc = (table[Number((crc ^ BigInt(bytes.charCodeAt(index))) & 255n)] ?? 0n) ^ (crc >> 8n);
  }
  return Array.from({ length: 8 }, (_unused, index) => String.fromCharCode(Number((crc >> BigInt(8 * index)) & 255n))).join('');
}
