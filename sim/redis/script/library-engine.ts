/** Function libraries in the Lua engine: made from a source, called by name, given back. */
import { callFunctionSource, LOAD_LIBRARY } from './boot.ts';
import { withOwnGlobals } from './library-source.ts';
import { forgetLua, keepLua, runLua, SILENT_HOST } from './lua.ts';
import { ErrorReply } from '../resp/index.ts';
import type { CompiledScript } from './lua.ts';

/** What a script or function may do, as Redis calls it. */
export type ScriptFlag = 'no-writes' | 'allow-oom' | 'allow-stale' | 'no-cluster' | 'allow-cross-slot-keys';

/** A function that a library has registered. */
export interface RegisteredFunction {
  readonly name: string;
  readonly description: string | null;
  readonly flags: readonly ScriptFlag[];
  readonly code: CompiledScript;
}

/** A library in the engine. */
export interface LoadedLibrary {
  readonly engineId: number;
  readonly functions: readonly RegisteredFunction[];
}

let loader: CompiledScript | null = null;
let lastEngineId = 0;

/** Runs a library's code and takes down what it registers; an error is Redis's answer to FUNCTION LOAD. */
export function loadLibrary(body: string): LoadedLibrary | ErrorReply {
  loader ??= keepLua(LOAD_LIBRARY);
  const engineId = ++lastEngineId;
  const outcome = runLua(loader, [], [String(engineId), body, withOwnGlobals(body)], SILENT_HOST, 'user_function');
  if (outcome.kind === 'endless') return new ErrorReply('ERR Error registering functions: FUNCTION LOAD timeout');
  if (outcome.kind === 'stopped') return new ErrorReply(`ERR Error registering functions: ${outcome.message}`);
  if (outcome.reply instanceof ErrorReply) return refusalOf(outcome.reply.message);
  if (!Array.isArray(outcome.reply)) throw new TypeError('the Lua engine answered no list of functions; this is a bug of manyworlds');
  return { engineId, functions: (outcome.reply as readonly (readonly unknown[])[]).map((row) => functionOf(engineId, row)) };
}

/** Forgets a library and its functions. */
export function releaseLibrary(library: LoadedLibrary): void {
  if (loader !== null) runLua(loader, [], [String(library.engineId)], SILENT_HOST, 'user_function');
  for (const one of library.functions) forgetLua(one.code);
}

const COMPILE = '\u0001compile:';
const LOAD = '\u0001load:';

function refusalOf(message: string): ErrorReply {
  if (message.startsWith(COMPILE)) return new ErrorReply(`ERR Error compiling function: ${message.slice(COMPILE.length)}`);
  if (!message.startsWith(LOAD)) return new ErrorReply(message);
  const problem = message.slice(LOAD.length);
  if (problem.includes('Script killed by fuel limit')) return new ErrorReply('ERR Error registering functions: FUNCTION LOAD timeout');
  return new ErrorReply(`ERR Error registering functions: ${problem.startsWith('ERR ') ? problem : `ERR ${problem}`}`);
}

function functionOf(engineId: number, [name, description, ...flags]: readonly unknown[]): RegisteredFunction {
  const word = String(name);
  return {
    name: word,
    description: typeof description === 'string' ? description : null,
    flags: flags as readonly ScriptFlag[],
    code: keepLua(callFunctionSource(engineId, word)),
  };
}
