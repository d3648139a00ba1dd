/** SWAPDB: whoever watches or waits for a key of either database is told, and nobody who caches one. */
import type { RedisServer } from './server.ts';

/** Two databases of a server change places, by number. */
export function swapDatabases({ data, waits, tracking }: RedisServer, first: number, second: number): void {
  if (first === second) return;
  const [one, other] = [data.database(first), data.database(second)];
  one.swapWith(other);
  tracking.quietly(() => {
    for (const database of [one, other]) {
      if (data.attentive) for (const key of [...database.keys()]) data.keyChanged(database.index, key);
    }
  });
  // Keys that are not there any more matter to consumers of their groups.
  for (const { database, keys } of waits.blocking.all()) {
    if (database === first || database === second) for (const key of keys) waits.blocking.keyChanged(database, key);
  }
}
