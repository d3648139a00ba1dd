/**
 * The memory of the Lua engine, with the wire format of `lua-redis-wasm` (a tag, a 32-bit size, a payload) written and read in place. The
 * library's own codec allocates a buffer per value; scripts run on the hot path of every world, so this one does not.
 */
import { BigNumberReply, DoubleReply, ErrorReply, MapReply, PushReply, SetReply, StatusReply, VerbatimReply } from '../resp/index.ts';
import { sizeOf } from './reply-size.ts';
import type { Protocol, Reply } from '../resp/index.ts';

/** What the library's WebAssembly module offers. */
export interface LuaExports {
  HEAPU8: Uint8Array;
  _alloc(size: number): number;
  _free_mem(pointer: number): void;
  _eval_with_args(result: number, script: number, scriptSize: number, args: number, argsSize: number, keys: number): void;
}

const TAG = {
  nil: 0,
  integer: 1,
  bulk: 2,
  array: 3,
  status: 4,
  error: 5,
  scriptError: 6,
  boolean: 7,
  double: 8,
  map: 9,
  set: 10,
  bigNumber: 11,
  verbatim: 12,
} as const;

/** WebAssembly turns a double beyond 64 bits into the largest integer, C on x86 into the smallest. */
const SATURATED = 2n ** 63n - 1n;
const OVERFLOWN = -(2n ** 63n);

/** Node's buffers have these without a check of the encoding's name; their types leave them out. */
interface FastBuffer extends Buffer {
  latin1Slice(from: number, to: number): string;
  latin1Write(text: string, at: number, size: number): number;
}

function bufferOf(heap: Uint8Array): FastBuffer {
  return Buffer.from(heap.buffer, heap.byteOffset, heap.byteLength) as FastBuffer;
}

/** An error that ended a script, with the line it happened in (0: unknown). */
export class StoppedScript {
  readonly message: string;
  readonly line: number;
  constructor(message: string, line: number) {
    this.message = message;
    this.line = line;
  }
}

/** Reads and writes the engine's memory. */
export class LuaMemory {
  readonly exports: LuaExports;
  #heap: Uint8Array;
  #bytes: FastBuffer;
  #at = 0;

  constructor(exports: LuaExports) {
    this.exports = exports;
    this.#heap = exports.HEAPU8;
    this.#bytes = bufferOf(exports.HEAPU8);
  }

  /** Begins reading or writing at a place. The memory is another object after it has grown, which only the engine and `_alloc` make it do. */
  #begin(pointer: number): void {
    this.#at = pointer;
    if (this.#heap === this.exports.HEAPU8) return;
    this.#heap = this.exports.HEAPU8;
    this.#bytes = bufferOf(this.#heap);
  }

  /** Stores text for good; answers where. */
  keep(text: string): { pointer: number; size: number } {
    const pointer = this.exports._alloc(Math.max(1, text.length));
    this.#begin(pointer);
    this.#bytes.latin1Write(text, pointer, text.length);
    return { pointer, size: text.length };
  }

  /** Writes a list of words (count, then size and bytes of each); the caller frees it. */
  writeWords(first: readonly string[], second: readonly string[]): { pointer: number; size: number } {
    let size = 4;
    for (const word of first) size += 4 + word.length;
    for (const word of second) size += 4 + word.length;
    const pointer = this.exports._alloc(size);
    this.#begin(pointer);
    this.#writeSize(first.length + second.length);
    for (const word of first) this.#writeText(word);
    for (const word of second) this.#writeText(word);
    return { pointer, size };
  }

  /** Reads a list of words. All bytes become one text that is cut up, which is cheaper than a text of its own for each word. */
  readWords(pointer: number, size: number): string[] {
    this.#begin(pointer);
    const count = this.#readSize();
    const text = this.#bytes.latin1Slice(pointer, pointer + size);
    const words: string[] = [];
    for (let index = 0; index < count; index++) {
      const length = this.#readSize();
      const from = this.#at - pointer;
      words.push(text.slice(from, from + length));
      this.#at += length;
    }
    return words;
  }

  /** Writes a reply for the script and its place to `result`; the engine frees it. */
  writeReply(result: number, reply: Reply, protocol: Protocol): void {
    const size = sizeOf(reply, protocol);
    const pointer = this.exports._alloc(size);
    this.#begin(pointer);
    this.#write(reply, protocol);
    this.#at = result;
    this.#writeSize(pointer);
    this.#writeSize(size);
  }

  /** Reads what a script gave from the place named at `result`, and frees it. */
  readResult(result: number): Reply | StoppedScript {
    this.#begin(result);
    const pointer = this.#readSize();
    const size = this.#readSize();
    if (pointer === 0 || size === 0) return null;
    this.#at = pointer;
    const value = this.#bytes[pointer] === TAG.scriptError ? this.#readScriptError() : this.#read();
    this.exports._free_mem(pointer);
    return value;
  }

  #write(reply: Reply, protocol: Protocol): void {
    if (typeof reply === 'string') this.#writeTagged(TAG.bulk, reply);
    else if (typeof reply === 'number' || typeof reply === 'bigint') this.#writeInteger(reply);
    else if (Array.isArray(reply)) this.#writeItems(TAG.array, reply.length, reply, protocol);
    else if (reply instanceof StatusReply) this.#writeTagged(TAG.status, reply.text);
    else if (reply instanceof ErrorReply) this.#writeTagged(TAG.error, reply.message);
    else if (reply instanceof DoubleReply) this.#writeDouble(reply, protocol);
    else if (reply instanceof MapReply && protocol === 3) this.#writeItems(TAG.map, reply.flat.length / 2, reply.flat, protocol);
    else if (reply instanceof MapReply) this.#writeItems(TAG.array, reply.flat.length, reply.flat, protocol);
    else if (reply instanceof SetReply) this.#writeItems(protocol === 3 ? TAG.set : TAG.array, reply.items.length, reply.items, protocol);
    else if (reply instanceof PushReply) this.#writeItems(TAG.array, reply.items.length, reply.items, protocol);
    else if (reply instanceof VerbatimReply) this.#writeTagged(TAG.bulk, reply.text);
    else if (reply instanceof BigNumberReply) this.#writeTagged(TAG.bulk, reply.digits);
    else if (typeof reply === 'boolean') this.#writeInteger(Number(reply));
    else this.#writeHead(TAG.nil, 0);
  }

  #writeItems(tag: number, count: number, items: readonly Reply[], protocol: Protocol): void {
    this.#writeHead(tag, count);
    for (const item of items) this.#write(item, protocol);
  }

  #writeInteger(value: number | bigint): void {
    this.#writeHead(TAG.integer, 8);
    if (typeof value === 'number') {
      this.#writeSize(value);
      this.#writeSize(Math.floor(value / 2 ** 32));
      return;
    }
    this.#bytes.writeBigInt64LE(value, this.#at);
    this.#at += 8;
  }

  #writeDouble({ value, text }: DoubleReply, protocol: Protocol): void {
    if (protocol === 2) {
      this.#writeTagged(TAG.bulk, text);
      return;
    }
    this.#writeHead(TAG.double, 8);
    this.#bytes.writeDoubleLE(value, this.#at);
    this.#at += 8;
  }

  #writeTagged(tag: number, text: string): void {
    this.#bytes[this.#at++] = tag;
    this.#writeText(text);
  }

  #writeHead(tag: number, size: number): void {
    this.#bytes[this.#at++] = tag;
    this.#writeSize(size);
  }

  #writeText(text: string): void {
    this.#writeSize(text.length);
    this.#bytes.latin1Write(text, this.#at, text.length);
    this.#at += text.length;
  }

  #writeSize(size: number): void {
    const bytes = this.#bytes;
    bytes[this.#at] = size & 255;
    bytes[this.#at + 1] = (size >>> 8) & 255;
    bytes[this.#at + 2] = (size >>> 16) & 255;
    bytes[this.#at + 3] = size >>> 24;
    this.#at += 4;
  }

  #readSize(): number {
    const size = this.#bytes.readUInt32LE(this.#at);
    this.#at += 4;
    return size;
  }

  #readText(size: number): string {
    const text = this.#bytes.latin1Slice(this.#at, this.#at + size);
    this.#at += size;
    return text;
  }

  #readScriptError(): StoppedScript {
    this.#at++;
    const size = this.#readSize();
    const line = this.#readSize();
    return new StoppedScript(this.#readText(size - 4), line);
  }

  #read(): Reply {
    const tag = this.#bytes[this.#at++];
    const size = this.#readSize();
    switch (tag) {
      case TAG.integer:
        return this.#readInteger();
      case TAG.bulk:
        return this.#readText(size);
      case TAG.array:
        return this.#readItems(size);
      case TAG.status:
        return new StatusReply(this.#readText(size));
      case TAG.error:
        return errorValue(this.#readText(size));
      case TAG.boolean:
        return this.#bytes[this.#at++] !== 0;
      case TAG.double:
        return this.#readDouble();
      case TAG.map:
        return new MapReply(this.#readItems(size * 2));
      case TAG.set:
        return new SetReply(this.#readItems(size));
      case TAG.bigNumber:
        return new BigNumberReply(this.#readText(size));
      case TAG.verbatim:
        return this.#readVerbatim(size);
      default:
        return null;
    }
  }

  #readItems(count: number): Reply[] {
    const items: Reply[] = [];
    for (let index = 0; index < count; index++) items.push(this.#read());
    return items;
  }

  #readInteger(): number | bigint {
    const low = this.#bytes.readUInt32LE(this.#at);
    const high = this.#bytes.readInt32LE(this.#at + 4);
    this.#at += 8;
    const value = high * 2 ** 32 + low;
    if (Number.isSafeInteger(value)) return value;
    const exact = (BigInt(high) << 32n) + BigInt(low);
    return exact === SATURATED ? OVERFLOWN : exact;
  }

  #readDouble(): DoubleReply {
    const value = this.#bytes.readDoubleLE(this.#at);
    this.#at += 8;
    return new DoubleReply(value);
  }

  #readVerbatim(size: number): VerbatimReply {
    const formatSize = this.#readSize();
    const format = this.#readText(formatSize);
    return new VerbatimReply(this.#readText(size - 4 - formatSize), format);
  }
}

/** The library refuses to return functions and userdata, where Redis answers nil. */
function errorValue(message: string): Reply {
  return message.startsWith('unsupported Lua return type') || message.startsWith('ERR unsupported Lua return type')
    ? null
    : new ErrorReply(message);
}
