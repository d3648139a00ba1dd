/**
 * From a request to a reply: the checks of Redis's `processCommand` in its order (known, arity, authenticated, subscribed, transaction), then
 * the command itself.
 */
import { OUT_OF_MEMORY } from './memory/index.ts';
import { ErrorReply, failure, NO_REPLY, QUEUED } from './resp/index.ts';
import type { Client } from './client.ts';
import type { Command, CommandTable } from './commands/definition.ts';
import type { Reply } from './resp/index.ts';

/** What the dispatcher decided about a request. */
export interface Verdict {
  readonly command: Command | null;
  /** Set when the command does not run: an error, QUEUED, or nothing when it has to wait. */
  readonly refusal: ErrorReply | typeof QUEUED | typeof NO_REPLY | null;
}

const NO_AUTHENTICATION = new ErrorReply('NOAUTH Authentication required.');
const LOADING = new ErrorReply('LOADING Redis is loading the dataset in memory');
/** What clients ask for in every handshake and do without where a server, as Redis 7.0, does not know it: no gap of the twin. */
const PROBES: ReadonlySet<string> = new Set(['CLIENT MAINT_NOTIFICATIONS']);
const ONLY_MONITORS = failure("Replica can't interact with the keyspace");
const MEETS_KEYS = /\b(?:write|readonly)\b/;
const EXECUTE_ABORTED = 'EXECABORT Transaction discarded because of: ';

/** The command of a request, or the error that Redis gives for it. */
export function resolve(
  table: CommandTable,
  argv: readonly string[],
): { command: Command | null; error: ErrorReply | null; known: boolean } {
  const found = table.find(argv[0] ?? '');
  if (found === undefined) return { command: null, error: unknownCommand(argv), known: false };
  const container = found.subcommands;
  if (container !== null && argv.length > 1) {
    const command = container.get((argv[1] ?? '').toLowerCase());
    if (command !== undefined) return { command, error: arityError(command, argv), known: true };
    return { command: null, error: unknownSubcommand(found, argv), known: false };
  }
  return { command: found, error: found.run === null ? wrongArity(found) : arityError(found, argv), known: true };
}

/** Decides whether a request of a client runs, is queued, or is refused. */
export function admit(client: Client, argv: readonly string[], onUnknown: (name: string) => void): Verdict {
  const { command, error, known } = resolve(client.server.table, argv);
  if (!known) reportUnknown(nameForReport(client, argv), onUnknown);
  if (error !== null || command === null) return refuse(client, command, error ?? unknownCommand(argv));
  if (!client.authenticated && !command.allowedUnauthenticated) return refuse(client, command, NO_AUTHENTICATION);
  const forbidden = client.server.access.refusalOf(client, command, argv);
  if (forbidden !== null) return refuse(client, command, forbidden);
  if (client.server.memory.isUsed && lacksMemory(client, command)) return refuse(client, command, OUT_OF_MEMORY);
  const denied = client.server.replication.guard.writing(client, command, argv);
  if (denied !== null) return refuse(client, command, denied);
  if (client.protocol === 2 && client.subscribed && !allowedWhileSubscribed(command.fullName)) {
    const text = `Can't execute '${command.fullName}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`;
    return refuse(client, command, failure(text));
  }
  const stale = client.server.replication.guard.stale(client, command);
  if (stale !== null) return refuse(client, command, stale);
  if (client.server.loading.isOn && !mayRunWhileLoading(client, command)) return refuse(client, command, LOADING);
  if (client.server.monitors.has(client) && MEETS_KEYS.test(command.definition.flags.join(' ')))
    return refuse(client, command, ONLY_MONITORS);
  const busy = client.server.busy.refusal;
  if (busy !== null && !command.allowedWhileBusy) return refuse(client, command, busy);
  if (client.server.pause.isOn && client.server.pause.postpones(client, command, argv)) return { command, refusal: NO_REPLY };
  if (client.transaction === null || command.neverQueued) return { command, refusal: null };
  if (!command.allowedInTransactions) return refuse(client, command, failure('Command not allowed inside a transaction'));
  client.transaction.queue.push({ command, argv });
  return { command, refusal: QUEUED };
}

function refuse(client: Client, command: Command | null, error: ErrorReply): Verdict {
  if (client.transaction !== null) client.transaction.broken = true;
  if (command?.definition.name !== 'exec') return { command, refusal: error };
  client.server.discard(client);
  return { command, refusal: new ErrorReply(EXECUTE_ABORTED + error.message.replace(/^ERR /, '')) };
}

/** Makes room first. Where there is none, what would be queued is refused too, because a queue grows, and EXEC if a command of it needs memory. */
function lacksMemory(client: Client, command: Command): boolean {
  const { memory, loading, busy } = client.server;
  if (loading.isOn || busy.run !== null || memory.makeRoom()) return false;
  if (client.transaction === null) return command.needsMemory;
  if (command.definition.name === 'exec') return client.transaction.queue.some((queued) => queued.command.needsMemory);
  return !command.neverQueued;
}

/** EXEC may not if a command of its transaction may not. */
function mayRunWhileLoading(client: Client, command: Command): boolean {
  if (command.definition.name === 'exec' && client.transaction !== null)
    return client.transaction.queue.every((queued) => queued.command.allowedWhileLoading);
  return command.allowedWhileLoading;
}

function allowedWhileSubscribed(name: string): boolean {
  return /^(?:[ps]?(?:un)?subscribe|ping|quit|reset)$/.test(name);
}

function reportUnknown(name: string, report: (name: string) => void): void {
  if (!PROBES.has(name)) report(name);
}

function nameForReport(client: Client, argv: readonly string[]): string {
  const container = client.server.table.find(argv[0] ?? '');
  const name = (argv[0] ?? '').toUpperCase();
  return container === undefined ? name : `${name} ${(argv[1] ?? '').toUpperCase()}`;
}

function unknownCommand(argv: readonly string[]): ErrorReply {
  let shown = '';
  for (let index = 1; index < argv.length && shown.length < 128; index++) {
    shown += `'${asText(argv[index], 128 - shown.length)}' `;
  }
  return failure(`unknown command '${asText(argv[0], 128)}', with args beginning with: ${shown}`);
}

/** A word as C's `%.*s` prints it: it ends at a zero byte. */
function asText(word = '', limit: number): string {
  const end = word.indexOf('\0');
  return word.slice(0, end === -1 ? limit : Math.min(end, limit));
}

function unknownSubcommand(container: Command, argv: readonly string[]): ErrorReply {
  return failure(`unknown subcommand '${asText(argv[1], 128)}'. Try ${container.upperName} HELP.`);
}

function arityError(command: Command, argv: readonly string[]): ErrorReply | null {
  return command.accepts(argv.length) ? null : wrongArity(command);
}

function wrongArity(command: Command): ErrorReply {
  return failure(`wrong number of arguments for '${command.fullName}' command`);
}

/** Scripts are told of before the commands that they call, all others when they have run. */
function monitored(command: Command, client: Client, argv: readonly string[]): Reply {
  const { notifications, monitors, environment } = client.server;
  const feed = (): void => monitors.feed(client, client.address, command, argv, environment.nowMs());
  const isCall = /^(?:eval|fcall)/.test(command.fullName);
  if (isCall) feed();
  try {
    return notifications.around(command, client, argv, () => command.run?.(client, argv) ?? null);
  } finally {
    if (!isCall) feed();
  }
}

/** Runs a command where clients keep what they have read. */
function attended(command: Command, client: Client, argv: readonly string[]): Reply {
  const { notifications, monitors } = client.server;
  return monitors.isOn
    ? monitored(command, client, argv)
    : notifications.around(command, client, argv, () => command.run?.(client, argv) ?? null);
}

/** Runs a command and turns what it throws into its reply. */
export function run(command: Command, client: Client, argv: readonly string[]): Reply {
  if (command.run === null) return wrongArity(command);
  try {
    const { notifications, monitors, tracking } = client.server;
    if (tracking.isOn) return tracking.around(command, client, argv, () => attended(command, client, argv));
    if (monitors.isOn) return monitored(command, client, argv);
    if (notifications.isOn) return notifications.around(command, client, argv, () => command.run?.(client, argv) ?? null);
    return command.run(client, argv);
  } catch (error) {
    if (error instanceof ErrorReply) return error;
    throw error;
  }
}
