/** Sets. */
import { failure, SetReply } from '../resp/index.ts';
import { indexOf, SetValue } from '../keyspace/index.ts';
import { ALL_KEYS, FIRST_KEY, TWO_KEYS } from './definition.ts';
import { needRandomCount, pickRandom } from './random.ts';
import { scanMembers } from './scan.ts';
import { countedKeys, at, isOption, needAtLeast, SYNTAX_ERROR } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

/** An operation of set algebra; a missing key is an empty set. */
type Algebra = (sets: readonly (SetValue | undefined)[]) => string[];

const NOT_POSITIVE = failure('value is out of range, must be positive');

function add(client: Client, argv: readonly string[]): Reply {
  const key = at(argv, 1);
  const known = client.database.set(key);
  const set = known ?? new SetValue(client.server.data.limits);
  let added = 0;
  for (let index = 2; index < argv.length; index++) if (set.add(at(argv, index))) added++;
  if (known === undefined) client.database.put(key, set);
  else if (added > 0) client.database.changed(key);
  return added;
}

function remove(client: Client, argv: readonly string[]): Reply {
  const key = at(argv, 1);
  const set = client.database.set(key);
  if (set === undefined) return 0;
  let removed = 0;
  for (let index = 2; index < argv.length; index++) if (set.delete(at(argv, index))) removed++;
  if (removed > 0) client.database.changedOrEmptied(key, set.size);
  return removed;
}

function members(client: Client, argv: readonly string[]): Reply {
  const set = client.database.set(at(argv, 1));
  return new SetReply(set === undefined ? [] : client.server.order.of([...set.members], at(argv, 1)));
}

function isMember(client: Client, argv: readonly string[]): Reply {
  return client.database.set(at(argv, 1))?.members.has(at(argv, 2)) === true ? 1 : 0;
}

function areMembers(client: Client, argv: readonly string[]): Reply {
  const set = client.database.set(at(argv, 1));
  return argv.slice(2).map((member) => (set?.members.has(member) === true ? 1 : 0));
}

function popRandom(client: Client, argv: readonly string[]): Reply {
  if (argv.length > 3) throw SYNTAX_ERROR;
  const count = argv.length === 3 ? needAtLeast(at(argv, 2), 0, NOT_POSITIVE) : null;
  const key = at(argv, 1);
  const set = client.database.set(key);
  if (set === undefined) return count === null ? null : new SetReply([]);
  const popped: string[] = [];
  const wanted = Math.min(count ?? 1, set.size);
  while (popped.length < wanted) {
    const member = indexOf(set).at(client.server.order.draw(`SPOP ${key}`, set.size)) ?? '';
    set.delete(member);
    popped.push(member);
  }
  if (wanted > 0) client.database.changedOrEmptied(key, set.size);
  return count === null ? (popped[0] ?? null) : new SetReply(popped);
}

function randomMembers(client: Client, argv: readonly string[]): Reply {
  if (argv.length > 3) throw SYNTAX_ERROR;
  const key = at(argv, 1);
  const count = argv.length === 3 ? needRandomCount(at(argv, 2), false) : null;
  const set = client.database.set(key);
  if (set === undefined) return count === null ? null : [];
  const draw = (below: number): number => client.server.order.draw(`SRANDMEMBER ${key}`, below);
  const memberAt = (position: number): string | undefined => indexOf(set).at(position);
  return count === null ? (memberAt(draw(set.size)) ?? null) : pickRandom(set.size, memberAt, count, draw);
}

function move(client: Client, argv: readonly string[]): Reply {
  const source = client.database.set(at(argv, 1));
  if (source === undefined) return 0;
  const target = client.database.set(at(argv, 2));
  const member = at(argv, 3);
  if (source === target) return source.members.has(member) ? 1 : 0;
  if (!source.delete(member)) return 0;
  client.database.changedOrEmptied(at(argv, 1), source.size);
  if (target === undefined) client.database.put(at(argv, 2), SetValue.of([member], client.server.data.limits));
  else if (target.add(member)) client.database.changed(at(argv, 2));
  return 1;
}

const intersection: Algebra = (sets) => intersectionUpTo(sets, Infinity);

/** The intersection, or so many members of it. */
function intersectionUpTo(sets: readonly (SetValue | undefined)[], most: number): string[] {
  const found: string[] = [];
  const present = sets.filter((set) => set !== undefined);
  if (present.length < sets.length) return found;
  const [smallest, ...others] = present.toSorted((a, b) => a.size - b.size);
  for (const member of smallest?.members ?? []) {
    if (found.length >= most) break;
    if (others.every((set) => set.members.has(member))) found.push(member);
  }
  return found;
}

const union: Algebra = (sets) => {
  const all = new Set<string>();
  for (const set of sets) for (const member of set?.members ?? []) all.add(member);
  return [...all];
};

const difference: Algebra = ([first, ...others]) =>
  [...(first?.members ?? [])].filter((member) => !others.some((set) => set?.members.has(member) === true));

function setsAt(client: Client, keys: readonly string[]): (SetValue | undefined)[] {
  return keys.map((key) => client.database.set(key));
}

function compute(client: Client, argv: readonly string[], algebra: Algebra): Reply {
  const found = algebra(setsAt(client, argv.slice(1)));
  return new SetReply(client.server.order.of(found, at(argv, 1)));
}

function computeAndStore(client: Client, argv: readonly string[], algebra: Algebra): Reply {
  const found = algebra(setsAt(client, argv.slice(2)));
  if (found.length === 0) client.database.delete(at(argv, 1));
  else client.database.replace(at(argv, 1), SetValue.of(found, client.server.data.limits));
  return found.length;
}

function intersectionSize(client: Client, argv: readonly string[]): Reply {
  const keyCount = needAtLeast(at(argv, 1), 1, 'numkeys should be greater than 0');
  if (keyCount > argv.length - 2) throw failure("Number of keys can't be greater than number of args");
  let limit = 0;
  for (let index = 2 + keyCount; index < argv.length; index += 2) {
    if (!isOption(argv[index], 'LIMIT') || index + 1 >= argv.length) throw SYNTAX_ERROR;
    limit = needAtLeast(at(argv, index + 1), 0, "LIMIT can't be negative");
  }
  return intersectionUpTo(setsAt(client, argv.slice(2, 2 + keyCount)), limit === 0 ? Infinity : limit).length;
}

function scan(client: Client, argv: readonly string[]): Reply {
  return scanMembers(client, argv, (key) => {
    const set = client.database.set(key);
    if (set === undefined) return null;
    return {
      owner: set,
      compact: !set.large,
      show: (member) => [member],
    };
  });
}

/** The commands of sets. */
export const setCommands: readonly CommandDefinition[] = [
  { name: 'sadd', arity: -3, flags: ['write', 'denyoom', 'fast'], keys: FIRST_KEY, run: add },
  { name: 'srem', arity: -3, flags: ['write', 'fast'], keys: FIRST_KEY, run: remove },
  { name: 'smembers', arity: 2, flags: ['readonly'], keys: FIRST_KEY, run: members },
  { name: 'sismember', arity: 3, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: isMember },
  { name: 'smismember', arity: -3, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: areMembers },
  {
    name: 'scard',
    arity: 2,
    flags: ['readonly', 'fast'],
    keys: FIRST_KEY,
    run: (client, argv) => client.database.set(at(argv, 1))?.size ?? 0,
  },
  { name: 'spop', arity: -2, flags: ['write', 'fast'], keys: FIRST_KEY, run: popRandom },
  { name: 'srandmember', arity: -2, flags: ['readonly'], keys: FIRST_KEY, run: randomMembers },
  { name: 'smove', arity: 4, flags: ['write', 'fast'], keys: TWO_KEYS, run: move },
  { name: 'sinter', arity: -2, flags: ['readonly'], keys: ALL_KEYS, run: (client, argv) => compute(client, argv, intersection) },
  { name: 'sunion', arity: -2, flags: ['readonly'], keys: ALL_KEYS, run: (client, argv) => compute(client, argv, union) },
  { name: 'sdiff', arity: -2, flags: ['readonly'], keys: ALL_KEYS, run: (client, argv) => compute(client, argv, difference) },
  {
    name: 'sinterstore',
    arity: -3,
    flags: ['write', 'denyoom'],
    keys: ALL_KEYS,
    run: (client, argv) => computeAndStore(client, argv, intersection),
  },
  {
    name: 'sunionstore',
    arity: -3,
    flags: ['write', 'denyoom'],
    keys: ALL_KEYS,
    run: (client, argv) => computeAndStore(client, argv, union),
  },
  {
    name: 'sdiffstore',
    arity: -3,
    flags: ['write', 'denyoom'],
    keys: ALL_KEYS,
    run: (client, argv) => computeAndStore(client, argv, difference),
  },
  {
    name: 'sintercard',
    arity: -3,
    flags: ['readonly', 'movablekeys'],
    keys: (argv) => countedKeys(argv, 1),
    run: intersectionSize,
  },
  { name: 'sscan', arity: -3, flags: ['readonly'], keys: FIRST_KEY, run: scan },
];
