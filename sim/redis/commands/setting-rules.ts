/** What CONFIG SET takes for the settings that have an effect in the twin, in Redis's words, and the form in which CONFIG GET shows it. */
import { parseSavePoints } from '../persistence/index.ts';

/** A setting's value as it is kept, or what is wrong with the words. */
export type SettingReading = { readonly value: string } | { readonly problem: string };

type Rule = (words: string) => SettingReading;

const KIBIBYTE = 1024;
/** As `memtoull` reads sizes. */
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1000,
  kb: KIBIBYTE,
  m: 1000 ** 2,
  mb: KIBIBYTE ** 2,
  g: 1000 ** 3,
  gb: KIBIBYTE ** 3,
};

/** `100mb` as bytes; null for anything else. */
export function parseMemory(words: string): number | null {
  const found = /^(\d{1,15})([a-z]*)$/i.exec(words);
  const unit = UNITS[(found?.[2] ?? '').toLowerCase()];
  return found === null || unit === undefined ? null : Number(found[1]) * unit;
}

function oneOf(...words: readonly string[]): Rule {
  return (given) => {
    const value = given.toLowerCase();
    if (words.includes(value)) return { value };
    return { problem: `argument(s) must be one of the following: ${words.join(', ')}` };
  };
}

const yesOrNo: Rule = (words) =>
  ['yes', 'no'].includes(words.toLowerCase()) ? { value: words.toLowerCase() } : { problem: "argument must be 'yes' or 'no'" };

function wholeNumber(least: number, most: number): Rule {
  return (words) => {
    if (!/^-?\d+$/.test(words)) return { problem: "argument couldn't be parsed into an integer" };
    if (Number(words) < least || Number(words) > most) return { problem: `argument must be between ${least} and ${most} inclusive` };
    return { value: String(Number(words)) };
  };
}

const memory: Rule = (words) => {
  const bytes = parseMemory(words);
  return bytes === null ? { problem: 'argument must be a memory value' } : { value: String(bytes) };
};

const savePoints: Rule = (words) => {
  const points = parseSavePoints(words);
  if (points === null) return { problem: 'Invalid save parameters' };
  return { value: points.map(({ seconds, changes }) => `${seconds} ${changes}`).join(' ') };
};

/** Every eviction policy of Redis, in the order of its error text. */
export const EVICTION_POLICIES: readonly string[] = [
  'volatile-lru',
  'volatile-lfu',
  'volatile-random',
  'volatile-ttl',
  'allkeys-lru',
  'allkeys-lfu',
  'allkeys-random',
  'noeviction',
];

const RULES: ReadonlyMap<string, Rule> = new Map([
  ['save', savePoints],
  ['appendonly', yesOrNo],
  ['appendfsync', oneOf('everysec', 'always', 'no')],
  ['maxmemory', memory],
  ['client-query-buffer-limit', memory],
  ['maxmemory-policy', oneOf(...EVICTION_POLICIES)],
  ['maxmemory-samples', wholeNumber(1, 2 ** 31 - 1)],
  ['maxclients', wholeNumber(1, 2 ** 32 - 1)],
]);

/** Reads what CONFIG SET gives a setting; `name` in lower case. */
export function readSetting(name: string, words: string): SettingReading {
  return RULES.get(name)?.(words) ?? { value: words };
}
