/** CONFIG GET and CONFIG SET. */
import { failure, MapReply, OK } from '../resp/index.ts';
import { readSetting } from './setting-rules.ts';
import { allSettings, defaultSettings, settingName, underAllNames } from './settings.ts';
import { at, globMatches, SYNTAX_ERROR, untilZero } from './words.ts';
import type { Client } from '../client.ts';
import type { ErrorReply, Reply } from '../resp/index.ts';

/** CONFIG GET: settings by their names, told as they were asked for, and those whose names are like a pattern. */
export function getConfiguration(client: Client, argv: readonly string[]): Reply {
  const known = underAllNames(new Map([...defaultSettings(client.server.options), ...client.server.settings]));
  const found = new Map<string, readonly [name: string, value: string]>();
  for (const pattern of argv.slice(2)) {
    for (const [name, value] of matching(known, pattern)) if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), [name, value]);
  }
  return new MapReply([...found.values()].flat());
}

function matching(known: ReadonlyMap<string, string>, pattern: string): readonly (readonly [name: string, value: string])[] {
  if (/[[*?]/.test(pattern)) return [...known].filter(([name]) => globMatches(pattern, name, true));
  const value = known.get(pattern.toLowerCase());
  return value === undefined ? [] : [[pattern, value]];
}

/** CONFIG SET: all of the settings, or none when one is wrong. */
export function setConfiguration(client: Client, argv: readonly string[]): Reply {
  if (argv.length % 2 === 1) throw SYNTAX_ERROR;
  const known = defaultSettings(client.server.options);
  const values = new Map<string, string>();
  for (const [given, words] of givenSettings(argv, known)) {
    const name = settingName(given);
    const reading = readSetting(name, words, client.server.settings.get(name) ?? known.get(name) ?? '');
    if ('problem' in reading) throw refused(given, reading.problem);
    values.set(name, reading.value);
  }
  client.server.configure(values);
  return OK;
}

/** What is to be set, by the names given; two names of one setting may come together, and the last counts. */
function givenSettings(argv: readonly string[], known: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (let index = 2; index < argv.length; index += 2) {
    const word = at(argv, index);
    const name = word.toLowerCase();
    if (!known.has(settingName(name))) throw failure(`Unknown option or number of arguments for CONFIG SET - '${untilZero(word)}'`);
    const [kind] = allSettings().get(settingName(name))?.kind ?? [];
    if (kind === 'fixed') throw refused(word, "can't set immutable config");
    if (kind === 'protected') throw refused(word, "can't set protected config");
    if (given.has(name)) throw refused(word, 'duplicate parameter');
    given.set(name, at(argv, index + 1));
  }
  return given;
}

function refused(name: string, problem: string): ErrorReply {
  return failure(`CONFIG SET failed (possibly related to argument '${name}') - ${problem}`);
}
