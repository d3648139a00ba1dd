/** What Redis holds, filled by hand. */
import type { KeyspaceView } from '../../../sim/redis/index.ts';

/** A keyspace that the test fills by hand. */
export class Keyspace {
  readonly strings: Map<string, string> = new Map();
  readonly hashes: Map<string, Map<string, string>> = new Map();
  readonly lists: Map<string, string[]> = new Map();
  readonly sets: Map<string, Set<string>> = new Map();
  /** Members by rank; the rank is the score. */
  readonly sortedSets: Map<string, string[]> = new Map();
  /** Scores that differ from the rank, by key and member. */
  readonly scores: Map<string, number> = new Map();
  readonly deadlines: Map<string, number> = new Map();

  view(): KeyspaceView {
    return {
      type: () => 'none',
      string: (key) => this.strings.get(key) ?? null,
      hash: (key) => this.hashes.get(key) ?? null,
      list: (key) => this.lists.get(key) ?? null,
      listLength: (key) => this.lists.get(key)?.length ?? 0,
      set: (key) => this.sets.get(key) ?? null,
      sortedSet: (key) => this.sortedSets.get(key)?.map((member, score) => ({ member, score })) ?? null,
      score: (key, member) => this.scores.get(`${key} ${member}`) ?? null,
      sortedSetSize: (key) => this.sortedSets.get(key)?.length ?? 0,
      expiresAtMs: (key) => this.deadlines.get(key) ?? null,
      keys: () => [this.strings, this.hashes, this.lists, this.sets, this.sortedSets].flatMap((map) => [...map.keys()]).values(),
      size: 0,
    };
  }
}
