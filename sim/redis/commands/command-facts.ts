/** What COMMAND tells of commands beside what the twin needs to run them: read from command-lines.ts when somebody asks for the first time. */
import { COMMAND_LINES } from './command-lines.ts';

/** Where keys are, in the words of a key specification: a kind and its numbers. */
export interface KeySpecification {
  readonly flags: readonly string[];
  readonly begin: readonly string[];
  readonly find: readonly string[];
  readonly notes: string | null;
}

/** What is known of a command. */
export interface CommandFacts {
  readonly flags: readonly string[];
  /** First key, last key, step. */
  readonly positions: readonly number[];
  readonly categories: readonly string[];
  readonly tips: readonly string[];
  readonly specifications: readonly KeySpecification[];
}

let facts: Map<string, CommandFacts> | null = null;

/** The facts of a command by its full name, such as `config|get`. */
export function factsOf(fullName: string): CommandFacts | undefined {
  facts ??= new Map(COMMAND_LINES.trim().split('\n').map(readLine));
  return facts.get(fullName);
}

function words(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : text.split(' ');
}

/** A subcommand's name has the separator in it. */
function readLine(line: string): [string, CommandFacts] {
  const [, name = '', rest = ''] = /^([^|]+(?:\|[a-z][^|]*)?)\|(-?\d.*)$/.exec(line) ?? [];
  const [, flags, positions, categories, tips, specifications = ''] = rest.split('|');
  const parts = specifications === '' ? [] : specifications.split('&').map(readSpecification);
  const numbers = words(positions).map(Number);
  return [name, { flags: words(flags), positions: numbers, categories: words(categories), tips: words(tips), specifications: parts }];
}

function readSpecification(text: string): KeySpecification {
  const [flags, begin, find, notes] = text.split(';');
  return { flags: words(flags), begin: words(begin), find: words(find), notes: notes ?? null };
}
