/**
 * The setting `judge`: a world in which only some properties are judged. A world ends at its first violation, so a property that fails early
 * hides the others; with this setting each can be asked by itself. A suite that declares it gives what it judges through `judgedProperties`.
 */
import { suggestion } from '../wording/index.ts';
import type { SettingDefinition, Settings } from './suite.ts';
import { UsageError } from './usage-error.ts';

/** The setting, for the list of a suite's settings. */
export const JUDGE_SETTING: SettingDefinition = {
  key: 'judge',
  description: 'only these properties are judged: names or ids, separated by commas',
  type: 'text',
};

/** What a property needs to be chosen by. */
interface Named {
  readonly id: string;
  readonly name: string;
}

/** The properties that `settings` leave to be judged, in their order; all without the setting. Throws UsageError `unknown-property`. */
export function judgedProperties<Judged extends Named>(all: readonly Judged[], settings: Settings): readonly Judged[] {
  const wanted = settings[JUDGE_SETTING.key];
  if (wanted === undefined) return all;
  const words = String(wanted)
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const unknown = words.find((word) => !all.some((property) => isCalled(property, word)));
  if (unknown !== undefined || words.length === 0) {
    const names = all.map(({ name }) => name);
    throw new UsageError('unknown-property', `There is no property "${unknown ?? ''}".${suggestion(unknown ?? '', names, 'properties')}`);
  }
  return all.filter((property) => words.some((word) => isCalled(property, word)));
}

/** Whether a person means this property: by its name, or by its id in any case. */
export function isCalled({ id, name }: Named, word: string): boolean {
  return name === word || id.toLowerCase() === word.toLowerCase();
}
