/** `proto-max-bulk-len`: how long a word of a request may be, and a string. */
import type { RedisServer } from './server.ts';

/** Redis's own limit, and about what a string of JavaScript holds. */
const BYTES_MAX = 512 * 1024 * 1024;

/** In bytes. */
export function bulkBytesMax({ settings }: RedisServer): number {
  return Math.min(BYTES_MAX, Number(settings.get('proto-max-bulk-len') ?? BYTES_MAX));
}
