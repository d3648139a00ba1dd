/** XGROUP and XACK. */
import { SMALLEST_ID, StreamValue } from '../../keyspace/index.ts';
import { ErrorReply, failure, OK } from '../../resp/index.ts';
import { at, isOption, needInteger } from '../words.ts';
import { needId, needIdOrEdge } from './ids.ts';
import { asText, noSuchGroup } from './replies.ts';
import type { Client } from '../../client.ts';
import type { GroupPosition, Integer, StreamGroup } from '../../keyspace/index.ts';
import type { Reply } from '../../resp/index.ts';

const NEEDS_KEY = failure(
  'The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option to create an empty stream automatically.',
);
const GROUP_EXISTS = new ErrorReply('BUSYGROUP Consumer Group name already exists');

interface GroupOptions {
  readonly createsStream: boolean;
  readonly entriesRead: Integer | null;
}

/** XGROUP CREATE. */
export function createGroup(client: Client, argv: readonly string[]): Reply {
  const { createsStream, entriesRead } = readOptions(argv, true);
  const [key, name, word] = [at(argv, 2), at(argv, 3), at(argv, 4)];
  const known = client.database.stream(key);
  if (known === undefined && !createsStream) throw NEEDS_KEY;
  if (argv.length > 8) throw wrongSubcommand(argv);
  const lastId = word === '$' ? (known?.marks.lastId ?? SMALLEST_ID) : needId(word);
  const stream = known ?? new StreamValue();
  if (known === undefined) client.database.put(key, stream);
  if (stream.createGroup(name, { lastId, entriesRead }) === undefined) throw GROUP_EXISTS;
  client.database.changedUnseen(key);
  return OK;
}

/** XGROUP SETID. */
export function setGroupId(client: Client, argv: readonly string[]): Reply {
  const { entriesRead } = readOptions(argv, false);
  const { stream, group } = needGroup(client, argv);
  if (argv.length !== 5 && argv.length !== 7) throw wrongSubcommand(argv);
  const position: GroupPosition = { lastId: at(argv, 4) === '$' ? stream.marks.lastId : needIdOrEdge(at(argv, 4)), entriesRead };
  group.moveTo(position);
  client.database.changedUnseen(at(argv, 2));
  return OK;
}

/** XGROUP DESTROY. */
export function destroyGroup(client: Client, argv: readonly string[]): Reply {
  const stream = needStream(client, argv);
  if (!stream.destroyGroup(at(argv, 3))) return 0;
  client.database.changedUnseen(at(argv, 2));
  client.server.waits.blocking.keyChanged(client.database.index, at(argv, 2));
  return 1;
}

/** XGROUP CREATECONSUMER. */
export function createConsumer(client: Client, argv: readonly string[]): Reply {
  const { group } = needGroup(client, argv);
  const consumer = group.createConsumer(at(argv, 4), client.server.data.nowMs);
  if (consumer === undefined) return 0;
  client.database.changedUnseen(at(argv, 2));
  return 1;
}

/** XGROUP DELCONSUMER. */
export function removeConsumer(client: Client, argv: readonly string[]): Reply {
  const { group } = needGroup(client, argv);
  const consumer = group.consumers.get(at(argv, 4));
  if (consumer === undefined) return 0;
  const pending = group.removeConsumer(consumer);
  client.database.changedUnseen(at(argv, 2));
  return pending;
}

/** XACK. */
export function acknowledge(client: Client, argv: readonly string[]): Reply {
  const group = client.database.stream(at(argv, 1))?.groups.get(at(argv, 2));
  if (group === undefined) return 0;
  let acknowledged = 0;
  for (const id of argv.slice(3).map(needId)) if (group.release(id)) acknowledged++;
  if (acknowledged > 0) client.database.changedUnseen(at(argv, 1));
  return acknowledged;
}

function readOptions(argv: readonly string[], mayCreate: boolean): GroupOptions {
  let createsStream = false;
  let entriesRead: Integer | null = null;
  for (let index = 5; index < argv.length; index++) {
    if (mayCreate && isOption(argv[index], 'MKSTREAM')) createsStream = true;
    else if (isOption(argv[index], 'ENTRIESREAD') && index + 1 < argv.length) {
      const count = needInteger(at(argv, ++index));
      if (count < -1) throw failure('value for ENTRIESREAD must be positive or -1');
      entriesRead = count === -1 ? null : count;
    } else throw wrongSubcommand(argv);
  }
  return { createsStream, entriesRead };
}

function needStream(client: Client, argv: readonly string[]): StreamValue {
  const stream = client.database.stream(at(argv, 2));
  if (stream === undefined) throw NEEDS_KEY;
  return stream;
}

function needGroup(client: Client, argv: readonly string[]): { stream: StreamValue; group: StreamGroup } {
  const stream = needStream(client, argv);
  const group = stream.groups.get(at(argv, 3));
  if (group === undefined) throw noSuchGroup(at(argv, 2), at(argv, 3));
  return { stream, group };
}

/** What Redis says of a subcommand whose words do not fit. */
export function wrongSubcommand(argv: readonly string[]): ErrorReply {
  const name = asText(at(argv, 1)).slice(0, 128);
  return failure(`unknown subcommand or wrong number of arguments for '${name}'. Try ${at(argv, 0).toUpperCase()} HELP.`);
}
