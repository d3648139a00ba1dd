/** MULTI, EXEC, DISCARD, WATCH and UNWATCH. */
import { ErrorReply, failure, NULL_ARRAY, OK } from '../resp/index.ts';
import { run } from '../dispatch.ts';
import { LongCommand } from '../script/index.ts';
import { ALL_KEYS } from './definition.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client, Transaction } from '../client.ts';
import type { Reply } from '../resp/index.ts';

const ABORTED = new ErrorReply('EXECABORT Transaction discarded because of previous errors.');

function begin(client: Client): Reply {
  if (client.transaction !== null) throw failure('MULTI calls can not be nested');
  client.transaction = { queue: [], broken: false };
  return OK;
}

function execute(client: Client): Reply {
  const { transaction } = client;
  if (transaction === null) throw failure('EXEC without MULTI');
  expireWatched(client);
  const changed = client.watchBroken;
  client.server.discard(client);
  if (transaction.broken) throw ABORTED;
  return changed ? NULL_ARRAY : runQueued(client, transaction);
}

/** A watched key whose time has passed counts as changed, even when nobody has noticed it yet. */
function expireWatched(client: Client): void {
  for (const place of client.watched) {
    const colon = place.indexOf(':');
    client.server.data.database(Number(place.slice(0, colon))).expireIfDue(place.slice(colon + 1));
  }
}

/** A script that never ends stops it half-way; the rest is run when the script has been killed. */
function runQueued(client: Client, { queue }: Transaction, replies: Reply[] = []): Reply {
  client.executing = true;
  try {
    for (const { command, argv } of queue.slice(replies.length)) replies.push(run(command, client, argv));
    return replies;
  } catch (error) {
    if (!(error instanceof LongCommand)) throw error;
    throw error.within((reply) => runQueued(client, { queue, broken: false }, [...replies, error.finish(reply)]));
  } finally {
    client.executing = false;
  }
}

function discard(client: Client): Reply {
  if (client.transaction === null) throw failure('DISCARD without MULTI');
  client.server.discard(client);
  return OK;
}

function watch(client: Client, argv: readonly string[]): Reply {
  if (client.transaction !== null) throw failure('WATCH inside MULTI is not allowed');
  for (const key of argv.slice(1)) {
    client.database.expireIfDue(key);
    client.server.watches.add(client, client.database.index, key);
  }
  return OK;
}

function unwatch(client: Client): Reply {
  client.server.watches.remove(client);
  return OK;
}

/** The commands of transactions. */
export const transactionCommands: readonly CommandDefinition[] = [
  { name: 'multi', arity: 1, flags: ['noscript', 'fast', 'loading', 'stale', 'immediate'], keys: null, run: begin },
  { name: 'exec', arity: 1, flags: ['noscript', 'loading', 'stale', 'immediate'], keys: null, run: execute },
  { name: 'discard', arity: 1, flags: ['noscript', 'fast', 'loading', 'stale', 'immediate'], keys: null, run: discard },
  { name: 'watch', arity: -2, flags: ['noscript', 'fast', 'loading', 'stale', 'immediate'], keys: ALL_KEYS, run: watch },
  { name: 'unwatch', arity: 1, flags: ['noscript', 'fast', 'loading', 'stale'], keys: null, run: unwatch },
];
