/** CONFIG GET and CONFIG SET. */
import { failure, MapReply, OK } from '../resp/index.ts';
import { readSetting } from './setting-rules.ts';
import { defaultSettings, IMMUTABLE, settingName, underAllNames } from './settings.ts';
import { at, globMatches } from './words.ts';
import type { Client } from '../client.ts';
import type { ErrorReply, Reply } from '../resp/index.ts';

/** CONFIG GET: settings whose names are like one of the patterns, in all spellings. */
export function getConfiguration(client: Client, argv: readonly string[]): Reply {
  const known = underAllNames(new Map([...defaultSettings(client.server.options), ...client.server.settings]));
  const patterns = argv.slice(2);
  const found = [...known].filter(([name]) => patterns.some((pattern) => globMatches(pattern, name, true)));
  return new MapReply(found.flat());
}

/** CONFIG SET: all of the settings, or none when one is wrong. */
export function setConfiguration(client: Client, argv: readonly string[]): Reply {
  if (argv.length % 2 === 1) throw failure("wrong number of arguments for 'config|set' command");
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
    if (!known.has(settingName(name))) throw failure(`Unknown option or number of arguments for CONFIG SET - '${word}'`);
    if (IMMUTABLE.has(name)) throw refused(word, "can't set immutable config");
    if (given.has(name)) throw refused(word, 'duplicate parameter');
    given.set(name, at(argv, index + 1));
  }
  return given;
}

function refused(name: string, problem: string): ErrorReply {
  return failure(`CONFIG SET failed (possibly related to argument '${name}') - ${problem}`);
}
