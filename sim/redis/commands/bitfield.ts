/** BITFIELD: integers of 1 to 64 bits anywhere in a string. */
import { bulkBytesMax } from '../bulk-limit.ts';
import { OpenString } from '../keyspace/index.ts';
import { failure } from '../resp/index.ts';
import { FIRST_KEY } from './definition.ts';
import { at, narrow, needInteger, parseInteger, SYNTAX_ERROR } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

type Overflow = 'WRAP' | 'SAT' | 'FAIL';

/** `i16` or `u8`. */
interface FieldType {
  readonly signed: boolean;
  readonly bits: number;
}

interface Operation {
  readonly kind: 'GET' | 'SET' | 'INCRBY';
  readonly type: FieldType;
  readonly offset: number;
  readonly operand: bigint;
  readonly overflow: Overflow;
}

const INVALID_TYPE = failure('Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.');
const INVALID_OVERFLOW = failure('Invalid OVERFLOW type specified');
const INVALID_OFFSET = failure('bit offset is not an integer or out of range');
const ONLY_GET = failure('BITFIELD_RO only supports the GET subcommand');
const WORDS = { GET: 3, SET: 4, INCRBY: 4 } as const;

function bitField(client: Client, argv: readonly string[], readOnly: boolean): Reply {
  const operations = readOperations(argv, bulkBytesMax(client.server));
  const writes = operations.filter(({ kind }) => kind !== 'GET');
  if (writes.length > 0 && readOnly) throw ONLY_GET;
  const key = at(argv, 1);
  if (writes.length === 0) {
    const open = client.database.opened(key);
    const text = open === undefined ? (client.database.string(key) ?? '') : '';
    const byteAt = (index: number): number => open?.at(index) ?? (index < text.length ? text.charCodeAt(index) : 0);
    return operations.map(({ type, offset }) => narrow(get(byteAt, type, offset)));
  }
  const highestBit = Math.max(...writes.map(({ offset, type }) => offset + type.bits - 1));
  return change(client, key, Math.floor(highestBit / 8) + 1, operations);
}

/** Does operations that write on a string that is at least `length` bytes long from now on. */
function change(client: Client, key: string, length: number, operations: readonly Operation[]): Reply {
  const { database } = client;
  const lengthBefore = (database.opened(key) ?? database.string(key))?.length ?? 0;
  const open = database.openString(key, length);
  const bytes = open ?? new OpenString(database.string(key) ?? '');
  bytes.grow(length);
  let hasChanged = bytes.length > lengthBefore;
  const replies = operations.map((operation) => apply(bytes, operation, () => (hasChanged = true)));
  if (open === null && hasChanged) database.put(key, bytes.text());
  if (open !== null && hasChanged) database.changedInPlace(key);
  database.keepStringForm(key, 'raw');
  return replies;
}

function readOperations(argv: readonly string[], bytesMax: number): Operation[] {
  const operations: Operation[] = [];
  let overflow: Overflow = 'WRAP';
  for (let index = 2; index < argv.length;) {
    const word = at(argv, index).toUpperCase();
    if (word === 'OVERFLOW' && index + 1 < argv.length) {
      overflow = needOverflow(at(argv, index + 1));
      index += 2;
      continue;
    }
    if ((word !== 'GET' && word !== 'SET' && word !== 'INCRBY') || index + WORDS[word] > argv.length) throw SYNTAX_ERROR;
    const type = needType(at(argv, index + 1));
    const offset = needOffset(at(argv, index + 2), type.bits, bytesMax);
    const operand = word === 'GET' ? 0n : BigInt(needInteger(at(argv, index + 3)));
    operations.push({ kind: word, type, offset, operand, overflow });
    index += WORDS[word];
  }
  return operations;
}

function needOverflow(word: string): Overflow {
  const overflow = word.toUpperCase();
  if (overflow === 'WRAP' || overflow === 'SAT' || overflow === 'FAIL') return overflow;
  throw INVALID_OVERFLOW;
}

function needType(word: string): FieldType {
  const signed = word.startsWith('i');
  const bits = parseInteger(word.slice(1));
  if ((!signed && !word.startsWith('u')) || bits === null || bits < 1 || bits > (signed ? 64 : 63)) throw INVALID_TYPE;
  return { signed, bits: Number(bits) };
}

/** An offset in bits; `#3` counts in fields. */
function needOffset(word: string, bits: number, bytesMax: number): number {
  const counted = word.startsWith('#');
  const offset = parseInteger(counted ? word.slice(1) : word);
  const inBits = offset === null ? -1 : Number(offset) * (counted ? bits : 1);
  if (inBits < 0 || inBits >= bytesMax * 8) throw INVALID_OFFSET;
  return inBits;
}

function get(byteAt: (index: number) => number, { signed, bits }: FieldType, offset: number): bigint {
  let value = 0n;
  for (let byte = Math.floor(offset / 8); byte <= Math.floor((offset + bits - 1) / 8); byte++) value = (value << 8n) | BigInt(byteAt(byte));
  value >>= BigInt(7 - ((offset + bits - 1) % 8));
  return wrap(value, { signed, bits });
}

/** True when a byte is another now. */
function put(bytes: OpenString, { bits }: FieldType, offset: number, value: bigint): boolean {
  let rest = BigInt.asUintN(bits, value);
  let hasChanged = false;
  for (let bit = offset + bits - 1; bit >= offset; bit--) {
    const byte = Math.floor(bit / 8);
    const mask = 128 >>> (bit % 8);
    if (bytes.set(byte, (rest & 1n) === 1n ? bytes.at(byte) | mask : bytes.at(byte) & ~mask)) hasChanged = true;
    rest >>= 1n;
  }
  return hasChanged;
}

/** Does one operation; the reply is the old value of SET and the new one of INCRBY, nil when it would overflow and must fail. */
function apply(bytes: OpenString, operation: Operation, changed: () => void): Reply {
  const { kind, type, offset, operand, overflow } = operation;
  const before = get((index) => bytes.at(index), type, offset);
  if (kind === 'GET') return narrow(before);
  const [value, increment] = kind === 'SET' ? [operand, 0n] : [before, operand];
  const beyond = type.signed ? beyondSigned(value, increment, type.bits) : beyondUnsigned(value, increment, type.bits);
  if (beyond !== null && overflow === 'FAIL') return null;
  const after = beyond !== null && overflow === 'SAT' ? beyond : wrap(value + increment, type);
  if (put(bytes, type, offset, after)) changed();
  return narrow(kind === 'SET' ? before : after);
}

function wrap(value: bigint, { signed, bits }: FieldType): bigint {
  return signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

/**
 * The limit that a sum goes beyond, or null. The distances to the limits are computed in 64 bits, as Redis does: far outside of a narrow field they
 * wrap round, and the other limit is found.
 */
function beyondSigned(value: bigint, increment: bigint, bits: number): bigint | null {
  const highest = (1n << BigInt(bits - 1)) - 1n;
  const lowest = -highest - 1n;
  const up = BigInt.asIntN(64, highest - value);
  const down = BigInt.asIntN(64, lowest - value);
  const isNarrow = bits !== 64;
  if (value > highest || (isNarrow && increment > up) || (value >= 0n && increment > 0n && increment > up)) return highest;
  if (value < lowest || (isNarrow && increment < down) || (value < 0n && increment < 0n && increment < down)) return lowest;
  return null;
}

function beyondUnsigned(signedValue: bigint, increment: bigint, bits: number): bigint | null {
  // SET of a negative number into an unsigned field is a very large number to Redis.
  const value = BigInt.asUintN(64, signedValue);
  const highest = (1n << BigInt(bits)) - 1n;
  if (value > highest || (increment > 0n && increment > BigInt.asIntN(64, highest - value))) return highest;
  return increment < 0n && increment < BigInt.asIntN(64, -value) ? 0n : null;
}

/** The commands of bit fields. */
export const bitFieldCommands: readonly CommandDefinition[] = [
  { name: 'bitfield', arity: -2, flags: ['write', 'denyoom'], keys: FIRST_KEY, run: (client, argv) => bitField(client, argv, false) },
  { name: 'bitfield_ro', arity: -2, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: (client, argv) => bitField(client, argv, true) },
];
