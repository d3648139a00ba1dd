/** What a command is to the server: a row of the command table, as `COMMAND INFO` would print it, and the function that runs it. */
import { helpOf } from './help.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

/** Properties that the dispatcher acts on or that COMMAND INFO shows, named as Redis names them. */
export type CommandFlag =
  | 'write'
  | 'readonly'
  | 'denyoom'
  | 'admin'
  | 'pubsub'
  | 'noscript'
  | 'blocking'
  | 'loading'
  | 'stale'
  | 'fast'
  | 'noauth'
  | 'no-multi'
  | 'movablekeys'
  | 'immediate';

/** Where the keys are: first, last (negative: from the end) and step; or a function of the whole request; null for none. */
export type KeyPositions = readonly [first: number, last: number, step: number] | ((argv: readonly string[]) => readonly string[]) | null;

/** Runs a command whose arity has been checked. `argv[0]` is the name as sent. Throws or returns an ErrorReply. */
export type CommandBody = (client: Client, argv: readonly string[]) => Reply;

/** A row of the table. */
export interface CommandDefinition {
  /** Lower case; a subcommand's name is its own word only. */
  readonly name: string;
  /** The number of words, the name included; negative: at least that many. */
  readonly arity: number;
  readonly flags: readonly CommandFlag[];
  readonly keys: KeyPositions;
  readonly run?: CommandBody;
  /** A container (CONFIG, CLIENT) has these instead of a body, or beside one. */
  readonly subcommands?: readonly CommandDefinition[];
}

/** The first argument is the only key. */
export const FIRST_KEY: KeyPositions = [1, 1, 1];
/** All arguments are keys. */
export const ALL_KEYS: KeyPositions = [1, -1, 1];
/** The first two arguments are keys. */
export const TWO_KEYS: KeyPositions = [1, 2, 1];

/** Commands that Redis flags `allow_busy`. */
const ALLOWED_WHILE_BUSY: ReadonlySet<string> = new Set(
  'auth hello quit reset multi discard watch unwatch shutdown replconf script|kill function|kill function|stats'.split(' '),
);

/** A definition made ready for dispatch. */
export class Command {
  /** `get`, or `config|get` for a subcommand. */
  readonly fullName: string;
  /** What commits call it: the upper-case first word. */
  readonly upperName: string;
  readonly definition: CommandDefinition;
  readonly run: CommandBody | null;
  readonly arity: number;
  readonly writes: boolean;
  /** Refused when memory is full. */
  readonly needsMemory: boolean;
  readonly allowedInScripts: boolean;
  readonly allowedInTransactions: boolean;
  /** EXEC, DISCARD, MULTI, WATCH, QUIT, RESET: never queued. */
  readonly neverQueued: boolean;
  readonly allowedUnauthenticated: boolean;
  /** Answered while the server reads its data set. */
  readonly allowedWhileLoading: boolean;
  /** Answered while a script keeps the thread. */
  readonly allowedWhileBusy: boolean;
  readonly subcommands: ReadonlyMap<string, Command> | null;

  constructor(definition: CommandDefinition, parent: string | null = null) {
    const flags = new Set(definition.flags);
    this.definition = definition;
    this.fullName = parent === null ? definition.name : `${parent}|${definition.name}`;
    this.upperName = (parent ?? definition.name).toUpperCase();
    this.run = definition.run ?? null;
    this.arity = definition.arity;
    this.writes = flags.has('write');
    this.needsMemory = flags.has('denyoom');
    this.allowedInScripts = !flags.has('noscript');
    this.allowedInTransactions = !flags.has('no-multi');
    this.neverQueued = flags.has('immediate');
    this.allowedUnauthenticated = flags.has('noauth');
    this.allowedWhileLoading = flags.has('loading');
    this.allowedWhileBusy = ALLOWED_WHILE_BUSY.has(this.fullName);
    this.subcommands =
      definition.subcommands === undefined
        ? null
        : new Map(withHelp(definition.name, definition.subcommands).map((sub) => [sub.name, new Command(sub, definition.name)]));
  }

  /** Whether a request has an admissible number of words. */
  accepts(words: number): boolean {
    return this.arity >= 0 ? words === this.arity : words >= -this.arity;
  }

  /** The keys that a request names, by position. */
  keysOf(argv: readonly string[]): readonly string[] {
    const { keys } = this.definition;
    if (keys === null) return [];
    if (typeof keys === 'function') return keys(argv);
    const [first, last, step] = keys;
    const end = last < 0 ? argv.length + last : last;
    const found: string[] = [];
    for (let index = first; index <= end && index < argv.length; index += step) found.push(argv[index] ?? '');
    return found;
  }
}

/** Every container explains itself. */
function withHelp(container: string, subcommands: readonly CommandDefinition[]): readonly CommandDefinition[] {
  const help = helpOf(container);
  if (help === null || subcommands.some(({ name }) => name === 'help')) return subcommands;
  return [...subcommands, { name: 'help', arity: 2, flags: ['loading', 'stale'], keys: null, run: () => help }];
}

/** Finds commands by name in any spelling of letters. */
export class CommandTable {
  readonly #byName = new Map<string, Command>();
  readonly #commands: readonly Command[];

  constructor(definitions: readonly CommandDefinition[]) {
    this.#commands = definitions.map((definition) => new Command(definition));
    for (const command of this.#commands) {
      this.#byName.set(command.definition.name, command);
      this.#byName.set(command.upperName, command);
    }
  }

  get all(): readonly Command[] {
    return this.#commands;
  }

  /** The command or container of that name. */
  find(name: string): Command | undefined {
    return this.#byName.get(name) ?? this.#byName.get(name.toLowerCase());
  }
}
