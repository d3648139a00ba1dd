/** The section `Persistence` of INFO; what a simulation does not have (copied pages) is as on a server where nothing goes wrong. */
import type { RedisServer } from '../server.ts';

/** Its lines, or only those that every reader looks for. */
export function persistenceLines(server: RedisServer, all: boolean): string[] {
  const { snapshots, appendsOnly, disk } = server.persistence;
  const status = (hasFailed: boolean): string => (hasFailed ? 'err' : 'ok');
  const loading = [
    `loading:${server.loading.isOn ? 1 : 0}`,
    'async_loading:0',
    ...(server.loading.isOn ? ['loading_loaded_perc:50.00', `loading_eta_seconds:${server.loading.secondsLeft}`] : []),
  ];
  if (!all) return [...loading, 'rdb_bgsave_in_progress:0', 'aof_enabled:0'];
  return [
    ...loading,
    `rdb_changes_since_last_save:${snapshots.changesUnsaved}`,
    `rdb_bgsave_in_progress:${snapshots.isSaving ? 1 : 0}`,
    `rdb_last_save_time:${Math.floor(snapshots.lastSaveMs / 1000)}`,
    `rdb_last_bgsave_status:${status(disk.snapshotFailed)}`,
    `rdb_last_bgsave_time_sec:${snapshots.lastSaveSeconds}`,
    `rdb_current_bgsave_time_sec:${snapshots.isSaving ? 0 : -1}`,
    `rdb_saves:${snapshots.saves}`,
    `aof_enabled:${appendsOnly ? 1 : 0}`,
    `aof_rewrite_in_progress:${snapshots.isRewriting ? 1 : 0}`,
    `aof_rewrite_scheduled:${snapshots.isRewriteScheduled ? 1 : 0}`,
    `aof_last_rewrite_time_sec:${snapshots.lastRewriteSeconds}`,
    `aof_current_rewrite_time_sec:${snapshots.isRewriting ? 0 : -1}`,
    `aof_last_bgrewrite_status:${status(disk.rewriteFailed)}`,
    `aof_rewrites:${snapshots.rewrites}`,
    `aof_last_write_status:${status(disk.appendFailed)}`,
  ];
}
