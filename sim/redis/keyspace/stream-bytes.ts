/**
 * How many bytes Redis's listpacks take for stream entries. A node of a stream is full by its number of entries or by its bytes, and trimming
 * with `~` removes whole nodes only, so the counts that clients see depend on these sizes (listpack.c and t_stream.c of Redis 7.0).
 */
import { isPlainInteger } from './value.ts';
import { subtractWrapped } from './stream-id.ts';
import type { Integer, StreamId } from './stream-id.ts';

/** The header of a listpack and its end. */
const EMPTY_BYTES = 7;

/** The bytes of a new node with its first entry's fields as the master's, without its counters and before that entry itself. */
export function masterBytes(fields: readonly string[]): number {
  const count = fields.length / 2;
  let bytes = EMPTY_BYTES + integerBytes(count) + integerBytes(0);
  for (let index = 0; index < fields.length; index += 2) bytes += stringBytes(fields[index] ?? '');
  return bytes;
}

/** The bytes of a node's counters: entries alive and deleted. */
export function counterBytes(alive: number, deleted: number): number {
  return integerBytes(alive) + integerBytes(deleted);
}

/** The bytes of an entry in a node with the given master entry. */
export function entryBytes(id: StreamId, fields: readonly string[], master: { id: StreamId; fields: readonly string[] }): number {
  const count = fields.length / 2;
  const isSame = sameFields(fields, master.fields);
  let bytes = integerBytes(0) + integerBytes(subtractWrapped(id.ms, master.id.ms)) + integerBytes(subtractWrapped(id.seq, master.id.seq));
  if (!isSame) bytes += integerBytes(count);
  for (let index = 0; index < fields.length; index += 2) {
    if (!isSame) bytes += stringBytes(fields[index] ?? '');
    bytes += stringBytes(fields[index + 1] ?? '');
  }
  return bytes + integerBytes(isSame ? count + 3 : 2 * count + 4);
}

/** The plain bytes of all words: what Redis adds to a node's size to judge whether an entry still fits. */
export function payloadBytes(fields: readonly string[]): number {
  let bytes = 0;
  for (const word of fields) bytes += word.length;
  return bytes;
}

function sameFields(fields: readonly string[], others: readonly string[]): boolean {
  if (fields.length !== others.length) return false;
  for (let index = 0; index < fields.length; index += 2) if (fields[index] !== others[index]) return false;
  return true;
}

/** A word, which is kept as an integer when it reads as one. */
function stringBytes(text: string): number {
  const first = text.charCodeAt(0);
  // Only what begins with a digit or a minus can be one.
  if ((first < 58 || first === 45) && isPlainInteger(text)) return integerBytes(text.length < 16 ? Number(text) : BigInt(text));
  const { length } = text;
  return withBackLength(length + (length < 64 ? 1 : length < 4096 ? 2 : 5));
}

function integerBytes(value: Integer): number {
  if (value >= 0 && value <= 127) return 2;
  if (value >= -4096 && value <= 4095) return 3;
  if (value >= -32_768 && value <= 32_767) return 4;
  if (value >= -8_388_608 && value <= 8_388_607) return 5;
  if (value >= -2_147_483_648 && value <= 2_147_483_647) return 6;
  return 10;
}

/** Each element ends with its own length, in as many bytes as that takes. */
function withBackLength(bytes: number): number {
  if (bytes <= 127) return bytes + 1;
  if (bytes < 16_383) return bytes + 2;
  if (bytes < 2_097_151) return bytes + 3;
  return bytes + (bytes < 268_435_455 ? 4 : 5);
}
