/**
 * The one file that knows `lua-redis-wasm`: Redis's own Lua 5.1 in WebAssembly, one instance for all servers of the process. It is driven
 * through its exports, with scripts compiled once and kept in it. No state outlives a run.
 */
import { load } from 'lua-redis-wasm';
import { LuaMemory, StoppedScript } from './memory.ts';
import { BOOT, LOAD_SCRIPT, PERMITS_REQUEST, RANDOM_REQUEST, runScriptSource, SEED_REQUEST, STOPPED_PREFIX } from './boot.ts';
import { withoutMarks } from './special-answer.ts';
import type { LuaExports } from './memory.ts';
import type { Protocol, Reply } from '../resp/index.ts';

/** The server's side of a running script. */
export interface ScriptHost {
  /** `redis.call` or `redis.pcall`; an ErrorReply is an error. */
  call(argv: readonly string[]): Reply;
  /** `redis.setresp(version)`. */
  protocol: Protocol;
  /** The generator behind `math.random`: an integer `0 <= n < 2^31 - 1`. */
  random(): number;
  seed(value: number): void;
  /** `redis.acl_check_cmd`. */
  permits(argv: readonly string[]): Reply;
}

/** How a script ended: with a reply, with an error that stopped it, or not at all, as far as anybody can tell. */
export type ScriptOutcome =
  | { readonly kind: 'endless'; readonly line: number }
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'stopped'; readonly message: string; /** 0: unknown, the call was a tail call. */ readonly line: number };

/** What the chunk of a script, or of a library of functions, is called in messages. */
export type ChunkName = 'user_script' | 'user_function';

/** A script in the engine: its number, and where the source that runs it stands in memory. */
export interface CompiledScript {
  readonly id: number;
  readonly pointer: number;
  readonly size: number;
}

/** A script was run before `warmUpRedis()` had been awaited. */
export class ScriptEngineNotReadyError extends Error {
  override readonly name = 'ScriptEngineNotReadyError';
  readonly code = 'SCRIPT_ENGINE_NOT_READY';
}

/** The functions that the library's module calls; it looks them up at each call, so that they can be replaced. */
interface LuaHandlers {
  call(result: number, pointer: number, size: number): void;
  pcall(result: number, pointer: number, size: number): void;
  /** Called once, while the state is being made and is still open. */
  props: (...args: number[]) => unknown;
}

let memory: LuaMemory | null = null;
let resultPointer = 0;
let loader: CompiledScript | null = null;
let lastId = 0;
let warmingUp: Promise<void> | null = null;
let host: ScriptHost | null = null;
let thrown: { readonly cause: unknown } | null = null;

/** Instantiates WebAssembly, which is asynchronous by nature; from then on servers and scripts are synchronous. Idempotent. */
export function warmUpRedis(): Promise<void> {
  warmingUp ??= createEngine();
  return warmingUp;
}

async function createEngine(): Promise<void> {
  const module = await load({
    profile: 'redis-7.0',
    redisProps: {
      REDIS_VERSION: { value: '7.0.15' },
      REDIS_VERSION_NUM: { value: 0x0007000f },
      REPL_NONE: { value: 0 },
      REPL_AOF: { value: 1 },
      REPL_SLAVE: { value: 2 },
      REPL_REPLICA: { value: 2 },
      REPL_ALL: { value: 3 },
      replicate_commands: { returns: true },
      breakpoint: { returns: false },
      debug: { returns: null },
    },
  });
  const { exports, handlers } = internalsOf(module);
  const created = new LuaMemory(exports);
  resultPointer = exports._alloc(8);
  const library = handlers.props;
  handlers.props = (...args) => {
    boot(created);
    return library(...args);
  };
  module.create({
    redisCall: () => null,
    redisPcall: () => null,
    log: () => {},
    onSetResp: (version) => {
      if (host !== null) host.protocol = version;
    },
  });
  const answering = (result: number, pointer: number, size: number): void => answer(created, result, pointer, size);
  handlers.call = answering;
  handlers.pcall = answering;
  loader = { id: 0, ...created.keep(LOAD_SCRIPT) };
  memory = created;
}

function boot(engine: LuaMemory): void {
  const source = engine.keep(BOOT);
  const none = engine.writeWords([], []);
  engine.exports._eval_with_args(resultPointer, source.pointer, source.size, none.pointer, none.size, 0);
  const outcome = engine.readResult(resultPointer);
  if (outcome !== 'ready') throw new ScriptEngineNotReadyError('lua-redis-wasm could not be prepared.', { cause: outcome });
}

/** The library keeps these private; its exact version is pinned. */
function internalsOf(module: object): { exports: LuaExports; handlers: LuaHandlers } {
  const internals = module as { exports?: LuaExports; handlers?: LuaHandlers };
  if (internals.exports?._eval_with_args.length !== 6 || internals.handlers?.call === undefined) {
    throw new ScriptEngineNotReadyError('lua-redis-wasm is not the version this was written for (1.5.0): its module has other parts.');
  }
  return { exports: internals.exports, handlers: internals.handlers };
}

/** Nothing may be thrown through Lua's frames: what the server throws waits until the script has ended. */
function answer(engine: LuaMemory, result: number, pointer: number, size: number): void {
  let reply: Reply = null;
  let protocol: Protocol = 2;
  try {
    if (host !== null && thrown === null) {
      protocol = host.protocol;
      reply = serve(host, engine.readWords(pointer, size));
    }
  } catch (cause) {
    thrown = { cause };
  }
  engine.writeReply(result, reply, protocol);
}

function serve(server: ScriptHost, words: readonly string[]): Reply {
  if (words[0] === RANDOM_REQUEST) return server.random();
  if (words[0] === PERMITS_REQUEST) return server.permits(words.slice(1));
  if (words[0] !== SEED_REQUEST) return server.call(words);
  server.seed(Number(words[1]));
  return null;
}

function needEngine(): LuaMemory {
  if (memory !== null) return memory;
  throw new ScriptEngineNotReadyError('A script was run before the Lua engine was ready: await warmUpRedis() before the first world.');
}

/** Runs a compiled script. Scripts do not nest (EVAL is not allowed in a script). */
export function runLua(
  script: CompiledScript,
  keys: readonly string[],
  args: readonly string[],
  server: ScriptHost,
  chunk: ChunkName = 'user_script',
): ScriptOutcome {
  const engine = needEngine();
  host = server;
  thrown = null;
  const words = engine.writeWords(keys, args);
  engine.exports._eval_with_args(resultPointer, script.pointer, script.size, words.pointer, words.size, keys.length);
  engine.exports._free_mem(words.pointer);
  host = null;
  const outcome = outcomeOf(engine.readResult(resultPointer), chunk);
  const failure = thrown as { readonly cause: unknown } | null;
  if (failure !== null) throw failure.cause;
  return outcome;
}

function outcomeOf(result: Reply | StoppedScript, chunk: ChunkName): ScriptOutcome {
  if (result instanceof StoppedScript) return stopped(result.message, 1, chunk);
  if (!(result instanceof Error) || !result.message.startsWith(STOPPED_PREFIX)) return { kind: 'reply', reply: withoutMarks(result) };
  const colon = result.message.indexOf(':', STOPPED_PREFIX.length);
  const message = result.message.slice(colon + 1);
  const line =
    Number(result.message.slice(STOPPED_PREFIX.length, colon)) || Number(/user_(?:script|function):(\d+)/.exec(message)?.[1] ?? 0);
  return stopped(message, line, chunk);
}

function stopped(raw: string, line: number, chunk: ChunkName): ScriptOutcome {
  if (raw.includes(OUT_OF_BUDGET)) return { kind: 'endless', line };
  return { kind: 'stopped', message: messageOf(raw, line, chunk), line };
}

/** What the library says of a script that has used up its instructions. */
const OUT_OF_BUDGET = 'Script killed by fuel limit';

const MARKER = '__RLUA_E__:';

/** The text Redis 7.0 has for an error; the library marks its own errors and leaves the wording to its host. */
function messageOf(raw: string, line: number, chunk: ChunkName): string {
  // An error that is a table has its text already.
  if (raw.startsWith('\u0001')) return raw.slice(1);
  const marker = raw.indexOf(MARKER);
  if (marker === -1)
    return withCode(raw.replace(/^(?:user_\w+|redis):\d+: ERR /, 'ERR ').replace(/^bad argument /, `${chunk}:${line || 1}: $&`));
  const [kind, name = ''] = raw.slice(marker + MARKER.length).split(':');
  if (kind === 'command-arg-type') return 'ERR Lua redis lib command arguments must be strings or integers';
  return `ERR ${chunk}:${line}: Script attempted to access nonexistent global variable '${name}'`;
}

function withCode(message: string): string {
  return /^[A-Z][A-Z0-9]* /.test(message) ? message : `ERR ${message}`;
}

/** For Lua of our own, which asks the server nothing. */
export const SILENT_HOST: ScriptHost = { call: () => null, protocol: 2, random: () => 0, seed: () => {}, permits: () => 1 };

/** Puts a script into the engine if it compiles; a text is the compiler's complaint. */
export function compileLua(body: string): CompiledScript | { readonly complaint: string } {
  const engine = needEngine();
  const id = ++lastId;
  const outcome = runLua(needLoader(), [], [String(id), body], SILENT_HOST);
  if (outcome.kind === 'reply' && outcome.reply instanceof Error) return { complaint: outcome.reply.message };
  return { id, ...engine.keep(runScriptSource(id)) };
}

/** Gives a compiled script's memory back. */
export function releaseLua(script: CompiledScript): void {
  runLua(needLoader(), [], [String(script.id)], SILENT_HOST);
  forgetLua(script);
}

/** Keeps a piece of Lua that is run often (the engine compiles it each time; it should be short). */
export function keepLua(source: string): CompiledScript {
  return { id: ++lastId, ...needEngine().keep(source) };
}

/** Gives the memory of a piece of Lua back. */
export function forgetLua(script: CompiledScript): void {
  memory?.exports._free_mem(script.pointer);
}

function needLoader(): CompiledScript {
  if (loader === null) throw new ScriptEngineNotReadyError('The Lua engine is not ready: await warmUpRedis() first.');
  return loader;
}
