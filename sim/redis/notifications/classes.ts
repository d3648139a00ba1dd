/** The classes of keyspace events, as the letters of `notify-keyspace-events` name them. */

/** A class of events, by its letter: generic, string, list, set, hash, zset, expired, evicted, stream, module, missed, new. */
export type EventClass = 'g' | '$' | 'l' | 's' | 'h' | 'z' | 'x' | 'e' | 't' | 'd' | 'm' | 'n';

/** What `A` stands for, in Redis's own order. */
const ALL = 'g$lshzxetd';
const OTHERS = 'nKEm';
const LETTERS = { all: ALL.split(''), others: OTHERS.split('') };

/** The letters of a setting in the order in which CONFIG GET shows them (Redis leaves `n` out behind `A`); null when one of them is none. */
export function readClasses(letters: string): string | null {
  const chosen = new Set<string>();
  for (const letter of letters) {
    if (letter === 'A') for (const one of ALL) chosen.add(one);
    else if (ALL.includes(letter) || OTHERS.includes(letter)) chosen.add(letter);
    else return null;
  }
  const shown = (letters: readonly string[]): string => letters.filter((letter) => chosen.has(letter)).join('');
  const all = LETTERS.all.every((letter) => chosen.has(letter));
  return (all ? 'A' : shown(LETTERS.all)) + shown(LETTERS.others);
}

/** The single classes of a setting that has been read. */
export function classesOf(setting: string): ReadonlySet<string> {
  return new Set(setting.replace('A', ALL));
}
