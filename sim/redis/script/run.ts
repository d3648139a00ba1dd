/** Runs a script for a client: `redis.call` with Redis's checks, and the error texts of Redis 7.0. */
import { Client } from '../client.ts';
import { resolve, run } from '../dispatch.ts';
import { ErrorReply, failure } from '../resp/index.ts';
import { runLua } from './lua.ts';
import type { ScriptHost } from './lua.ts';
import { runTranslated, translatedOf } from './run-translated.ts';
import type { Exchange } from './run-translated.ts';
import { compiledOf } from './store.ts';
import type { StoredScript } from './store.ts';
import type { RedisServer } from '../server.ts';
import type { Protocol, Reply } from '../resp/index.ts';

const NO_ARGUMENTS = failure('Please specify at least one argument for this redis lib call');
const UNKNOWN_COMMAND = failure('Unknown Redis command called from script');
const WRONG_ARITY = failure('Wrong number of args calling Redis command from script');
const NOT_ALLOWED = failure('This Redis command is not allowed from script');
const READ_ONLY = failure('Write commands are not allowed from read-only scripts.');

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

  constructor(caller: Client, client: Client, readOnly: boolean, done: readonly Exchange[]) {
    this.#caller = caller;
    this.#readOnly = readOnly;
    this.#client = client;
    this.#done = done;
  }

  random(): number {
    return this.#client.server.scripts.random.next();
  }

  seed(value: number): void {
    this.#client.server.scripts.random.seed(value);
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
    if (this.#readOnly && command.writes) return READ_ONLY;
    this.#client.protocol = this.protocol;
    return run(command, this.#client, argv);
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
  const isReadOnly = readOnly || script.readOnly;
  const translated = isReadOnly ? null : translatedOf(script, caller.server.table);
  const done: Exchange[] = [];
  if (translated !== null) {
    const reply = runTranslated(translated, client, keys, args, done);
    if (reply !== undefined) return reply;
  }
  const outcome = runLua(compiledOf(script), keys, args, new ScriptCalls(caller, client, isReadOnly, done));
  if (outcome.kind === 'reply') return outcome.reply;
  return new ErrorReply(`${outcome.message} script: ${script.sha}, on @user_script:${outcome.line || lineOfTailCall(script.source)}.`);
}

/** `return redis.call(…)` leaves no frame behind to take the line from; scripts that fail there mostly have one such line. */
function lineOfTailCall(source: string): number {
  const found = /\breturn\s+redis\.call\b/.exec(source);
  return found === null ? 1 : source.slice(0, found.index).split('\n').length;
}
