/** Channels and patterns with their subscribers, in the order of subscription. Messages reach who is subscribed at that moment and nobody later. */
import { globMatches } from './commands/words.ts';
import type { Client } from './client.ts';

/** The three kinds of subscription; shard channels live in a namespace of their own. */
export type SubscriptionKind = 'channels' | 'patterns' | 'shardChannels';

/** Who listens to what. */
export class PublishSubscribe {
  /** Is a delivery to this subscriber (by the name of its connection) lost? Null: none is. Nobody learns of a loss. */
  loses: ((subscriber: string) => boolean) | null = null;
  readonly #subscribers: Record<SubscriptionKind, Map<string, Set<Client>>> = {
    channels: new Map(),
    patterns: new Map(),
    shardChannels: new Map(),
  };

  /** Subscribes; false when the client already was. */
  subscribe(kind: SubscriptionKind, name: string, client: Client): boolean {
    if (client[kind].has(name)) return false;
    client[kind].add(name);
    const subscribers = this.#subscribers[kind].get(name);
    if (subscribers === undefined) this.#subscribers[kind].set(name, new Set([client]));
    else subscribers.add(client);
    return true;
  }

  unsubscribe(kind: SubscriptionKind, name: string, client: Client): void {
    if (!client[kind].delete(name)) return;
    const subscribers = this.#subscribers[kind].get(name);
    subscribers?.delete(client);
    if (subscribers?.size === 0) this.#subscribers[kind].delete(name);
  }

  /** Ends all subscriptions of a client silently. */
  forget(client: Client): void {
    for (const kind of ['channels', 'patterns', 'shardChannels'] as const) {
      for (const name of [...client[kind]]) this.unsubscribe(kind, name, client);
    }
  }

  /** Delivers a message to channel and pattern subscribers; answers how many deliveries that was. */
  publish(channel: string, message: string): number {
    let receivers = 0;
    for (const client of this.#subscribers.channels.get(channel) ?? []) {
      this.#deliver(client, ['message', channel, message]);
      receivers++;
    }
    for (const [pattern, clients] of this.#subscribers.patterns) {
      if (!globMatches(pattern, channel)) continue;
      for (const client of clients) {
        this.#deliver(client, ['pmessage', pattern, channel, message]);
        receivers++;
      }
    }
    return receivers;
  }

  /** Delivers a message to the subscribers of a shard channel. */
  publishToShard(channel: string, message: string): number {
    const clients = this.#subscribers.shardChannels.get(channel) ?? [];
    let receivers = 0;
    for (const client of clients) {
      this.#deliver(client, ['smessage', channel, message]);
      receivers++;
    }
    return receivers;
  }

  #deliver(client: Client, items: readonly string[]): void {
    if (this.loses === null || !this.loses(client.label)) client.push(items);
  }

  /** Names with at least one subscriber. */
  names(kind: SubscriptionKind): string[] {
    return [...this.#subscribers[kind].keys()];
  }

  subscriberCount(kind: SubscriptionKind, name: string): number {
    return this.#subscribers[kind].get(name)?.size ?? 0;
  }
}
