/**
 * `--set key=value` read against what a suite accepts. A run may cover several suites; each gets the settings that it knows, and a key
 * that none of them knows is refused, because a setting that silently does nothing makes a green run lie.
 */
import { existsSync, statSync } from 'node:fs';
import { didYouMean, nearest, suggestion } from '../wording/index.ts';
import type { SettingDefinition, Settings, Suite } from './suite.ts';
import { UsageError } from './usage-error.ts';

/** One `--set key=value` as it was written. */
export interface Assignment {
  readonly key: string;
  readonly text: string;
}

/** Splits `key=value`. Throws UsageError `bad-setting` when there is no key or no equals sign. */
export function parseAssignment(text: string): Assignment {
  const equals = text.indexOf('=');
  if (equals <= 0) {
    throw new UsageError('bad-setting', `--set ${text}: write a setting as key=value, for example --set workers=4.`);
  }
  return { key: text.slice(0, equals).trim(), text: text.slice(equals + 1) };
}

/** Refuses a key that no suite of the run knows. Throws UsageError `unknown-setting` with the nearest key and who else has it. */
export function checkKeys(assignments: readonly Assignment[], chosen: readonly Suite[], all: readonly Suite[]): void {
  for (const { key } of assignments) {
    if (chosen.some((suite) => suite.settings.some((definition) => definition.key === key))) continue;
    const names = chosen.map((suite) => suite.name).join(', ');
    const elsewhere = all.filter((suite) => suite.settings.some((definition) => definition.key === key)).map((suite) => suite.name);
    const owner = elsewhere.length > 0 ? ` Suite ${elsewhere.join(', ')} has it.` : '';
    const keys = [...new Set(chosen.flatMap((suite) => suite.settings.map((definition) => definition.key)))];
    throw new UsageError(
      'unknown-setting',
      `Suite ${names} has no setting "${key}".${owner}${owner === '' || nearest(key, keys) ? suggestion(key, keys, 'settings') : ''}`,
    );
  }
}

/** The assignments that this suite knows, as validated values; a later one wins. Throws UsageError `bad-setting`. */
export function settingsFor(suite: Suite, assignments: readonly Assignment[]): Settings {
  const settings: Record<string, string | number> = {};
  for (const { key, text } of assignments) {
    const definition = suite.settings.find((candidate) => candidate.key === key);
    if (definition !== undefined) settings[key] = readSetting(definition, text);
  }
  return settings;
}

/** One value as its definition says. Throws UsageError `bad-setting` naming key, value seen and what is allowed. */
export function readSetting(definition: SettingDefinition, text: string): string | number {
  switch (definition.type) {
    case 'integer':
      return readNumber(definition, text, /^[+-]?\d+$/);
    case 'number':
      return readNumber(definition, text, /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i);
    case 'choice':
      return readChoice(definition, text);
    case 'file':
      return readFile(definition, text);
    case 'text':
      if (text === '') throw refused(definition, text, 'some text');
      return text;
  }
}

function readNumber(definition: SettingDefinition, text: string, shape: RegExp): number {
  const value = shape.test(text) ? Number(text) : Number.NaN;
  const minimum = definition.minimum ?? -Number.MAX_SAFE_INTEGER;
  const maximum = definition.maximum ?? Number.MAX_SAFE_INTEGER;
  if (!(value >= minimum && value <= maximum)) throw refused(definition, text, allowedNumbers(definition));
  return value;
}

function allowedNumbers(definition: SettingDefinition): string {
  const kind = definition.type === 'integer' ? 'a whole number' : 'a number';
  const { minimum, maximum } = definition;
  if (minimum !== undefined && maximum !== undefined) return `${kind} from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `${kind}, at least ${minimum}`;
  if (maximum !== undefined) return `${kind}, at most ${maximum}`;
  return kind;
}

function readChoice(definition: SettingDefinition, text: string): string {
  const choices = definition.choices ?? [];
  if (choices.includes(text)) return text;
  throw refused(definition, text, `one of ${choices.join(', ')}`, didYouMean(text, choices));
}

function readFile(definition: SettingDefinition, text: string): string {
  if (text === '' || !existsSync(text)) throw refused(definition, text, 'a file that exists');
  if (!statSync(text).isFile()) throw refused(definition, text, 'a file, and this is a folder');
  return text;
}

function refused(definition: SettingDefinition, text: string, allowed: string, meant = ''): UsageError {
  return new UsageError(
    'bad-setting',
    `--set ${definition.key}=${text}: "${text}" is not allowed; ${definition.key} is ${allowed} (${definition.description}).${meant}`,
  );
}
