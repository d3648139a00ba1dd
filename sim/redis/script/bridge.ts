/**
 * The short way between JavaScript and the Lua of `lua-redis-wasm`. The library builds a Buffer for every word of every `redis.call` and
 * every part of a reply, and hashes each script at each call; a scheduler's script makes ten such calls. The bridge reads and writes
 * the library's wire format (its `encodeReplyValue` and `encodeArgArray`) in the WebAssembly memory itself, and leaves all rare values and all
 * script errors to the library. Where the library is built differently from what is expected here, there is no bridge and it does everything.
 */
import type { LuaEngine, LuaWasmModule } from 'lua-redis-wasm';
import { DoubleReply, ErrorReply, formatDouble, MapReply, SetReply, StatusReply } from '../resp/index.ts';
import type { Reply } from '../resp/index.ts';

const TAG = { null: 0, integer: 1, bulk: 2, array: 3, status: 4, error: 5, boolean: 7 } as const;
/** A value that the bridge leaves to the library. */
const RARE: unique symbol = Symbol('rare');
const SCRATCH_BYTES = 1 << 16;

type HostHandler = (...args: number[]) => unknown;
type NativeFunction = (...args: number[]) => number;

/** What the bridge uses of the library's module. */
interface Internals {
  readonly exports: { readonly HEAPU8: Uint8Array; readonly _alloc: NativeFunction; readonly _free_mem: NativeFunction; readonly _eval_with_args: NativeFunction };
  readonly handlers: { call: HostHandler; pcall: HostHandler };
  readonly decodeResult: (result: { ptr: number; len: number }, sha: string) => unknown;
}

/** What a call gave: a reply, or a value of the library's own kind. */
export type BridgeResult = { readonly kind: 'reply'; readonly reply: Reply } | { readonly kind: 'library'; readonly value: unknown };

/** Runs scripts of one engine and answers their calls. */
export class Bridge {
  readonly #internals: Internals;
  readonly #returnPointer: number;
  readonly #scripts = new Map<Buffer, number>();
  #memory: Buffer;
  #scratch: Buffer = Buffer.allocUnsafe(SCRATCH_BYTES);
  #end = 0;
  #cursor = 0;

  private constructor(internals: Internals) {
    this.#internals = internals;
    this.#memory = viewOf(internals.exports.HEAPU8);
    this.#returnPointer = internals.exports._alloc(8);
  }

  /** The bridge of an engine, or null where the library is not built as expected. */
  static attach(module: LuaWasmModule, engine: LuaEngine): Bridge | null {
    const internals = internalsOf(module, engine);
    return internals === null ? null : new Bridge(internals);
  }

  /** From now on `answer` runs the commands of scripts, for as long as `isPlain()`: RESP3 values go through the library. */
  answerCalls(answer: (words: string[]) => Reply, isPlain: () => boolean): void {
    const { handlers } = this.#internals;
    for (const name of ['call', 'pcall'] as const) {
      const library = handlers[name];
      handlers[name] = (...args) => {
        const [returnPointer, pointer, length] = args;
        if (returnPointer === undefined || pointer === undefined || length === undefined || !isPlain()) return library(...args);
        return this.#call(answer, returnPointer, pointer);
      };
    }
  }

  /** Runs a script. `script` must be a buffer that is kept: it is copied into the WebAssembly memory once. */
  evaluate(script: Buffer, keys: readonly string[], args: readonly string[]): BridgeResult {
    const { exports, decodeResult } = this.#internals;
    const scriptPointer = this.#pointerOf(script);
    this.#end = 0;
    this.#writeWord(keys.length + args.length);
    for (const key of keys) this.#writeText(key);
    for (const argument of args) this.#writeText(argument);
    const length = this.#end;
    const argumentsPointer = this.#copyScratch();
    exports._eval_with_args(this.#returnPointer, scriptPointer, script.length, argumentsPointer, length, keys.length);
    exports._free_mem(argumentsPointer);
    const memory = this.#view();
    const pointer = memory.readUInt32LE(this.#returnPointer);
    const resultLength = memory.readUInt32LE(this.#returnPointer + 4);
    if (pointer === 0 || resultLength === 0) return { kind: 'reply', reply: null };
    this.#cursor = pointer;
    const reply = this.#decode(memory);
    if (reply === RARE) return { kind: 'library', value: decodeResult({ ptr: pointer, len: resultLength }, '') };
    exports._free_mem(pointer);
    return { kind: 'reply', reply };
  }

  #call(answer: (words: string[]) => Reply, returnPointer: number, pointer: number): void {
    const memory = this.#view();
    const count = memory.readUInt32LE(pointer);
    const words: string[] = [];
    let cursor = pointer + 4;
    for (let index = 0; index < count; index += 1) {
      const length = memory.readUInt32LE(cursor);
      words.push(memory.toString('latin1', cursor + 4, cursor + 4 + length));
      cursor += 4 + length;
    }
    const reply = answer(words);
    this.#end = 0;
    this.#encode(reply);
    const length = this.#end;
    const replyPointer = this.#copyScratch();
    const after = this.#view();
    after.writeUInt32LE(replyPointer, returnPointer);
    after.writeUInt32LE(length, returnPointer + 4);
  }

  #encode(reply: Reply): void {
    if (typeof reply === 'string') this.#writeTagged(TAG.bulk, reply);
    else if (typeof reply === 'number' || typeof reply === 'bigint') this.#writeInteger(reply);
    else if (Array.isArray(reply)) this.#writeArray(reply);
    else if (reply instanceof StatusReply) this.#writeTagged(TAG.status, reply.text);
    else if (reply instanceof ErrorReply) this.#writeTagged(TAG.error, reply.message);
    else if (reply instanceof DoubleReply) this.#writeTagged(TAG.bulk, formatDouble(reply.value));
    else if (reply instanceof MapReply) this.#writeArray(reply.flat);
    else if (reply instanceof SetReply) this.#writeArray(reply.items);
    else if (typeof reply === 'boolean') this.#writeInteger(reply ? 1 : 0);
    else this.#writeHeader(TAG.null, 0);
  }

  #writeArray(items: readonly Reply[]): void {
    this.#writeHeader(TAG.array, items.length);
    for (const item of items) this.#encode(item);
  }

  #writeInteger(value: number | bigint): void {
    this.#writeHeader(TAG.integer, 8);
    this.#reserve(8);
    if (typeof value === 'number' && Number.isSafeInteger(value)) {
      this.#scratch.writeUInt32LE(value >>> 0, this.#end);
      this.#scratch.writeInt32LE(Math.floor(value / 0x1_0000_0000), this.#end + 4);
    } else {
      this.#scratch.writeBigInt64LE(BigInt.asIntN(64, BigInt(value)), this.#end);
    }
    this.#end += 8;
  }

  #writeTagged(tag: number, text: string): void {
    this.#writeHeader(tag, text.length);
    this.#reserve(text.length);
    this.#scratch.write(text, this.#end, 'latin1');
    this.#end += text.length;
  }

  #writeHeader(tag: number, length: number): void {
    this.#reserve(5);
    this.#scratch[this.#end] = tag;
    this.#scratch.writeUInt32LE(length, this.#end + 1);
    this.#end += 5;
  }

  #writeWord(value: number): void {
    this.#reserve(4);
    this.#scratch.writeUInt32LE(value, this.#end);
    this.#end += 4;
  }

  #writeText(text: string): void {
    this.#writeWord(text.length);
    this.#reserve(text.length);
    this.#scratch.write(text, this.#end, 'latin1');
    this.#end += text.length;
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#scratch.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#scratch.length * 2, this.#end + bytes));
    this.#scratch.copy(larger, 0, 0, this.#end);
    this.#scratch = larger;
  }

  /** Copies what was written into memory that the library frees. */
  #copyScratch(): number {
    const pointer = this.#internals.exports._alloc(this.#end);
    this.#scratch.copy(this.#view(), pointer, 0, this.#end);
    return pointer;
  }

  #decode(memory: Buffer): Reply | typeof RARE {
    const tag = memory[this.#cursor];
    const length = memory.readUInt32LE(this.#cursor + 1);
    this.#cursor += 5;
    switch (tag) {
      case TAG.null:
        return null;
      case TAG.integer:
        return this.#decodeInteger(memory);
      case TAG.bulk:
        return this.#take(memory, length);
      case TAG.status:
        return new StatusReply(this.#take(memory, length));
      case TAG.array:
        return this.#decodeArray(memory, length);
      default:
        return RARE;
    }
  }

  #take(memory: Buffer, length: number): string {
    this.#cursor += length;
    return memory.toString('latin1', this.#cursor - length, this.#cursor);
  }

  #decodeInteger(memory: Buffer): number | typeof RARE {
    const value = memory.readInt32LE(this.#cursor + 4) * 0x1_0000_0000 + memory.readUInt32LE(this.#cursor);
    this.#cursor += 8;
    return Number.isSafeInteger(value) ? value : RARE;
  }

  #decodeArray(memory: Buffer, length: number): Reply | typeof RARE {
    const items: Reply[] = [];
    for (let index = 0; index < length; index += 1) {
      const item = this.#decode(memory);
      if (item === RARE) return RARE;
      items.push(item);
    }
    return items;
  }

  #pointerOf(script: Buffer): number {
    const known = this.#scripts.get(script);
    if (known !== undefined) return known;
    const pointer = this.#internals.exports._alloc(script.length);
    script.copy(this.#view(), pointer);
    this.#scripts.set(script, pointer);
    return pointer;
  }

  /** The memory, anew when WebAssembly has made it larger. */
  #view(): Buffer {
    const { HEAPU8 } = this.#internals.exports;
    if (this.#memory.buffer !== HEAPU8.buffer) this.#memory = viewOf(HEAPU8);
    return this.#memory;
  }
}

function viewOf(heap: Uint8Array): Buffer {
  return Buffer.from(heap.buffer, heap.byteOffset, heap.byteLength);
}

function internalsOf(module: LuaWasmModule, engine: LuaEngine): Internals | null {
  const exports: unknown = Reflect.get(module, 'exports');
  const handlers: unknown = Reflect.get(module, 'handlers');
  const decodeResult: unknown = Reflect.get(engine, 'decodeResult');
  if (typeof exports !== 'object' || exports === null || typeof handlers !== 'object' || handlers === null || typeof decodeResult !== 'function') return null;
  const native = exports as Internals['exports'];
  const isAsExpected =
    native.HEAPU8 instanceof Uint8Array &&
    typeof native._alloc === 'function' &&
    typeof native._free_mem === 'function' &&
    typeof native._eval_with_args === 'function' &&
    native._eval_with_args.length >= 6;
  if (!isAsExpected) return null;
  return { exports: native, handlers: handlers as Internals['handlers'], decodeResult: (result, sha) => Reflect.apply(decodeResult, engine, [result, sha]) as unknown };
}
