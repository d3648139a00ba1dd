/**
 * Requests from bytes: RESP arrays of bulk strings, and inline commands as a person types them. Bytes may be cut anywhere; what is
 * incomplete waits for more. Errors are those of Redis's `processMultibulkBuffer`, after which the connection is closed.
 */
import { splitInline } from './inline.ts';

/** The client sent what is no RESP; the message is Redis's, without `ERR Protocol error: `. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code = 'ERR';
}

const MAXIMUM_ARGUMENTS = 2 ** 31 - 1;
const MAXIMUM_BULK_BYTES = 512 * 1024 * 1024;
/** No limit is set lower. */
const LEAST_BULK_BYTES_MAX = 1024 * 1024;
/** What a client may send before it has said the password. */
const STRANGERS_ARGUMENTS = 10;
const STRANGERS_BULK_BYTES = 16_384;
const MAXIMUM_LINE_BYTES = 64 * 1024;
const STAR = 42;
const DOLLAR = 36;

/** Cuts a stream of bytes into requests. */
export class RequestParser {
  #text = '';
  #at = 0;
  /** Bytes that must be there before parsing can get further: saves looking again at a long value that arrives in pieces. */
  #needed = 0;
  #waiting: string[] = [];
  #waitingLength = 0;
  readonly #isStranger: () => boolean;
  readonly #bulkBytesMax: () => number;

  /** `isStranger` says whether the client has yet to give the password, `bulkBytesMax` how long a word may be (`proto-max-bulk-len`). */
  constructor(isStranger: () => boolean = () => false, bulkBytesMax: () => number = () => MAXIMUM_BULK_BYTES) {
    this.#isStranger = isStranger;
    this.#bulkBytesMax = bulkBytesMax;
  }

  /** How many bytes are held that no request was made of. */
  get heldBytes(): number {
    return this.#text.length - this.#at + this.#waitingLength;
  }

  /** More bytes have come. */
  push(bytes: Buffer): void {
    const piece = bytes.toString('latin1');
    this.#waitingLength += piece.length;
    if (this.#text.length - this.#at + this.#waitingLength < this.#needed) {
      this.#waiting.push(piece);
      return;
    }
    const rest = this.#at === this.#text.length ? '' : this.#text.slice(this.#at);
    this.#text = this.#waiting.length === 0 ? rest + piece : rest + this.#waiting.join('') + piece;
    this.#waiting = [];
    this.#waitingLength = 0;
    this.#needed = 0;
    this.#at = 0;
  }

  /** The next whole request, null when more bytes are needed; throws a ProtocolError. An empty request is skipped. */
  next(): string[] | null {
    while (this.#at < this.#text.length && this.#needed === 0) {
      const request = this.#text.charCodeAt(this.#at) === STAR ? this.#multibulk() : this.#inline();
      if (request === null) return null;
      if (request.length > 0) return request;
    }
    return null;
  }

  #inline(): string[] | null {
    const end = this.#lineEnd('\n', this.#at);
    if (end === -1) return this.#cut('too big inline request', this.#at);
    const line = this.#text.slice(this.#at, this.#text.charCodeAt(end - 1) === 13 ? end - 1 : end);
    this.#at = end + 1;
    const words = splitInline(line);
    if (words === null) throw new ProtocolError('unbalanced quotes in request');
    return words;
  }

  #multibulk(): string[] | null {
    const text = this.#text;
    let lineEnd = this.#lineEnd('\r', this.#at);
    if (lineEnd === -1 || lineEnd + 1 >= text.length) return this.#cut('too big mbulk count string', this.#at);
    const count = parseLength(text, this.#at + 1, lineEnd);
    if (count === null || count > MAXIMUM_ARGUMENTS) throw new ProtocolError('invalid multibulk length');
    if (count > STRANGERS_ARGUMENTS && this.#isStranger()) throw new ProtocolError('unauthenticated multibulk length');
    let at = lineEnd + 2;
    const request: string[] = [];
    while (request.length < count) {
      lineEnd = this.#lineEnd('\r', at);
      if (lineEnd === -1 || lineEnd + 1 >= text.length) return this.#cut('too big bulk count string', at);
      if (text.charCodeAt(at) !== DOLLAR) throw new ProtocolError(`expected '$', got '${text.charAt(at)}'`);
      const size = parseLength(text, at + 1, lineEnd);
      if (size === null || size < 0 || (size > LEAST_BULK_BYTES_MAX && size > this.#bulkBytesMax()))
        throw new ProtocolError('invalid bulk length');
      if (size > STRANGERS_BULK_BYTES && this.#isStranger()) throw new ProtocolError('unauthenticated bulk length');
      at = lineEnd + 2;
      if (at + size + 2 > text.length) {
        this.#needed = at + size + 2 - this.#at;
        return null;
      }
      request.push(text.slice(at, at + size));
      at += size + 2;
    }
    this.#at = at;
    return request;
  }

  /** Redis looks for it with C's strchr, which sees nothing behind a zero byte. */
  #lineEnd(mark: string, from: number): number {
    const end = this.#text.indexOf(mark, from);
    // Only the line is looked through, which is short: what lies behind it may be long.
    for (let at = from; at < end; at++) if (this.#text.charCodeAt(at) === 0) return -1;
    return end;
  }

  #cut(complaint: string, from: number): null {
    if (this.#text.length - from > MAXIMUM_LINE_BYTES) throw new ProtocolError(complaint);
    return null;
  }
}

/** The decimal number in `text[from, to)` in its strict form (no `+`, no leading zeros), null when it is none. */
function parseLength(text: string, from: number, to: number): number | null {
  let at = from;
  const negative = text.charCodeAt(at) === 45;
  if (negative) at++;
  if (text.charCodeAt(at) === 48) return to === at + 1 && !negative ? 0 : null;
  if (at >= to) return null;
  if (to - at > 15) return parseLong(text.slice(from, to));
  let value = 0;
  for (; at < to; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  return negative ? -value : value;
}

/** More digits than are exact: as long as they fit into 64 bits. */
function parseLong(digits: string): number | null {
  if (digits.length > 20 || !/^-?[0-9]+$/.test(digits)) return null;
  const value = BigInt(digits);
  return BigInt.asIntN(64, value) === value ? Number(value) : null;
}
