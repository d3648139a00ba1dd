/** What CONFIG SET takes for each setting, in Redis's words, and the form in which CONFIG GET shows it. */
import { readClasses } from '../notifications/index.ts';
import { OUTPUT_LIMITS_DEFAULT } from '../output-limits.ts';
import { parseSavePoints } from '../persistence/index.ts';
import { allSettings, settingName } from './settings.ts';
import { parseInteger, readLenientDouble } from './words.ts';

/** A setting's value as it is kept, or what is wrong with the words. */
export type SettingReading = { readonly value: string } | { readonly problem: string };

/** `known` is the setting's present value. */
type Rule = (words: string, known: string) => SettingReading;

const KIBIBYTE = 1024;
const LONGEST = 2n ** 63n - 1n;
const WHOLE = 2n ** 64n - 1n;
/** Bounds that setting-lines.ts has names for. */
const BOUNDS: ReadonlyMap<string, bigint> = new Map([
  ['max', LONGEST],
  ['whole', WHOLE],
  ['int', 2n ** 31n - 1n],
  ['unsigned', 2n ** 32n - 1n],
]);
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
  const found = /^(\d{0,30})([a-z]*)$/i.exec(words);
  const unit = UNITS[(found?.[2] ?? '').toLowerCase()];
  if (found === null || unit === undefined) return null;
  const digits = BigInt(found[1] ?? '');
  return BigInt.asUintN(64, (digits > WHOLE ? WHOLE : digits) * BigInt(unit));
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

function wholeNumber(least: bigint, most: bigint): Rule {
  return (words) => {
    const value = parseInteger(words);
    if (value === null) return { problem: "argument couldn't be parsed into an integer" };
    if (value < least || value > most) return { problem: `argument must be between ${least} and ${most} inclusive` };
    return { value: String(value) };
  };
}

/** A size within bounds; what is beyond 64 bits is the largest there is. */
function memory(least: bigint, most: bigint): Rule {
  return (words) => {
    const bytes = parseMemory(words);
    if (bytes === null) return { problem: 'argument must be a memory value' };
    return bytes < least || bytes > most
      ? { problem: `argument must be between ${least} and ${most} inclusive` }
      : { value: String(bytes) };
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

/** Percentages of calls, of which INFO tells how long they took. */
const percentiles: Rule = (words) => {
  const numbers = words === '' ? [] : words.split(' ').map((word) => (word === '' ? null : readLenientDouble(word)));
  if (numbers.includes(null)) return { problem: 'Invalid latency-tracking-info-percentiles parameters' };
  if (numbers.some((number) => number !== null && (number < 0 || number > 100)))
    return { problem: 'latency-tracking-info-percentiles parameters should sit between [0.0,100.0]' };
  return { value: numbers.map(String).join(' ') };
};

const scores: Rule = (words) => {
  const given = words.split(' ').filter((word) => word !== '');
  if (given.length !== 3) return { problem: 'wrong number of arguments' };
  if (given.some((word) => !/^-?\d{1,4}$/.test(word) || Math.abs(Number(word)) > 2000))
    return { problem: 'Invalid oom-score-adj-values, elements must be between -2000 and 2000.' };
  return { value: given.join(' ') };
};

const clientMemory: Rule = (words) => {
  const given = /^(\d+)%$/.exec(words)?.[1];
  const bytes = given === undefined ? parseMemory(words) : -BigInt(given);
  if (bytes === null) return { problem: 'argument must be a memory or percent value' };
  // Redis keeps a percentage as a number below zero, and so becomes one what is beyond 63 bits.
  const signed = BigInt.asIntN(64, bytes);
  if (signed < -100n) return { problem: 'percentage argument must be less or equal to 100' };
  return { value: signed < 0n ? `${-signed}%` : String(signed) };
};

const hostName: Rule = (words) =>
  /^[a-z0-9.-]*$/i.test(words) ? { value: words } : { problem: 'Hostnames may only contain alphanumeric characters, hyphens or dots' };

/** The rules of settings whose kind is `own`, and of the few that are not as their kind says. */
const OWN_RULES: ReadonlyMap<string, Rule> = new Map([
  ['notify-keyspace-events', eventClasses],
  ['save', savePoints],
  ['client-output-buffer-limit', outputLimits],
  ['latency-tracking-info-percentiles', percentiles],
  ['oom-score-adj-values', scores],
  ['maxmemory-clients', clientMemory],
  ['cluster-announce-hostname', hostName],
  ['hz', clamped(wholeNumber(0n, 2n ** 31n - 1n), 1, 500)],
  ['repl-backlog-size', clamped(memory(1n, LONGEST), 16_384, Number.MAX_VALUE)],
]);

/** A rule whose values are moved into a range that Redis does not tell of. */
function clamped(rule: Rule, least: number, most: number): Rule {
  return (words, known) => {
    const reading = rule(words, known);
    if ('problem' in reading) return reading;
    if (Number(reading.value) < least) return { value: String(least) };
    return Number(reading.value) > most ? { value: String(most) } : reading;
  };
}

/** The rule of a kind; anything goes where there is none. */
function ruleOf([kind = '', ...words]: readonly string[]): Rule | null {
  if (kind === 'flag') return yesOrNo;
  if (kind === 'one') return oneOf(...words);
  const [least = 0n, most = 0n] = kind === 'number' || kind === 'memory' ? words.map(boundOf) : [];
  if (kind === 'number') return wholeNumber(least, most);
  return kind === 'memory' ? memory(least, most) : null;
}

function boundOf(word: string): bigint {
  return BOUNDS.get(word) ?? BigInt(word);
}

/** Reads what CONFIG SET gives a setting; `name` in lower case, `known` its present value. */
export function readSetting(name: string, words: string, known: string): SettingReading {
  const rule = OWN_RULES.get(name) ?? ruleOf(allSettings().get(name)?.kind ?? []);
  return rule?.(words, known) ?? { value: words };
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
