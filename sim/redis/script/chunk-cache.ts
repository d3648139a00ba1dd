/**
 * Compiled scripts. The library compiles a script's text at every call (420 µs for 4 kB), where Redis compiles it once. Here each text is
 * compiled once into a table that only these stubs know, and a call runs a stub of a few bytes (9 µs).
 *
 * The library's globals are read-only tables, as in Redis, so the table has to be put there from outside: for the moment of one
 * assignment the read-only mark of Lua's global table is taken off in the WebAssembly memory (`struct Table` of Redis's Lua 5.1:
 * `CommonHeader` of six bytes, `flags`, then `int readonly` at byte 8). Where that does not work, scripts run uncached.
 */
import type { LuaEngine } from 'lua-redis-wasm';

const READ_ONLY_OFFSET = 8;
/** No script can meet this name by accident. */
const TABLE = '_G["\\0compiled"]';
const CHUNKS_MAX = 2_000;

/** Compiled scripts of one engine. */
export class ChunkCache {
  readonly #engine: LuaEngine;
  readonly #stubs = new Map<string, Buffer>();
  readonly #kept = new Set<Buffer>();
  readonly #works: boolean;

  constructor(engine: LuaEngine) {
    this.#engine = engine;
    this.#works = this.#open();
  }

  /** What to run for a source: its stub, or the source itself where it cannot be kept (it does not compile, say). */
  prepare(source: string): Buffer {
    const known = this.#stubs.get(source);
    if (known !== undefined) return known;
    const text = Buffer.from(source, 'latin1');
    if (!this.#works) return text;
    if (this.#stubs.size >= CHUNKS_MAX) this.#clear();
    const number = this.#stubs.size + 1;
    const compiled = this.#run(`local f=loadstring(ARGV[1],'@user_script') if not f then return 0 end ${TABLE}[${number}]=f return 1`, [text]);
    if (compiled !== 1) return text;
    const stub = Buffer.from(`return ${TABLE}[${number}]()`, 'latin1');
    this.#stubs.set(source, stub);
    this.#kept.add(stub);
    return stub;
  }

  /** Is this buffer a stub, the same one for every call of its source? */
  isKept(script: Buffer): boolean {
    return this.#works && this.#kept.has(script);
  }

  #clear(): void {
    this.#stubs.clear();
    this.#kept.clear();
    this.#run(`local t=${TABLE} for k in pairs(t) do t[k]=nil end return 1`);
  }

  #open(): boolean {
    const pointer = this.#run('return tostring(_G)');
    const address = Buffer.isBuffer(pointer) ? Number.parseInt(/0x([0-9a-f]+)$/.exec(pointer.toString('latin1'))?.[1] ?? '', 16) : NaN;
    const exported: unknown = Reflect.get(this.#engine, 'exports');
    const memory: unknown = typeof exported === 'object' && exported !== null ? Reflect.get(exported, 'HEAPU8') : undefined;
    if (!(memory instanceof Uint8Array) || memory[address + READ_ONLY_OFFSET] !== 1) return false;
    memory[address + READ_ONLY_OFFSET] = 0;
    const opened = this.#run(`rawset(_G,"\\0compiled",{}) return 1`);
    memory[address + READ_ONLY_OFFSET] = 1;
    return opened === 1 && this.#run(`return rawget(_G,"\\0compiled") and 1 or 0`) === 1;
  }

  #run(source: string, args: Buffer[] = []): unknown {
    return this.#engine.evalWithArgs(Buffer.from(source, 'latin1'), [], args);
  }
}
