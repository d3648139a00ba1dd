/**
 * What happened to a lock that expires. A holder believes in its lock from the moment it was told that it has it, for the time it was told; what a
 * write does is decided by the resource, which may compare the epoch (fencing) or not.
 */

/** Who, when, under which epoch. */
interface LockMoment {
  readonly holder: string;
  /**
   * The fencing epoch, a number that grows with each holder; or a token, when the lock has none: tokens are taken for as old as their first
   * event.
   */
  readonly epoch: number | string;
  /** Virtual milliseconds since the world began. */
  readonly atMs: number;
  /** `src/worker.ts:88` when known. */
  readonly source?: string;
}

/** One event of a lock, as the holder or the resource saw it. */
export type LockEvent =
  | (LockMoment & {
      /** The holder learnt that it has the lock, or that it has it anew for `ttlMs`. */
      readonly kind: 'acquired' | 'renewed';
      /** For how long it believes so; Infinity for a lock that does not expire. */
      readonly ttlMs: number;
    })
  | (LockMoment & {
      /** The holder gave it back, or learnt that it has lost it. */
      readonly kind: 'released';
    })
  | (LockMoment & {
      /** A write that the lock protects reached the resource. */
      readonly kind: 'write';
      /** Did it take effect, or was it refused? */
      readonly effective: boolean;
      /** What was written: `the stock of seat 12`. */
      readonly what?: string;
    });
