/** The ways in which Redis keeps data over a restart, as plans and `addRedis` name them, and the settings that each of them stands for. */

/**
 * `none`: nothing. `rdb`: snapshots at save points (`save 3600 1 300 100 60 10000`). `aof-always`, `aof-everysec`, `aof-no`: an append-only
 * file with that `appendfsync`.
 */
export type PersistenceMode = 'none' | 'rdb' | 'aof-always' | 'aof-everysec' | 'aof-no';

/** The save points of a Redis without a configuration file. */
export const SAVE_POINTS_DEFAULT = '3600 1 300 100 60 10000';

/** The settings `save`, `appendonly` and `appendfsync` of a mode. */
export function settingsOf(mode: PersistenceMode): ReadonlyMap<string, string> {
  const fsync = mode.startsWith('aof-') ? mode.slice('aof-'.length) : null;
  return new Map([
    ['save', mode === 'rdb' ? SAVE_POINTS_DEFAULT : ''],
    ['appendonly', fsync === null ? 'no' : 'yes'],
    ['appendfsync', fsync ?? 'everysec'],
  ]);
}

/** Every mode; `addRedis` and plans refuse other words. */
export const PERSISTENCE_MODES: readonly PersistenceMode[] = ['none', 'rdb', 'aof-always', 'aof-everysec', 'aof-no'];

/** Throws a TypeError for a word that names no way in which Redis keeps data. */
export function checkPersistenceMode(mode: PersistenceMode | null): void {
  if (mode === null || PERSISTENCE_MODES.includes(mode)) return;
  const near = PERSISTENCE_MODES.find((known) => known.includes(mode) || mode.includes(known.replace(/^aof-/, '')));
  const meant = near === undefined ? '' : ` Did you mean "${near}"?`;
  throw new TypeError(`a Redis has no persistence ${JSON.stringify(mode)}.${meant} There are ${PERSISTENCE_MODES.join(', ')}`);
}

/** A save point: a snapshot is taken when so many changes were made and more than so many seconds have passed since the last one. */
export interface SavePoint {
  readonly seconds: number;
  readonly changes: number;
}

/** The save points in the words of the setting `save`; null when these are none. */
export function parseSavePoints(text: string): readonly SavePoint[] | null {
  const words = text === '' ? [] : text.split(' ');
  if (words.length % 2 === 1 || !words.every((word) => /^\d{1,15}$/.test(word))) return null;
  const points: SavePoint[] = [];
  for (let index = 0; index < words.length; index += 2) {
    const point = { seconds: Number(words[index]), changes: Number(words[index + 1]) };
    if (point.seconds < 1) return null;
    points.push(point);
  }
  return points;
}

/** How old a write may be that a power loss takes: what a policy's file has not been synchronised with, in milliseconds. */
export const UNSYNCED_MS: Readonly<Record<'always' | 'everysec' | 'no', number>> = { always: 0, everysec: 1_000, no: 30_000 };

/** The same when an fsync takes long: Redis holds back the next write for up to two seconds. */
export const UNSYNCED_STALLED_MS: Readonly<Record<'always' | 'everysec' | 'no', number>> = { always: 0, everysec: 2_000, no: 30_000 };
