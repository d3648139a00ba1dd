/** Runs a script for a client: `redis.call` with Redis's checks, and the error texts of Redis 7.0. */
import { Client } from '../client.ts';
import { resolve, run } from '../dispatch.ts';
import { ErrorReply, failure } from '../resp/index.ts';
import { LongCommand } from './long-command.ts';
import { OUT_OF_MEMORY } from '../memory/index.ts';
import { runLua } from './lua.ts';
import type { ScriptHost } from './lua.ts';
import { runTranslated, translatedOf } from './run-translated.ts';
import type { Exchange } from './run-translated.ts';
import type { Library } from './libraries.ts';
import type { RegisteredFunction } from './library-engine.ts';
import { compiledOf } from './store.ts';
import type { StoredScript } from './store.ts';
import type { Command } from '../commands/definition.ts';
import type { RedisServer } from '../server.ts';
import type { Protocol, Reply } from '../resp/index.ts';

const NO_ARGUMENTS = failure('Please specify at least one argument for this redis lib call');
const UNKNOWN_COMMAND = failure('Unknown Redis command called from script');
const WRONG_ARITY = failure('Wrong number of args calling Redis command from script');
const NOT_ALLOWED = failure('This Redis command is not allowed from script');
const READ_ONLY = failure('Write commands are not allowed from read-only scripts.');

const DENIED = {
  command: failure("The user executing the script can't run this command or subcommand"),
  key: failure("The user executing the script can't access at least one of the keys mentioned in the command arguments"),
  channel: failure("The user executing the script can't publish to the channel mentioned in the command"),
};
const UNKNOWN_TO_CHECK = failure('Invalid command passed to redis.acl_check_cmd()');
/** Commands that Redis counts as writes where a script may only read. */
const MAY_REPLICATE: ReadonlySet<string> = new Set(['publish', 'spublish', 'pfcount']);
/** EVAL_RO or FCALL_RO of what does not say that it only reads. */
export const NOT_READ_ONLY: ErrorReply = failure('Can not execute a script with write flag using *_ro command.');

/** Scripts of a server do not nest, so they share one client. */
const scriptClients = new WeakMap<RedisServer, Client>();

function scriptClientOf(server: RedisServer): Client {
  const known = scriptClients.get(server);
  if (known !== undefined) return known;
  const client = new Client(0, 'script', server, null);
  client.scripted = true;
  scriptClients.set(server, client);
  return client;
}

/** The commands of a script that Lua runs. The first ones may have run already, when its translation left it to Lua: they are only repeated. */
class ScriptCalls implements ScriptHost {
  protocol: Protocol = 2;
  readonly #done: readonly Exchange[];
  #repeated = 0;
  readonly #caller: Client;
  readonly #client: Client;
  readonly #readOnly: boolean;
  /** Commands that need memory run also when there is none (`allow-oom`). */
  ignoresMemory = false;
  /** A command that writes was called, whatever became of it. */
  hasWritten: boolean;

  constructor(caller: Client, client: Client, readOnly: boolean, done: readonly Exchange[]) {
    this.#caller = caller;
    this.#readOnly = readOnly;
    this.#client = client;
    this.#done = done;
    this.hasWritten = done.some(({ request: [name = ''] }) => client.server.table.find(name)?.writes === true);
  }

  random(): number {
    return this.#client.server.scripts.random.next();
  }

  seed(value: number): void {
    this.#client.server.scripts.random.seed(value);
  }

  permits(argv: readonly string[]): Reply {
    const { command } = resolve(this.#client.server.table, argv);
    if (command === null) return UNKNOWN_TO_CHECK;
    return this.#caller.server.access.denialOf(this.#caller, command, argv, null) === null ? 1 : 0;
  }

  call(argv: readonly string[]): Reply {
    if (this.#repeated < this.#done.length) return this.#repeat(argv);
    if (argv.length === 0) return NO_ARGUMENTS;
    const { command, error, known } = resolve(this.#client.server.table, argv);
    if (!known) {
      this.#client.server.reportUnsupported((argv[0] ?? '').toUpperCase(), this.#caller);
      return UNKNOWN_COMMAND;
    }
    if (error !== null || command === null) return WRONG_ARITY;
    if (!command.allowedInScripts) return NOT_ALLOWED;
    const denial = this.#caller.server.access.denialOf(this.#caller, command, argv, 'lua');
    if (denial !== null) return DENIED[denial.kind];
    if (this.#readOnly && (command.writes || MAY_REPLICATE.has(command.fullName))) return READ_ONLY;
    const denied = this.hasWritten ? null : this.#client.server.replication.guard.writing(this.#client, command, argv);
    if (denied !== null) return denied;
    if (this.#lacksMemory(command)) return OUT_OF_MEMORY;
    if (command.writes) this.hasWritten = true;
    this.#client.protocol = this.protocol;
    return run(command, this.#client, argv);
  }

  /** A script that has written something goes on: half of it would be worse. */
  #lacksMemory(command: Command): boolean {
    const { isFull } = this.#client.server.memory;
    return isFull && !this.ignoresMemory && !this.hasWritten && command.needsMemory;
  }

  #repeat(argv: readonly string[]): Reply {
    const exchange = this.#done[this.#repeated];
    this.#repeated += 1;
    if (exchange !== undefined && exchange.request.length === argv.length && exchange.request.every((word, at) => word === argv[at]))
      return exchange.reply;
    throw new Error(
      `a translated script called ${String(exchange?.request.join(' '))} where Lua calls ${argv.join(' ')}; this is a bug of manyworlds`,
    );
  }
}

/** Runs a script and answers what EVAL answers. */
export function runScript(
  script: StoredScript,
  caller: Client,
  keys: readonly string[],
  args: readonly string[],
  readOnly: boolean,
): Reply {
  const client = scriptClientOf(caller.server);
  client.database = caller.database;
  if (readOnly && script.flags?.has('no-writes') === false) throw NOT_READ_ONLY;
  const isReadOnly = readOnly || script.flags?.has('no-writes') === true;
  const ignoresMemory = script.flags?.has('allow-oom') === true;
  const { isFull } = caller.server.memory;
  if (isFull && script.flags !== null && !ignoresMemory && !isReadOnly) throw OUT_OF_MEMORY;
  const { access, replication } = caller.server;
  const translated =
    isReadOnly || isFull || replication.guard.isOn || access.restricts(caller) ? null : translatedOf(script, caller.server.table);
  const done: Exchange[] = [];
  if (translated !== null) {
    const reply = runTranslated(translated, client, keys, args, done);
    if (reply !== undefined) return reply;
  }
  const calls = new ScriptCalls(caller, client, isReadOnly, done);
  calls.ignoresMemory = ignoresMemory;
  const outcome = runLua(compiledOf(script), keys, args, calls);
  if (outcome.kind === 'reply') return outcome.reply;
  const line = outcome.line || lineOfTailCall(script.source);
  if (outcome.kind === 'endless') throw new LongCommand({ isFunction: false, name: script.sha, hasWritten: calls.hasWritten, line });
  return new ErrorReply(`${outcome.message} script: ${script.sha}, on @user_script:${line}.`);
}

/** Calls a function of a library and answers what FCALL answers. */
export function runFunction(
  called: RegisteredFunction & { readonly library: Library },
  caller: Client,
  keys: readonly string[],
  args: readonly string[],
): Reply {
  const client = scriptClientOf(caller.server);
  client.database = caller.database;
  const isReadOnly = called.flags.includes('no-writes');
  const ignoresMemory = called.flags.includes('allow-oom');
  if (caller.server.memory.isFull && !ignoresMemory && !isReadOnly) throw OUT_OF_MEMORY;
  const calls = new ScriptCalls(caller, client, isReadOnly, []);
  calls.ignoresMemory = ignoresMemory;
  const outcome = runLua(called.code, keys, args, calls, 'user_function');
  if (outcome.kind === 'reply') return outcome.reply;
  const line = outcome.line || 1;
  if (outcome.kind === 'endless') throw new LongCommand({ isFunction: true, name: called.name, hasWritten: calls.hasWritten, line });
  return new ErrorReply(`${outcome.message} script: ${called.name}, on @user_function:${line}.`);
}

/** `return redis.call(…)` leaves no frame behind to take the line from; scripts that fail there mostly have one such line. */
function lineOfTailCall(source: string): number {
  const found = /\breturn\s+redis\.call\b/.exec(source);
  return found === null ? 1 : source.slice(0, found.index).split('\n').length;
}
