/** Connections to Redis, and how scripts are run on them. */
export { assertRedisAddress } from './address.ts';
export { RedisLink, type Link, type LinkOptions } from './link.ts';
export { Subscriber } from './subscriber.ts';
export { typedTrouble } from './trouble.ts';
export type { RedisScript } from './script.ts';
export { asList, asNumber, asText } from './reply.ts';
