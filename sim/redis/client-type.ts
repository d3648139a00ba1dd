/** What a client is to a server, in the words of CLIENT LIST TYPE and CLIENT KILL TYPE. Source: `getClientType` of Redis 7.0. */
import type { Client } from './client.ts';

/** A replica is one whatever it has subscribed to. */
export type ClientType = 'normal' | 'replica' | 'pubsub';

/** The type of a client. */
export function typeOf(client: Client): ClientType {
  if (client.server.replication.feed.has(client)) return 'replica';
  return client.subscribed ? 'pubsub' : 'normal';
}
