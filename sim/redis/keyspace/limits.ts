/** Redis turns a small collection into its large form beyond these limits. CONFIG SET changes them for what is written from then on. */

/** The settings with the limits, each with what a Redis 7.0 without a file has. */
const DEFAULTS = {
  'hash-max-listpack-entries': 512,
  'hash-max-listpack-value': 64,
  'set-max-intset-entries': 512,
  'zset-max-listpack-entries': 128,
  'zset-max-listpack-value': 64,
} as const;

/** An intset of more would be too large for its own arithmetic. */
const INTEGERS_MOST = 2 ** 30;

/** The limits of one server; its values look at them with every change. */
export class CompactLimits {
  /** The most fields of a compact hash. */
  hashEntries: number = DEFAULTS['hash-max-listpack-entries'];
  /** The longest field or value of a compact hash, in bytes. */
  hashBytes: number = DEFAULTS['hash-max-listpack-value'];
  /** The most members of a compact set of integers. */
  integers: number = DEFAULTS['set-max-intset-entries'];
  /** The most members of a compact sorted set. */
  sortedEntries: number = DEFAULTS['zset-max-listpack-entries'];
  /** The longest member of a compact sorted set, in bytes. */
  sortedBytes: number = DEFAULTS['zset-max-listpack-value'];

  /** Takes the limits from settings; those that are not among them are Redis's own. */
  read(settings: ReadonlyMap<string, string>): void {
    const limit = (name: keyof typeof DEFAULTS): number => Number(settings.get(name) ?? DEFAULTS[name]);
    this.hashEntries = limit('hash-max-listpack-entries');
    this.hashBytes = limit('hash-max-listpack-value');
    this.integers = Math.min(limit('set-max-intset-entries'), INTEGERS_MOST);
    this.sortedEntries = limit('zset-max-listpack-entries');
    this.sortedBytes = limit('zset-max-listpack-value');
  }
}
