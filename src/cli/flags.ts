/**
 * Flags as a command declares them and as a person wrote them. Built on Node's own `parseArgs`; what is added are suggestions for unknown
 * flags and messages that show the value seen.
 */
import { parseArgs } from 'node:util';
import { SchedulerError } from '../errors.ts';
import { didYouMean } from './nearest.ts';

/** One flag of a command. */
export interface FlagDefinition {
  /** Without the dashes. */
  readonly name: string;
  /** What stands for the value in help, e.g. `N`; absent for a flag without value. */
  readonly value?: string;
  /** May be given more than once. */
  readonly repeatable?: boolean;
  readonly description: string;
}

/** Flags that every command has. */
export const commonFlags: readonly FlagDefinition[] = [
  { name: 'help', description: 'show this help' },
  { name: 'color', description: 'colour even without a terminal (also: FORCE_COLOR)' },
  { name: 'no-color', description: 'no colour (also: NO_COLOR, TERM=dumb)' },
];

/** A mistake in what was written. */
export function wrongUse(message: string): SchedulerError {
  return new SchedulerError('INVALID_OPTIONS', message);
}

/** What was written. */
export class ParsedArguments {
  /** What is no flag, up to `--`. */
  readonly operands: readonly string[];
  /** What stands behind `--`; null without one. */
  readonly program: readonly string[] | null;
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(operands: readonly string[], program: readonly string[] | null, values: ReadonlyMap<string, readonly string[]>) {
    this.operands = operands;
    this.program = program;
    this.#values = values;
  }

  /** Whether the flag was given. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The value of a flag, the last one when it was given twice; undefined when it was not. */
  text(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  /** All values of a repeatable flag. */
  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** The value of a flag that must be there. @throws SchedulerError INVALID_OPTIONS. */
  need(name: string): string {
    const text = this.text(name);
    if (text === undefined) throw wrongUse(`missing --${name}`);
    return text;
  }

  /** One of several words. @throws SchedulerError INVALID_OPTIONS naming them. */
  choice<Word extends string>(name: string, words: readonly Word[], otherwise: Word): Word {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    const word = words.find((one) => one === text);
    if (word === undefined) throw wrongUse(`--${name} ${text}: write one of ${words.join(', ')}.${didYouMean(text, words)}`);
    return word;
  }

  /** A whole number. @throws SchedulerError INVALID_OPTIONS. */
  whole(name: string, otherwise: number, range: { readonly minimum: number; readonly maximum: number }): number {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    const { minimum, maximum } = range;
    if (value >= minimum && value <= maximum) return value;
    throw wrongUse(`--${name} ${JSON.stringify(text)}: write a whole number from ${minimum} to ${maximum}`);
  }

  /** A duration in milliseconds, e.g. `60s`, or a bare number of milliseconds. @throws SchedulerError INVALID_OPTIONS. */
  durationMs(name: string, otherwise: number): number {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    const [, amount, unit = 'ms'] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)?$/.exec(text) ?? [];
    const milliseconds = Math.round(Number(amount) * (UNITS_MS[unit] ?? Number.NaN));
    if (milliseconds <= DURATION_MAX_MS) return milliseconds;
    throw wrongUse(`--${name} ${JSON.stringify(text)}: write a duration of at most 24h, for example 500ms, 60s, 5m or 1h`);
  }
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const DURATION_MAX_MS = 86_400_000;

/** Reads arguments against definitions. @throws SchedulerError INVALID_OPTIONS with the nearest flag, or what a flag lacks. */
export function parseArguments(argv: readonly string[], definitions: readonly FlagDefinition[]): ParsedArguments {
  const options = Object.fromEntries(
    definitions.map(({ name, value }) => [name, { type: value === undefined ? ('boolean' as const) : ('string' as const) }]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const operands: string[] = [];
  let program: string[] | null = null;
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'option-terminator') program = [];
    else if (token.kind === 'positional') (program ?? operands).push(token.value);
    else values.set(token.name, [...(values.get(token.name) ?? []), valueOf(token, definitions)]);
  }
  return new ParsedArguments(operands, program, values);
}

interface WrittenFlag {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
}

function valueOf({ name, rawName, value }: WrittenFlag, definitions: readonly FlagDefinition[]): string {
  const definition = definitions.find((one) => one.name === name);
  if (definition === undefined) {
    const names = definitions.map((one) => `--${one.name}`);
    throw wrongUse(`there is no flag ${rawName}.${didYouMean(rawName, names)} Flags: ${names.join(', ')}`);
  }
  if (definition.value === undefined) {
    if (value === undefined) return '';
    throw wrongUse(`--${name}=${value}: this flag takes no value`);
  }
  if (value === undefined) throw wrongUse(`--${name} needs a value: --${name} ${definition.value} (${definition.description})`);
  return value;
}
