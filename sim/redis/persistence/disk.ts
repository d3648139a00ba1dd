/**
 * The disk of a server and whether it takes anything more. What could not be written makes Redis refuse writes with MISCONF, by the rule and the
 * texts of `writeCommandsDeniedByDiskError` of Redis 7.0: an administrator who wants his data kept would rather not take any.
 */
import { ErrorReply } from '../resp/index.ts';

const SNAPSHOT_FAILED = new ErrorReply(
  "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk. Commands that may modify the data set are disabled, because this instance is configured to report errors during writes if RDB snapshotting fails (stop-writes-on-bgsave-error option). Please check the Redis logs for details about the RDB error.",
);
const APPEND_FAILED = new ErrorReply('MISCONF Errors writing to the AOF file: No space left on device');

/** The disk of one server, and what it has made fail. */
export class Disk {
  isFull = false;
  /** The last snapshot in the background (`rdb_last_bgsave_status`). */
  snapshotFailed = false;
  /** The last rewriting of the append-only file (`aof_last_bgrewrite_status`). */
  rewriteFailed = false;
  /** The append-only file lacks what has been executed (`aof_last_write_status`). */
  appendFailed = false;

  /** Is anything refused at all? */
  get hasFailed(): boolean {
    return this.snapshotFailed || this.appendFailed;
  }

  /** What writes are answered, given `stop-writes-on-bgsave-error` together with save points, and `appendonly`. */
  refusal(stopsAfterSnapshot: boolean, appendsOnly: boolean): ErrorReply | null {
    if (this.snapshotFailed && stopsAfterSnapshot) return SNAPSHOT_FAILED;
    return this.appendFailed && appendsOnly ? APPEND_FAILED : null;
  }

  /** A new process has tried nothing yet. */
  processBegan(): void {
    this.snapshotFailed = false;
    this.rewriteFailed = false;
    this.appendFailed = false;
  }
}
