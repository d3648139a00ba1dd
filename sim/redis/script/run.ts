/** Runs a script for a client: `redis.call` with Redis's checks, and the error texts of Redis 7.0. */
import { Client } from '../client.ts';
import { resolve, run } from '../dispatch.ts';
import { ErrorReply, failure } from '../resp/index.ts';
import { runLua } from './lua.ts';
import type { ScriptHost, ScriptOutcome } from './lua.ts';
import type { StoredScript } from './store.ts';
import type { Protocol, Reply } from '../resp/index.ts';

const NO_ARGUMENTS = failure('Please specify at least one argument for this redis.call() call');
const UNKNOWN_COMMAND = failure('Unknown Redis command called from script');
const WRONG_ARITY = failure('Wrong number of args calling Redis command from script');
const NOT_ALLOWED = failure('This Redis command is not allowed from script');
const READ_ONLY = failure('Write commands are not allowed from read-only scripts.');

/** The commands of a running script, run through a client of their own. */
class ScriptCalls implements ScriptHost {
  protocol: Protocol = 2;
  readonly #caller: Client;
  readonly #client: Client;
  readonly #readOnly: boolean;

  constructor(caller: Client, readOnly: boolean) {
    this.#caller = caller;
    this.#readOnly = readOnly;
    this.#client = new Client(caller.id, caller.label, caller.server, null);
    this.#client.database = caller.database;
    this.#client.scripted = true;
  }

  setProtocol(version: Protocol): void {
    this.protocol = version;
  }

  call(argv: readonly string[]): Reply {
    if (argv.length === 0) return NO_ARGUMENTS;
    const { command, error, known } = resolve(this.#client.server.table, argv);
    if (!known) {
      this.#client.server.reportUnsupported((argv[0] ?? '').toUpperCase(), this.#caller);
      return UNKNOWN_COMMAND;
    }
    if (error !== null || command === null) return WRONG_ARITY;
    if (!command.allowedInScripts) return NOT_ALLOWED;
    if (this.#readOnly && command.writes) return READ_ONLY;
    this.#client.protocol = this.protocol;
    return run(command, this.#client, argv);
  }
}

/** Runs a script and answers what EVAL answers. */
export function runScript(script: StoredScript, caller: Client, keys: readonly string[], args: readonly string[], readOnly: boolean): Reply {
  const calls = new ScriptCalls(caller, readOnly || script.readOnly);
  const outcome = runLua(script.prepared, keys, args, calls);
  return outcome.kind === 'reply' ? outcome.reply : stopped(script, outcome);
}

function stopped(script: StoredScript, outcome: ScriptOutcome & { kind: 'stopped' }): ErrorReply {
  const message =
    outcome.global === null
      ? outcome.message.replace(/\0$/, '')
      : `ERR user_script:${outcome.line}: Script attempted to access nonexistent global variable '${outcome.global}'`;
  return new ErrorReply(`${message} script: ${script.sha}, on @user_script:${outcome.line}.`);
}

const COMPILE = "local f,e=loadstring(ARGV[1],'@user_script') if f then return false end return e";
const SILENT: ScriptHost = { call: () => null, setProtocol: () => {}, protocol: 2 };

/** What compiling said, for all servers of the process: a new server meets the same scripts again. */
const compileErrors = new WeakMap<StoredScript, ErrorReply | 'compiles'>();

/** The error with which Redis refuses a script that does not compile; null when it does. */
export function compileError(script: StoredScript): ErrorReply | null {
  let known = compileErrors.get(script);
  if (known === undefined) compileErrors.set(script, (known = compile(script) ?? 'compiles'));
  return known === 'compiles' ? null : known;
}

function compile(script: StoredScript): ErrorReply | null {
  const body = script.source.startsWith('#!') ? script.source.slice(Math.max(0, script.source.indexOf('\n'))) : script.source;
  const outcome = runLua(COMPILE, [], [body], SILENT);
  if (outcome.kind === 'stopped' || typeof outcome.reply !== 'string') return null;
  return failure(`Error compiling script (new function): ${outcome.reply}`);
}
