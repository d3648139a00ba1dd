/**
 * The one file that knows `lua-redis-wasm`: Redis's own Lua 5.1 in WebAssembly, one instance for all servers of the process. Scripts are
 * prepared so that what the library does differently from Redis 7.0 comes out as in Redis (see `prepare.ts`); no state outlives a run.
 */
import { load } from 'lua-redis-wasm';
import type { LuaEngine, ReplyValue } from 'lua-redis-wasm';
import { Bridge } from './bridge.ts';
import { ChunkCache } from './chunk-cache.ts';
import { fromScript, toScript } from './convert.ts';
import type { Reply } from '../resp/index.ts';

/** The server's side of a running script. */
export interface ScriptHost {
  /** `redis.call` or `redis.pcall`; an ErrorReply is an error. */
  call(argv: readonly string[]): Reply;
  /** `redis.setresp(version)`. */
  setProtocol(version: 2 | 3): void;
  readonly protocol: 2 | 3;
}

/** How a script ended: with a reply, or with an error that stopped it. */
export type ScriptOutcome =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'stopped'; readonly message: string; readonly line: number; readonly global: string | null };

/** A script was run before `warmUpRedis()` had been awaited. */
export class ScriptEngineNotReadyError extends Error {
  override readonly name = 'ScriptEngineNotReadyError';
  readonly code = 'SCRIPT_ENGINE_NOT_READY';
}

let engine: LuaEngine | null = null;
let chunks: ChunkCache | null = null;
let bridge: Bridge | null = null;
let warmingUp: Promise<void> | null = null;
let host: ScriptHost | null = null;

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
      set_repl: { returns: null },
      breakpoint: { returns: false },
      debug: { returns: null },
      acl_check_cmd: { returns: true },
    },
  });
  engine = module.create({
    redisCall: answer,
    redisPcall: answer,
    log: () => {},
    onSetResp: (version) => host?.setProtocol(version),
  });
  chunks = new ChunkCache(engine);
  bridge = Bridge.attach(module, engine);
  bridge?.answerCalls(
    (words) => (host === null ? null : host.call(words)),
    () => host?.protocol !== 3,
  );
}

function answer(words: Buffer[]): ReplyValue {
  if (host === null) return null;
  return toScript(host.call(words.map((word) => word.toString('latin1'))), host.protocol);
}

/** Runs prepared Lua source. Scripts do not nest (EVAL is not allowed in a script). */
export function runLua(source: string, keys: readonly string[], args: readonly string[], server: ScriptHost): ScriptOutcome {
  if (engine === null || chunks === null) {
    throw new ScriptEngineNotReadyError('A script was run before the Lua engine was ready: await warmUpRedis() before the first world.');
  }
  host = server;
  try {
    const script = chunks.prepare(source);
    if (bridge === null || !chunks.isKept(script)) return outcome(engine.evalWithArgs(script, keys.map(bytes), args.map(bytes)));
    const result = bridge.evaluate(script, keys, args);
    return result.kind === 'reply' ? result : outcome(result.value as ReplyValue);
  } finally {
    host = null;
  }
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function outcome(value: ReplyValue): ScriptOutcome {
  if (value !== null && typeof value === 'object' && 'err' in value && value.meta !== undefined) {
    const message = value.err.toString('latin1');
    const code = value.code === undefined ? '' : `${value.code.toString('latin1')} `;
    return { kind: 'stopped', message: code + message, line: value.meta.line, global: value.meta.kind === 'global-read' ? (value.meta.name ?? '') : null };
  }
  return { kind: 'reply', reply: fromScript(value) };
}
