/**
 * Settings in a shadow run: those that change what a client is answered hold on the real server too, for as long as a recording is followed. All
 * others belong to a process, its memory and its files, and a world must not change them.
 */
const FOLLOWED =
  /^(?:notify-keyspace-events|requirepass|(?:hash|zset)-max-(?:listpack|ziplist)-(?:entries|value)|set-max-intset-entries|list-max-(?:listpack|ziplist)-size|stream-node-max-(?:bytes|entries))$/i;

/** Whether a real server is given this setting. */
export function isFollowedSetting(name: string): boolean {
  return FOLLOWED.test(name);
}

/** The names that a CONFIG GET or CONFIG SET speaks of. */
export function settingsNamed(words: readonly string[]): readonly string[] {
  return words.slice(2).filter((_word, index) => /^get$/i.test(words[1] ?? '') || index % 2 === 0);
}

/** Of what a server was started with: what a real one is given before it is asked the first thing. */
export function followedSettings(
  configuration: Readonly<Record<string, string>>,
  password: string | null,
): readonly (readonly [name: string, value: string])[] {
  const named = Object.entries(configuration).filter(([name]) => isFollowedSetting(name));
  return password === null ? named : [...named, ['requirepass', password]];
}
