/**
 * Replies as values. The common ones are plain JavaScript (string: bulk of latin1 bytes, number and bigint: integer, null: nil, array);
 * the others are small classes, so that one encoder can say each of them in RESP2 or RESP3.
 */
import { formatDouble, trimZeros } from './number.ts';

/** Everything a command can answer. */
export type Reply =
  | null
  | string
  | number
  | bigint
  | boolean
  | readonly Reply[]
  | StatusReply
  | ErrorReply
  | DoubleReply
  | MapReply
  | SetReply
  | PushReply
  | VerbatimReply
  | BigNumberReply
  | SeveralReplies
  | typeof NULL_ARRAY
  | typeof NO_REPLY;

/** A simple string such as `+OK`. */
export class StatusReply {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** An error reply; commands throw it or return it. The message is the whole line: `ERR syntax error`, `WRONGTYPE …`. */
export class ErrorReply extends Error {
  override readonly name = 'ErrorReply';

  /** Redis's own code: the first word of the message. */
  get code(): string {
    const space = this.message.indexOf(' ');
    return space === -1 ? this.message : this.message.slice(0, space);
  }
}

/** A floating point number: a bulk string in RESP2. */
export class DoubleReply {
  readonly value: number;
  readonly #decimals: string | null;
  constructor(value: number, decimals: string | null = null) {
    this.value = value;
    this.#decimals = decimals;
  }

  /** As it is printed: like C's `%.17g`, if nothing else was wanted. */
  get text(): string {
    return this.#decimals ?? formatDouble(this.value);
  }

  /** A number printed with all its decimals (up to 17) and without an exponent. */
  static withDecimals(value: number): DoubleReply {
    return new DoubleReply(value, trimZeros(value.toFixed(17)));
  }
}

/** Pairs, flat: key, value, key, value. A flat array in RESP2. */
export class MapReply {
  readonly flat: readonly Reply[];
  constructor(flat: readonly Reply[]) {
    this.flat = flat;
  }
}

/** A set: an array in RESP2. */
export class SetReply {
  readonly items: readonly Reply[];
  constructor(items: readonly Reply[]) {
    this.items = items;
  }
}

/** An out-of-band message (pub/sub): an array in RESP2. */
export class PushReply {
  readonly items: readonly Reply[];
  constructor(items: readonly Reply[]) {
    this.items = items;
  }
}

/** Text with a three-letter format: a bulk string in RESP2. */
export class VerbatimReply {
  readonly text: string;
  readonly format: string;
  constructor(text: string, format = 'txt') {
    this.text = text;
    this.format = format;
  }
}

/** A number of any size, as a script may answer it in RESP3. */
export class BigNumberReply {
  readonly digits: string;
  constructor(digits: string) {
    this.digits = digits;
  }
}

/** Replies one after the other where one is expected: what (un)subscribing within EXEC gives. */
export class SeveralReplies {
  readonly replies: readonly Reply[];
  constructor(replies: readonly Reply[]) {
    this.replies = replies;
  }
}

/** `*-1`: the nil of blocking pops and of a refused EXEC; one and the same nil in RESP3. */
export const NULL_ARRAY: unique symbol = Symbol('null array');
/** The command has answered by itself (SUBSCRIBE), or will answer later (BLPOP), or never. */
export const NO_REPLY: unique symbol = Symbol('no reply');

/** The usual success. */
export const OK: StatusReply = new StatusReply('OK');
/** The answer to a command within MULTI. */
export const QUEUED: StatusReply = new StatusReply('QUEUED');

/** The error whose line is `ERR ` and the given text. */
export function failure(text: string): ErrorReply {
  return new ErrorReply(`ERR ${text}`);
}
