/** Runs a script for a client: `redis.call` with Redis's checks, and the error texts of Redis 7.0. */
import { Client } from '../client.ts';
import { resolve, run } from '../dispatch.ts';
import { ErrorReply, failure } from '../resp/index.ts';
import { runLua } from './lua.ts';
import type { ScriptHost } from './lua.ts';
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

/** The commands of a running script, run through a client of their own. */
class ScriptCalls implements ScriptHost {
  protocol: Protocol = 2;
  readonly #caller: Client;
  readonly #client: Client;
  readonly #readOnly: boolean;

  constructor(caller: Client, readOnly: boolean) {
    this.#caller = caller;
    this.#readOnly = readOnly;
    this.#client = scriptClientOf(caller.server);
    this.#client.database = caller.database;
  }

  random(): number {
    return this.#client.server.scripts.random.next();
  }

  seed(value: number): void {
    this.#client.server.scripts.random.seed(value);
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
export function runScript(
  script: StoredScript,
  caller: Client,
  keys: readonly string[],
  args: readonly string[],
  readOnly: boolean,
): Reply {
  const outcome = runLua(compiledOf(script), keys, args, new ScriptCalls(caller, readOnly || script.readOnly));
  if (outcome.kind === 'reply') return outcome.reply;
  return new ErrorReply(`${outcome.message} script: ${script.sha}, on @user_script:${outcome.line || lineOfTailCall(script.source)}.`);
}

/** `return redis.call(…)` leaves no frame behind to take the line from; scripts that fail there mostly have one such line. */
function lineOfTailCall(source: string): number {
  const found = /\breturn\s+redis\.call\b/.exec(source);
  return found === null ? 1 : source.slice(0, found.index).split('\n').length;
}
