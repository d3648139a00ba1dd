/** Redis turns a small collection into its large form beyond these (the defaults of redis.conf 7.0). */
export const COMPACT_ENTRIES = 128;
/** The longest field, value or member of a compact collection. */
export const COMPACT_BYTES = 64;
/** The most members of a compact set of integers. */
export const COMPACT_INTEGERS = 512;
