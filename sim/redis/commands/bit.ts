/** Bits of strings. */
import { bulkBytesMax } from '../bulk-limit.ts';
import { failure } from '../resp/index.ts';
import { FIRST_KEY } from './definition.ts';
import { at, isOption, needNumber, parseInteger, SYNTAX_ERROR } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

const OFFSET = failure('bit offset is not an integer or out of range');
const VALUE = failure('bit is not an integer or out of range');

function needOffset(client: Client, word: string): number {
  const offset = parseInteger(word);
  if (offset === null || offset < 0 || offset >= bulkBytesMax(client.server) * 8) throw OFFSET;
  return Number(offset);
}

function bitAt(text: string, offset: number): 0 | 1 {
  const byte = offset < text.length * 8 ? text.charCodeAt(offset >>> 3) : 0;
  return ((byte >>> (7 - (offset & 7))) & 1) === 1 ? 1 : 0;
}

function getBit(client: Client, argv: readonly string[]): Reply {
  const offset = needOffset(client, at(argv, 2));
  const open = client.database.opened(at(argv, 1));
  if (open !== undefined) return ((open.at(offset >>> 3) >>> (7 - (offset & 7))) & 1) === 1 ? 1 : 0;
  return bitAt(client.database.string(at(argv, 1)) ?? '', offset);
}

function setBit(client: Client, argv: readonly string[]): Reply {
  const offset = needOffset(client, at(argv, 2));
  const bit = parseInteger(at(argv, 3));
  if (bit !== 0 && bit !== 1) throw VALUE;
  const index = offset >>> 3;
  const mask = 1 << (7 - (offset & 7));
  const open = client.database.openString(at(argv, 1), index + 1);
  if (open !== null) {
    const byte = open.at(index);
    open.set(index, bit === 1 ? byte | mask : byte & ~mask);
    client.database.changedInPlace(at(argv, 1));
    return (byte & mask) === 0 ? 0 : 1;
  }
  const text = client.database.string(at(argv, 1)) ?? '';
  const before = bitAt(text, offset);
  const padded = text.padEnd(index + 1, '\0');
  const byte = bit === 1 ? padded.charCodeAt(index) | mask : padded.charCodeAt(index) & ~mask;
  client.database.put(at(argv, 1), padded.slice(0, index) + String.fromCharCode(byte) + padded.slice(index + 1));
  client.database.keepStringForm(at(argv, 1), 'raw');
  return before;
}

/** A range of bits `[from, to)` from BITCOUNT's and BITPOS's words, which count bytes or bits. */
function bitRange(start: number, end: number, unitIsBit: boolean, bytes: number): { from: number; to: number } {
  const total = unitIsBit ? bytes * 8 : bytes;
  const from = start < 0 ? Math.max(0, total + start) : start;
  const last = Math.min(total - 1, end < 0 ? Math.max(0, total + end) : end);
  const scale = unitIsBit ? 1 : 8;
  return from > last ? { from: 0, to: 0 } : { from: from * scale, to: (last + 1) * scale };
}

function needUnit(word: string | undefined): boolean {
  if (word === undefined || isOption(word, 'BYTE')) return false;
  if (isOption(word, 'BIT')) return true;
  throw SYNTAX_ERROR;
}

function countBits(client: Client, argv: readonly string[]): Reply {
  const text = client.database.string(at(argv, 1));
  if (text === undefined) return 0;
  if (argv.length === 3 || argv.length > 5) throw SYNTAX_ERROR;
  const start = argv.length > 2 ? needNumber(at(argv, 2)) : 0;
  const end = argv.length > 2 ? needNumber(at(argv, 3)) : -1;
  if (start < 0 && end < 0 && start > end) return 0;
  const unitIsBit = needUnit(argv[4]);
  const { from, to } = bitRange(start, end, unitIsBit, text.length);
  let count = 0;
  for (let offset = from; offset < to; offset++) count += bitAt(text, offset);
  return count;
}

function findBit(client: Client, argv: readonly string[]): Reply {
  const wanted = parseInteger(at(argv, 2));
  if (wanted === null) throw failure('value is not an integer or out of range');
  if (wanted !== 0 && wanted !== 1) throw failure('The bit argument must be 1 or 0.');
  const text = client.database.string(at(argv, 1));
  if (text === undefined) return wanted === 1 ? -1 : 0;
  if (argv.length > 6) throw SYNTAX_ERROR;
  const start = argv.length > 3 ? needNumber(at(argv, 3)) : 0;
  const unitIsBit = needUnit(argv[5]);
  const end = argv.length > 4 ? needNumber(at(argv, 4)) : -1;
  const { from, to } = bitRange(start, end, unitIsBit, text.length);
  for (let offset = from; offset < to; offset++) if (bitAt(text, offset) === wanted) return offset;
  return wanted === 0 && argv.length <= 4 && to > from ? to : -1;
}

const OPERATIONS: Readonly<Record<string, (a: number, b: number) => number>> = {
  AND: (a, b) => a & b,
  OR: (a, b) => a | b,
  XOR: (a, b) => a ^ b,
};

function combine(client: Client, argv: readonly string[]): Reply {
  const operation = at(argv, 1).toUpperCase();
  const together = OPERATIONS[operation];
  if (together === undefined && operation !== 'NOT') throw SYNTAX_ERROR;
  if (operation === 'NOT' && argv.length !== 4) throw failure('BITOP NOT must be called with a single source key.');
  const texts = argv.slice(3).map((key) => client.database.string(key) ?? '');
  const length = Math.max(...texts.map((text) => text.length));
  let result = '';
  for (let index = 0; index < length; index++) {
    const bytes = texts.map((text) => (index < text.length ? text.charCodeAt(index) : 0));
    result += String.fromCharCode(together === undefined ? ~(bytes[0] ?? 0) & 255 : bytes.reduce(together));
  }
  if (length === 0) client.database.delete(at(argv, 2));
  else {
    client.database.replace(at(argv, 2), result);
    client.database.keepStringForm(at(argv, 2), 'raw');
  }
  return length;
}

/** The commands of bits. */
export const bitCommands: readonly CommandDefinition[] = [
  { name: 'getbit', arity: 3, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: getBit },
  { name: 'setbit', arity: 4, flags: ['write', 'denyoom'], keys: FIRST_KEY, run: setBit },
  { name: 'bitcount', arity: -2, flags: ['readonly'], keys: FIRST_KEY, run: countBits },
  { name: 'bitpos', arity: -3, flags: ['readonly'], keys: FIRST_KEY, run: findBit },
  { name: 'bitop', arity: -4, flags: ['write', 'denyoom'], keys: [2, -1, 1], run: combine },
];
