/** Hashes. */
import { failure, MapReply, OK } from '../resp/index.ts';
import { HashValue, indexOf } from '../keyspace/index.ts';
import { FIRST_KEY } from './definition.ts';
import { addLongDoubles, isInfinite } from './long-double.ts';
import { addIntegers, needStoredInteger } from './number.ts';
import { needRandomCount, pickRandom } from './random.ts';
import { scanMembers } from './scan.ts';
import { at, isOption, needInteger, SYNTAX_ERROR } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

const NOT_AN_INTEGER = failure('hash value is not an integer');
const NOT_A_FLOAT = failure('hash value is not a float');

function hashForWriting(client: Client, key: string): HashValue {
  return client.database.hash(key) ?? new HashValue(client.server.data.limits);
}

function store(client: Client, key: string, hash: HashValue): void {
  if (client.database.peek(key) === hash) client.database.changed(key);
  else client.database.put(key, hash);
}

function setFields(client: Client, argv: readonly string[]): number {
  if (argv.length % 2 === 1) throw failure(`wrong number of arguments for '${at(argv, 0).toLowerCase()}' command`);
  const hash = hashForWriting(client, at(argv, 1));
  let added = 0;
  for (let index = 2; index < argv.length; index += 2) if (hash.set(at(argv, index), at(argv, index + 1))) added++;
  store(client, at(argv, 1), hash);
  return added;
}

function setFieldIfMissing(client: Client, argv: readonly string[]): Reply {
  const hash = hashForWriting(client, at(argv, 1));
  if (hash.fields.has(at(argv, 2))) return 0;
  hash.set(at(argv, 2), at(argv, 3));
  store(client, at(argv, 1), hash);
  return 1;
}

function getField(client: Client, argv: readonly string[]): Reply {
  return client.database.hash(at(argv, 1))?.fields.get(at(argv, 2)) ?? null;
}

function getFields(client: Client, argv: readonly string[]): Reply {
  const fields = client.database.hash(at(argv, 1))?.fields;
  return argv.slice(2).map((field) => fields?.get(field) ?? null);
}

function getAll(client: Client, argv: readonly string[]): Reply {
  const hash = client.database.hash(at(argv, 1));
  if (hash === undefined) return new MapReply([]);
  const flat: string[] = [];
  for (const [field, value] of client.server.order.of([...hash.fields], at(argv, 1))) flat.push(field, value);
  return new MapReply(flat);
}

function deleteFields(client: Client, argv: readonly string[]): Reply {
  const hash = client.database.hash(at(argv, 1));
  if (hash === undefined) return 0;
  let deleted = 0;
  for (let index = 2; index < argv.length; index++) if (hash.delete(at(argv, index))) deleted++;
  if (deleted > 0) client.database.changedOrEmptied(at(argv, 1), hash.fields.size);
  return deleted;
}

function incrementField(client: Client, argv: readonly string[]): Reply {
  const by = needInteger(at(argv, 3));
  const hash = hashForWriting(client, at(argv, 1));
  const sum = addIntegers(needStoredInteger(hash.fields.get(at(argv, 2)), NOT_AN_INTEGER), by);
  hash.set(at(argv, 2), String(sum));
  store(client, at(argv, 1), hash);
  return sum;
}

function incrementFieldByFloat(client: Client, argv: readonly string[]): Reply {
  if (isInfinite(at(argv, 3))) throw failure('value is NaN or Infinity');
  addLongDoubles('0', at(argv, 3));
  const hash = hashForWriting(client, at(argv, 1));
  const sum = addLongDoubles(hash.fields.get(at(argv, 2)) ?? '0', at(argv, 3), NOT_A_FLOAT);
  hash.set(at(argv, 2), sum);
  store(client, at(argv, 1), hash);
  return sum;
}

function randomFields(client: Client, argv: readonly string[]): Reply {
  const withValues = argv.length === 4 && isOption(argv[3], 'WITHVALUES');
  const count = argv.length > 2 ? needRandomCount(at(argv, 2), withValues) : null;
  if (argv.length > 4 || (argv.length === 4 && !withValues)) throw SYNTAX_ERROR;
  const hash = client.database.hash(at(argv, 1));
  if (hash === undefined) return count === null ? null : [];
  const draw = (below: number): number => client.server.order.draw(`HRANDFIELD ${at(argv, 1)}`, below);
  const fieldAt = (position: number): string | undefined => indexOf(hash).at(position);
  if (count === null) return fieldAt(draw(hash.fields.size)) ?? null;
  const picked = pickRandom(hash.fields.size, fieldAt, count, draw);
  if (!withValues) return picked;
  const pairs = picked.map((field) => [field, hash.fields.get(field) ?? '']);
  return client.protocol === 3 ? pairs : pairs.flat();
}

function list(client: Client, argv: readonly string[], of: (hash: HashValue) => Iterable<string>): Reply {
  const hash = client.database.hash(at(argv, 1));
  return hash === undefined ? [] : client.server.order.of([...of(hash)], at(argv, 1));
}

function scan(client: Client, argv: readonly string[]): Reply {
  return scanMembers(client, argv, (key) => {
    const hash = client.database.hash(key);
    if (hash === undefined) return null;
    const { fields } = hash;
    return {
      owner: hash,
      compact: !hash.large,
      show: (field) => [field, fields.get(field) ?? ''],
    };
  });
}

/** The commands of hashes. */
export const hashCommands: readonly CommandDefinition[] = [
  { name: 'hset', arity: -4, flags: ['write', 'denyoom', 'fast'], keys: FIRST_KEY, run: setFields },
  {
    name: 'hmset',
    arity: -4,
    flags: ['write', 'denyoom', 'fast'],
    keys: FIRST_KEY,
    run: (client, argv) => {
      setFields(client, argv);
      return OK;
    },
  },
  { name: 'hsetnx', arity: 4, flags: ['write', 'denyoom', 'fast'], keys: FIRST_KEY, run: setFieldIfMissing },
  { name: 'hget', arity: 3, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: getField },
  { name: 'hmget', arity: -3, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: getFields },
  { name: 'hgetall', arity: 2, flags: ['readonly'], keys: FIRST_KEY, run: getAll },
  {
    name: 'hkeys',
    arity: 2,
    flags: ['readonly'],
    keys: FIRST_KEY,
    run: (client, argv) => list(client, argv, (hash) => hash.fields.keys()),
  },
  {
    name: 'hvals',
    arity: 2,
    flags: ['readonly'],
    keys: FIRST_KEY,
    run: (client, argv) => list(client, argv, (hash) => hash.fields.values()),
  },
  {
    name: 'hlen',
    arity: 2,
    flags: ['readonly', 'fast'],
    keys: FIRST_KEY,
    run: (client, argv) => client.database.hash(at(argv, 1))?.fields.size ?? 0,
  },
  {
    name: 'hstrlen',
    arity: 3,
    flags: ['readonly', 'fast'],
    keys: FIRST_KEY,
    run: (client, argv) => client.database.hash(at(argv, 1))?.fields.get(at(argv, 2))?.length ?? 0,
  },
  {
    name: 'hexists',
    arity: 3,
    flags: ['readonly', 'fast'],
    keys: FIRST_KEY,
    run: (client, argv) => (client.database.hash(at(argv, 1))?.fields.has(at(argv, 2)) === true ? 1 : 0),
  },
  { name: 'hdel', arity: -3, flags: ['write', 'fast'], keys: FIRST_KEY, run: deleteFields },
  { name: 'hincrby', arity: 4, flags: ['write', 'denyoom', 'fast'], keys: FIRST_KEY, run: incrementField },
  { name: 'hincrbyfloat', arity: 4, flags: ['write', 'denyoom', 'fast'], keys: FIRST_KEY, run: incrementFieldByFloat },
  { name: 'hrandfield', arity: -2, flags: ['readonly'], keys: FIRST_KEY, run: randomFields },
  { name: 'hscan', arity: -3, flags: ['readonly'], keys: FIRST_KEY, run: scan },
];
