/** SUBSCRIBE and its relatives. Each name is confirmed by a message of its own, so these commands answer by themselves. */
import { failure, NO_REPLY, PushReply, SeveralReplies } from '../resp/index.ts';
import { at, globMatches } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { SubscriptionKind } from '../publish-subscribe.ts';
import type { Reply } from '../resp/index.ts';

const VERBS: Record<SubscriptionKind, { on: string; off: string }> = {
  channels: { on: 'subscribe', off: 'unsubscribe' },
  patterns: { on: 'psubscribe', off: 'punsubscribe' },
  shardChannels: { on: 'ssubscribe', off: 'sunsubscribe' },
};

function countFor(client: Client, kind: SubscriptionKind): number {
  return kind === 'shardChannels' ? client.shardChannels.size : client.subscriptionCount;
}

function subscribe(client: Client, argv: readonly string[], kind: SubscriptionKind): Reply {
  if (kind === 'shardChannels' && client.executing) throw failure("SSUBSCRIBE isn't allowed for a DENY BLOCKING client");
  const confirmations = argv.slice(1).map((name): readonly Reply[] => {
    client.server.pubsub.subscribe(kind, name, client);
    return [VERBS[kind].on, name, countFor(client, kind)];
  });
  return confirm(client, confirmations);
}

/** Each name has a message of its own; within EXEC they stand where the one reply should be. */
function confirm(client: Client, confirmations: readonly (readonly Reply[])[]): Reply {
  if (client.executing) return new SeveralReplies(confirmations.map((items) => new PushReply(items)));
  for (const items of confirmations) client.push(items);
  return NO_REPLY;
}

function unsubscribe(client: Client, argv: readonly string[], kind: SubscriptionKind): Reply {
  const names = argv.length > 1 ? argv.slice(1) : [...client[kind]];
  const confirmations = names.map((name): readonly Reply[] => {
    client.server.pubsub.unsubscribe(kind, name, client);
    return [VERBS[kind].off, name, countFor(client, kind)];
  });
  return confirm(client, names.length === 0 ? [[VERBS[kind].off, null, countFor(client, kind)]] : confirmations);
}

function activeNames(client: Client, argv: readonly string[], kind: SubscriptionKind): Reply {
  if (argv.length > 3)
    throw failure(`unknown subcommand or wrong number of arguments for '${at(argv, 1).slice(0, 128)}'. Try PUBSUB HELP.`);
  const names = client.server.pubsub.names(kind).filter((name) => argv.length < 3 || globMatches(at(argv, 2), name));
  return client.server.order.of(names, 'PUBSUB');
}

function subscriberCounts(client: Client, argv: readonly string[], kind: SubscriptionKind): Reply {
  return argv.slice(2).flatMap((name): Reply[] => [name, client.server.pubsub.subscriberCount(kind, name)]);
}

function subscribing(name: string, kind: SubscriptionKind): CommandDefinition {
  return {
    name,
    arity: -2,
    flags: ['pubsub', 'noscript', 'loading', 'stale'],
    keys: null,
    run: (client, argv) => subscribe(client, argv, kind),
  };
}

function unsubscribing(name: string, kind: SubscriptionKind): CommandDefinition {
  return {
    name,
    arity: -1,
    flags: ['pubsub', 'noscript', 'loading', 'stale'],
    keys: null,
    run: (client, argv) => unsubscribe(client, argv, kind),
  };
}

/** The commands of channels. */
export const publishSubscribeCommands: readonly CommandDefinition[] = [
  subscribing('subscribe', 'channels'),
  subscribing('psubscribe', 'patterns'),
  subscribing('ssubscribe', 'shardChannels'),
  unsubscribing('unsubscribe', 'channels'),
  unsubscribing('punsubscribe', 'patterns'),
  unsubscribing('sunsubscribe', 'shardChannels'),
  {
    name: 'publish',
    arity: 3,
    flags: ['pubsub', 'loading', 'stale', 'fast'],
    keys: null,
    run: (client, argv) => client.server.pubsub.publish(at(argv, 1), at(argv, 2)),
  },
  {
    name: 'spublish',
    arity: 3,
    flags: ['pubsub', 'loading', 'stale', 'fast'],
    keys: null,
    run: (client, argv) => client.server.pubsub.publishToShard(at(argv, 1), at(argv, 2)),
  },
  {
    name: 'pubsub',
    arity: -2,
    flags: [],
    keys: null,
    subcommands: [
      {
        name: 'channels',
        arity: -2,
        flags: ['pubsub', 'loading', 'stale'],
        keys: null,
        run: (client, argv) => activeNames(client, argv, 'channels'),
      },
      {
        name: 'numsub',
        arity: -2,
        flags: ['pubsub', 'loading', 'stale'],
        keys: null,
        run: (client, argv) => subscriberCounts(client, argv, 'channels'),
      },
      {
        name: 'numpat',
        arity: 2,
        flags: ['pubsub', 'loading', 'stale'],
        keys: null,
        run: (client) => client.server.pubsub.names('patterns').length,
      },
      {
        name: 'shardchannels',
        arity: -2,
        flags: ['pubsub', 'loading', 'stale'],
        keys: null,
        run: (client, argv) => activeNames(client, argv, 'shardChannels'),
      },
      {
        name: 'shardnumsub',
        arity: -2,
        flags: ['pubsub', 'loading', 'stale'],
        keys: null,
        run: (client, argv) => subscriberCounts(client, argv, 'shardChannels'),
      },
    ],
  },
];
