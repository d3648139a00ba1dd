/** A Lua script as data: what `defineCommand` of ioredis needs, and nothing else. */

/** One script. Every script of the scheduler may be run twice in a row without harm, because ioredis resends after a lost reply. */
export interface RedisScript {
  /** camelCase, for logs and metrics. */
  readonly name: string;
  /** How many of the arguments are keys. */
  readonly numberOfKeys: number;
  /** Lua 5.1 as Redis runs it. */
  readonly lua: string;
}
