/** What CONFIG SET takes for the settings that have an effect in the twin, in Redis's words, and the form in which CONFIG GET shows it. */
import { EVICTION_POLICIES } from '../memory/index.ts';
import { readClasses } from '../notifications/index.ts';
import { OUTPUT_LIMITS_DEFAULT } from '../output-limits.ts';
import { parseSavePoints } from '../persistence/index.ts';
import { settingName } from './settings.ts';
import { parseInteger } from './words.ts';

/** A setting's value as it is kept, or what is wrong with the words. */
export type SettingReading = { readonly value: string } | { readonly problem: string };

/** `known` is the setting's present value. */
type Rule = (words: string, known: string) => SettingReading;

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

/** `100mb` as bytes, nothing as none; null for anything else. */
function parseMemory(words: string): bigint | null {
  const found = /^(\d{0,20})([a-z]*)$/i.exec(words);
  const unit = UNITS[(found?.[2] ?? '').toLowerCase()];
  return found === null || unit === undefined ? null : BigInt(found[1] ?? '') * BigInt(unit);
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

function wholeNumber(least: number, most: number | bigint): Rule {
  return (words) => {
    const value = parseInteger(words);
    if (value === null) return { problem: "argument couldn't be parsed into an integer" };
    if (value < least || value > most) return { problem: `argument must be between ${least} and ${most} inclusive` };
    return { value: String(value) };
  };
}

/** A size of at most `most` bytes; one that cannot be read is not too large. */
function memory(most: bigint): Rule {
  return (words) => {
    const bytes = parseMemory(words);
    if (bytes === null) return { problem: 'argument must be a memory value' };
    return bytes > most ? { problem: `argument must be between 0 and ${most} inclusive` } : { value: String(bytes) };
  };
}

const savePoints: Rule = (words) => {
  const points = parseSavePoints(words);
  if (points === null) return { problem: 'Invalid save parameters' };
  return { value: points.map(({ seconds, changes }) => `${seconds} ${changes}`).join(' ') };
};

const eventClasses: Rule = (words) => {
  const value = readClasses(words);
  return value === null ? { problem: "Invalid event class character. Use 'Ag$lshzxeKEtmdn'." } : { value };
};

const CLASSES: Readonly<Record<string, string>> = { normal: 'normal', slave: 'slave', replica: 'slave', pubsub: 'pubsub' };

/** Classes that are not named keep their limits. */
const outputLimits: Rule = (words, known) => {
  const given = words.split(' ').filter((word) => word !== '');
  if (given.length % 4 !== 0) return { problem: 'Wrong number of arguments in buffer limit configuration.' };
  const limits = new Map<string, string>();
  const present = known.split(' ');
  for (let index = 0; index < present.length; index += 4) limits.set(present[index] ?? '', present.slice(index + 1, index + 4).join(' '));
  for (let index = 0; index < given.length; index += 4) {
    const name = CLASSES[(given[index] ?? '').toLowerCase()];
    if (name === undefined) return { problem: 'Invalid client class specified in buffer limit configuration.' };
    const [hard, soft] = [parseMemory(given[index + 1] ?? ''), parseMemory(given[index + 2] ?? '')];
    const seconds = given[index + 3] ?? '';
    if (hard === null || soft === null || !/^\d{1,9}$/.test(seconds))
      return { problem: 'Error in hard, soft or soft_seconds setting in buffer limit configuration.' };
    limits.set(name, `${hard} ${soft} ${seconds}`);
  }
  return { value: [...limits].map(([name, limit]) => `${name} ${limit}`).join(' ') };
};

const LONGEST = 2n ** 63n - 1n;

const RULES: ReadonlyMap<string, Rule> = new Map([
  ['notify-keyspace-events', eventClasses],
  ['save', savePoints],
  ['stop-writes-on-bgsave-error', yesOrNo],
  ['appendonly', yesOrNo],
  ['appendfsync', oneOf('everysec', 'always', 'no')],
  ['maxmemory', memory(2n ** 64n - 1n)],
  ['client-query-buffer-limit', memory(LONGEST)],
  ['maxmemory-policy', oneOf(...EVICTION_POLICIES)],
  ['maxmemory-samples', wholeNumber(1, 2 ** 31 - 1)],
  ['maxclients', wholeNumber(1, 2 ** 32 - 1)],
  ['client-output-buffer-limit', outputLimits],
  ['stream-node-max-bytes', memory(LONGEST)],
  ['stream-node-max-entries', wholeNumber(0, LONGEST)],
  ['hash-max-listpack-entries', wholeNumber(0, LONGEST)],
  ['hash-max-listpack-value', memory(LONGEST)],
  ['zset-max-listpack-entries', wholeNumber(0, LONGEST)],
  ['zset-max-listpack-value', memory(LONGEST)],
  ['set-max-intset-entries', wholeNumber(0, LONGEST)],
  ['list-max-listpack-size', wholeNumber(-(2 ** 31), 2 ** 31 - 1)],
  ['latency-monitor-threshold', wholeNumber(0, LONGEST)],
  ['slowlog-log-slower-than', wholeNumber(-1, LONGEST)],
  ['slowlog-max-len', wholeNumber(0, LONGEST)],
  ['list-compress-depth', wholeNumber(0, 2 ** 31 - 1)],
]);

/** Reads what CONFIG SET gives a setting; `name` in lower case, `known` its present value. */
export function readSetting(name: string, words: string, known: string): SettingReading {
  return RULES.get(name)?.(words, known) ?? { value: words };
}

/** The settings of a configuration, as a process reads them when it starts. A TypeError says what is wrong with one. */
export function readConfiguration(configuration: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  for (const [given, words] of Object.entries(configuration)) {
    const name = settingName(given);
    const reading = readSetting(name, words, name === 'client-output-buffer-limit' ? OUTPUT_LIMITS_DEFAULT : '');
    if ('problem' in reading) throw new TypeError(`configuration ${given} ${JSON.stringify(words)}: ${reading.problem}`);
    settings.set(name, reading.value);
  }
  return settings;
}
