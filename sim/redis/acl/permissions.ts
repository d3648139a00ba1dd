/** What a user may do: commands, keys and channels, as one list of rules (the root permissions) or a selector in parentheses gives it. */
import { globMatches } from '../commands/words.ts';
import { CATEGORIES, commandsOf } from './categories.ts';
import { describeCommands } from './describe-commands.ts';
import type { Command, CommandTable } from '../commands/definition.ts';

/** What of a command is not allowed. */
export type Denial = { readonly kind: 'command' } | { readonly kind: 'key' | 'channel'; readonly name: string };

interface KeyRule {
  readonly reads: boolean;
  readonly writes: boolean;
  readonly pattern: string;
}

interface CommandRule {
  readonly allows: boolean;
  /** `@read`, `get`, `client|id`, or `select|1`. */
  readonly of: string;
  /** Of a command without subcommands that is allowed with this first argument. */
  readonly first?: { readonly of: string; readonly word: string };
}

/** A list of permissions; it changes by rules such as `+get`, `~key:*`, `&channel`. */
export class Permissions {
  #all = false;
  #commands: readonly CommandRule[] = [];
  /** `allkeys` was said, and nothing may be added to it. */
  #hasAllKeys = false;
  #keys: readonly KeyRule[] = [];
  #channels: readonly string[] = [];
  readonly #verdicts = new Map<string, boolean>();

  /** Everything is allowed. */
  static ofEverything(): Permissions {
    const all = new Permissions();
    all.#setAll(true);
    all.#setAllKeys();
    all.#addChannel('*');
    return all;
  }

  copy(): Permissions {
    const other = new Permissions();
    other.#all = this.#all;
    other.#commands = this.#commands;
    other.#hasAllKeys = this.#hasAllKeys;
    other.#keys = this.#keys;
    other.#channels = this.#channels;
    return other;
  }

  /** Nothing is forbidden, so that nobody has to look. */
  get allowEverything(): boolean {
    return this.#all && this.#commands.length === 0 && this.#hasAllKeys && this.#channels.includes('*');
  }

  /** Applies one rule; what is wrong with it, or null. `undefined`: this is no rule of permissions. */
  apply(rule: string, table: CommandTable): string | null | undefined {
    this.#verdicts.clear();
    const word = rule.toLowerCase();
    if (word === 'allcommands' || word === '+@all') return this.#setAll(true);
    if (word === 'nocommands' || word === '-@all') return this.#setAll(false);
    if (word === 'allkeys' || rule === '~*') return this.#setAllKeys();
    if (word === 'resetkeys') return this.#resetKeys();
    if (word === 'allchannels') return this.#addChannel('*');
    if (word === 'resetchannels') return this.#resetChannels();
    if (rule.startsWith('~') || rule.startsWith('%')) return this.#addKeys(rule);
    if (rule.startsWith('&')) return this.#addChannel(rule.slice(1));
    if (rule.startsWith('+') || rule.startsWith('-')) return this.#addCommand(rule, table);
    return undefined;
  }

  /** What a request does that is not allowed; null when all of it is. */
  denialOf(command: Command, argv: readonly string[]): Denial | null {
    if (!this.#permits(command, argv)) return { kind: 'command' };
    if (!this.#hasAllKeys) {
      const key = command.keysOf(argv).find((one) => !this.#permitsKey(one, command.writes));
      if (key !== undefined) return { kind: 'key', name: key };
    }
    if (this.#channels.includes('*')) return null;
    const channel = channelsOf(command, argv).find((one) => !this.#permitsChannel(one, command.fullName === 'psubscribe'));
    return channel === undefined ? null : { kind: 'channel', name: channel };
  }

  /** As ACL LIST and ACL GETUSER show them. */
  describe(): { readonly commands: string; readonly keys: string; readonly channels: string } {
    return {
      commands: describeCommands({
        all: this.#all,
        permits: (name) => this.#lastRule(name)?.allows ?? this.#all,
        firstArguments: (name) => this.#firstArguments(name).map(({ word }) => word),
      }),
      keys: this.#hasAllKeys
        ? '~*'
        : this.#keys.map(({ reads, writes, pattern }) => `${reads && writes ? '' : `%${reads ? 'R' : 'W'}`}~${pattern}`).join(' '),
      channels: this.#channels.map((pattern) => `&${pattern}`).join(' '),
    };
  }

  #setAll(all: boolean): null {
    this.#all = all;
    this.#commands = [];
    return null;
  }

  #setAllKeys(): null {
    this.#hasAllKeys = true;
    this.#keys = [];
    return null;
  }

  /** `~pattern`, `%R~pattern`: what a pattern allows comes together. */
  #addKeys(rule: string): string | null {
    if (this.#hasAllKeys) {
      return "Adding a pattern after the * pattern (or the 'allkeys' flag) is not valid and does not have any effect. Try 'resetkeys' to start with an empty list of patterns";
    }
    const [, access = '', pattern = ''] = /^(?:~|%(R|W|RW|WR)(?:~|$))([^]*)$/i.exec(rule) ?? [];
    if ((rule.startsWith('%') && access === '') || /[\s\0]/.test(pattern)) return 'Syntax error';
    const known = this.#keys.find((one) => one.pattern === pattern);
    const reads = access === '' || /r/i.test(access) || known?.reads === true;
    const writes = access === '' || /w/i.test(access) || known?.writes === true;
    const changed = { reads, writes, pattern };
    this.#keys = known === undefined ? [...this.#keys, changed] : this.#keys.map((one) => (one === known ? changed : one));
    return null;
  }

  #resetKeys(): null {
    this.#hasAllKeys = false;
    this.#keys = [];
    return null;
  }

  #addChannel(pattern: string): string | null {
    if (pattern === '*') this.#channels = ['*'];
    else if (this.#channels.includes('*')) {
      return "Adding a pattern after the * pattern (or the 'allchannels' flag) is not valid and does not have any effect. Try 'resetchannels' to start with an empty list of channels";
    } else if (/[\s\0]/.test(pattern)) return 'Syntax error';
    else if (!this.#channels.includes(pattern)) this.#channels = [...this.#channels, pattern];
    return null;
  }

  #resetChannels(): null {
    this.#channels = [];
    return null;
  }

  #addCommand(rule: string, table: CommandTable): string | null {
    const of = rule.slice(1).toLowerCase();
    const allows = rule.startsWith('+');
    const first = allows ? firstArgument(rule.slice(1), table) : null;
    if (typeof first === 'string') return first;
    if (first === null && !isKnown(of, table)) return 'Unknown command or category name in ACL';
    // What was said of a command's subcommands, or first arguments, is forgotten with what was said of itself.
    const rest = this.#commands.filter((one) => one.of !== of && !one.of.startsWith(`${of}|`));
    // A first argument that is allowed already keeps its place and its spelling.
    if (first !== null && this.#firstArguments(first.of).some(({ word }) => word.toLowerCase() === first.word.toLowerCase())) return null;
    this.#commands = [...rest, { allows, of, ...(first === null ? {} : { first }) }];
    return null;
  }

  /** The last rule that speaks of the command with any arguments. */
  #lastRule(name: string): CommandRule | undefined {
    return this.#commands.findLast(({ of, first }) => first === undefined && covers(of, name));
  }

  /** The first arguments that were allowed behind it. */
  #firstArguments(name: string): readonly { readonly word: string }[] {
    const last = this.#lastRule(name);
    const behind = this.#commands.slice(last === undefined ? 0 : this.#commands.indexOf(last) + 1);
    return behind.flatMap(({ first }) => (first?.of === name ? [first] : []));
  }

  #permits(command: Command, argv: readonly string[]): boolean {
    const name = command.fullName;
    const known = this.#verdicts.get(name);
    if (known !== undefined) return known;
    const words = this.#firstArguments(name);
    const verdict = (this.#lastRule(name)?.allows ?? this.#all) || words.some(({ word }) => word.toLowerCase() === argv[1]?.toLowerCase());
    if (words.length === 0) this.#verdicts.set(name, verdict);
    return verdict;
  }

  #permitsKey(key: string, writes: boolean): boolean {
    return this.#keys.some((rule) => (writes ? rule.writes : rule.reads) && globMatches(rule.pattern, key));
  }

  #permitsChannel(channel: string, isPattern: boolean): boolean {
    return this.#channels.some((pattern) => (isPattern ? pattern === channel : globMatches(pattern, channel)));
  }
}

/** What `+select|1` allows; null when it is no such rule, a text when it is a wrong one. */
function firstArgument(of: string, table: CommandTable): { readonly of: string; readonly word: string } | string | null {
  const at = of.lastIndexOf('|');
  if (of.startsWith('@') || at === -1) return null;
  const [base, word] = [of.slice(0, at).toLowerCase(), of.slice(at + 1)];
  if (!isKnown(base, table)) return null;
  if (base.includes('|')) return 'Allowing first-arg of a subcommand is not supported';
  if (word === '') return 'Syntax error';
  return table.find(base)?.subcommands === null ? { of: base, word } : null;
}

function isKnown(of: string, table: CommandTable): boolean {
  if (of.startsWith('@')) return CATEGORIES.includes(of.slice(1));
  const [name = '', subcommand] = of.split('|');
  const command = table.find(name);
  return command !== undefined && (subcommand === undefined || command.subcommands?.has(subcommand) === true);
}

function covers(of: string, fullName: string): boolean {
  if (of.startsWith('@')) {
    const names = commandsOf(of.slice(1));
    return names?.has(fullName) === true || names?.has(fullName.split('|')[0] ?? '') === true;
  }
  return of === fullName || fullName.startsWith(`${of}|`);
}

/** The channels that a request names. */
function channelsOf(command: Command, argv: readonly string[]): readonly string[] {
  if (/^s?publish$/.test(command.fullName)) return argv.slice(1, 2);
  return /^[ps]?subscribe$/.test(command.fullName) ? argv.slice(1) : [];
}
