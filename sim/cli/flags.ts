/**
 * Flags as a command declares them and as a person wrote them. Built on Node's own `parseArgs`; what is added are suggestions for unknown
 * flags and messages that show the value seen.
 */
import { parseArgs } from 'node:util';
import { UsageError } from '../explore/index.ts';
import { suggestion } from '../wording/index.ts';

/** One flag of a command. */
export interface FlagDefinition {
  /** Without the dashes. */
  readonly name: string;
  /** What stands for the value in help, e.g. `N`; absent for a flag without value. */
  readonly value?: string;
  /** The value may be left out, and is then empty; when it is there it stands behind an equals sign. */
  readonly isValueOptional?: boolean;
  /** May be given more than once. */
  readonly repeatable?: boolean;
  readonly description: string;
}

/** Flags that every command has. */
export const commonFlags: readonly FlagDefinition[] = [
  { name: 'help', description: 'show this help' },
  { name: 'color', description: 'colour even without a terminal' },
  { name: 'no-color', description: 'no colour (also: NO_COLOR, TERM=dumb)' },
];

/** What was written: operands in order, flags by name. */
export class ParsedArguments {
  readonly operands: readonly string[];
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(operands: readonly string[], values: ReadonlyMap<string, readonly string[]>) {
    this.operands = operands;
    this.#values = values;
  }

  /** Whether the flag was given. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The value of a flag, the last one when it was given twice; null when it was not. */
  text(name: string): string | null {
    return this.#values.get(name)?.at(-1) ?? null;
  }

  /** All values of a repeatable flag. */
  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** A whole number of at least `minimum`; null when the flag was not given. Throws UsageError `bad-flag`. */
  count(name: string, minimum: number): number | null {
    const text = this.text(name);
    if (text === null) return null;
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(value) && value >= minimum) return value;
    throw new UsageError('bad-flag', `--${name} ${text}: "${text}" is not a whole number of at least ${minimum}.`);
  }

  /** A duration in milliseconds, e.g. `60s`; null when the flag was not given. Throws UsageError `bad-flag`. */
  duration(name: string): number | null {
    const text = this.text(name);
    return text === null ? null : parseDuration(name, text);
  }
}

/** Reads arguments against definitions. Throws UsageError `unknown-flag` with the nearest flag, or `bad-flag`. */
export function parseArguments(argv: readonly string[], definitions: readonly FlagDefinition[]): ParsedArguments {
  const options = Object.fromEntries(
    definitions.map(({ name, value, isValueOptional }) => [
      name,
      { type: value === undefined || isValueOptional === true ? ('boolean' as const) : ('string' as const), multiple: true },
    ]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const operands: string[] = [];
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const definition = definitions.find(({ name }) => name === token.name);
    if (definition === undefined) throw unknownFlag(token.rawName, definitions);
    values.set(token.name, [...(values.get(token.name) ?? []), valueOf(definition, token.value)]);
  }
  return new ParsedArguments(operands, values);
}

function valueOf(definition: FlagDefinition, value: string | undefined): string {
  if (definition.value === undefined) {
    if (value === undefined) return '';
    throw new UsageError('bad-flag', `--${definition.name}=${value}: this flag takes no value.`);
  }
  if (value !== undefined && value !== '') return value;
  if (definition.isValueOptional === true) return '';
  throw new UsageError(
    'bad-flag',
    `--${definition.name} needs a value: --${definition.name} ${definition.value} (${definition.description}).`,
  );
}

function unknownFlag(rawName: string, definitions: readonly FlagDefinition[]): UsageError {
  const names = definitions.map(({ name }) => `--${name}`);
  return new UsageError('unknown-flag', `There is no flag ${rawName}.${suggestion(rawName, names, 'flags')}`);
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function parseDuration(name: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  const milliseconds = match === null ? Number.NaN : Number(match[1]) * (UNITS_MS[match[2] ?? ''] ?? Number.NaN);
  if (milliseconds > 0) return milliseconds;
  throw new UsageError(
    'bad-flag',
    `--${name} ${text}: "${text}" is no duration; write a number with a unit, for example 60s, 500ms, 5m or 1h.`,
  );
}
