/** Unions, intersections and differences of sorted sets (plain sets count with score 1), with weights and aggregation. */
import { DoubleReply, failure } from '../resp/index.ts';
import { SetValue, SortedSetValue, WRONG_TYPE } from '../keyspace/index.ts';
import { countedKeys, at, isOption, needAtLeast, needDouble, needNumber, SYNTAX_ERROR } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { CompactLimits } from '../keyspace/index.ts';
import type { Reply } from '../resp/index.ts';

type Operation = 'union' | 'inter' | 'diff';

/** Members with scores, as they lie in their key: nothing is copied. */
interface Scored {
  readonly size: number;
  names(): Iterable<string>;
  score(member: string): number | undefined;
}

interface Source {
  readonly set: Scored;
  readonly weight: number;
}

interface AlgebraRequest {
  readonly sources: readonly Source[];
  readonly withScores: boolean;
  readonly aggregate: (a: number, b: number) => number;
}

const NOTHING: Scored = { size: 0, names: () => [], score: () => undefined };

function sum(a: number, b: number): number {
  const total = a + b;
  return Number.isNaN(total) ? 0 : total;
}

function scoresAt(client: Client, key: string): Scored {
  const value = client.database.find(key);
  if (value === undefined) return NOTHING;
  if (value instanceof SortedSetValue) return value;
  if (!(value instanceof SetValue)) throw WRONG_TYPE;
  const { members } = value;
  return { size: members.size, names: () => members, score: (member) => (members.has(member) ? 1 : undefined) };
}

function read(client: Client, argv: readonly string[], countAt: number, operation: Operation): AlgebraRequest {
  const keyCount = needNumber(at(argv, countAt));
  if (keyCount < 1) throw failure(`at least 1 input key is needed for '${at(argv, 0).toLowerCase()}' command`);
  if (keyCount > argv.length - countAt - 1) throw SYNTAX_ERROR;
  const keys = argv.slice(countAt + 1, countAt + 1 + keyCount);
  const sets = keys.map((key) => scoresAt(client, key));
  const stores = countAt === 2;
  let weights = keys.map(() => 1);
  let aggregate = sum;
  let withScores = false;
  for (let index = countAt + 1 + keyCount; index < argv.length; index++) {
    const word = at(argv, index);
    if (operation !== 'diff' && isOption(word, 'WEIGHTS') && index + keyCount < argv.length) {
      weights = argv.slice(index + 1, index + 1 + keyCount).map((weight) => needDouble(weight, 'weight value is not a float'));
      index += keyCount;
    } else if (operation !== 'diff' && isOption(word, 'AGGREGATE') && index + 1 < argv.length) aggregate = readAggregate(at(argv, ++index));
    else if (!stores && isOption(word, 'WITHSCORES')) withScores = true;
    else throw SYNTAX_ERROR;
  }
  const sources = sets.map((set, index) => ({ set, weight: weights[index] ?? 1 }));
  return { sources: operation === 'diff' ? sources : smallestFirst(sources), aggregate, withScores };
}

/** Redis goes through them in this order, which shows in sums: of numbers with fractions, and of infinities. */
function smallestFirst(sources: readonly Source[]): Source[] {
  return sources.toSorted((a, b) => a.set.size - b.set.size);
}

function readAggregate(word: string): (a: number, b: number) => number {
  if (isOption(word, 'SUM')) return sum;
  if (isOption(word, 'MIN')) return (a, b) => (b < a ? b : a);
  if (isOption(word, 'MAX')) return (a, b) => (b > a ? b : a);
  throw SYNTAX_ERROR;
}

function compute(client: Client, operation: Operation, { sources, aggregate }: AlgebraRequest): SortedSetValue {
  const { limits } = client.server.data;
  if (operation === 'union') return largeOf(union(sources, aggregate), limits);
  const [first = { set: NOTHING, weight: 1 }, ...others] = sources;
  if (operation === 'inter') return largeOf(intersection(first, others, aggregate), limits);
  return largeOf(difference(first.set, others), limits);
}

function union(sources: readonly Source[], aggregate: AlgebraRequest['aggregate']): Map<string, number> {
  const result = new Map<string, number>();
  for (const { set, weight } of sources) {
    for (const member of set.names()) {
      const weighted = weigh(set.score(member), weight);
      const known = result.get(member);
      result.set(member, known === undefined ? weighted : aggregate(known, weighted));
    }
  }
  return result;
}

function* difference(first: Scored, others: readonly Source[]): Generator<[string, number]> {
  for (const member of first.names())
    if (others.every(({ set }) => set.score(member) === undefined)) yield [member, first.score(member) ?? 0];
}

function* intersection(first: Source, others: readonly Source[], aggregate: AlgebraRequest['aggregate']): Generator<[string, number]> {
  for (const member of first.set.names()) {
    let total: number | null = weigh(first.set.score(member), first.weight);
    for (const { set, weight } of others) {
      const score = set.score(member);
      total = score === undefined || total === null ? null : aggregate(total, score * weight);
      if (total === null) break;
    }
    if (total !== null) yield [member, total];
  }
}

/** The large form keeps a negative zero, the compact form that may be stored does not. */
function largeOf(scores: Iterable<readonly [string, number]>, limits: CompactLimits): SortedSetValue {
  const set = new SortedSetValue(limits);
  set.large = true;
  for (const [member, score] of scores) set.set(member, score);
  return set;
}

function weigh(score = 0, weight = 1): number {
  const weighted = score * weight;
  return Number.isNaN(weighted) ? 0 : weighted;
}

function answer(client: Client, argv: readonly string[], operation: Operation): Reply {
  const request = read(client, argv, 1, operation);
  const entries = compute(client, operation, request).slice();
  if (!request.withScores) return entries.map(({ member }) => member);
  const pairs = entries.map(({ member, score }) => [member, new DoubleReply(score)]);
  return client.protocol === 3 ? pairs : pairs.flat();
}

function store(client: Client, argv: readonly string[], operation: Operation): Reply {
  const set = compute(client, operation, read(client, argv, 2, operation));
  if (set.size === 0) client.database.delete(at(argv, 1));
  else {
    const pairs = set.slice().map(({ member, score }): [string, number] => [member, score]);
    client.database.replace(at(argv, 1), SortedSetValue.of(pairs, client.server.data.limits));
  }
  return set.size;
}

function intersectionSize(client: Client, argv: readonly string[]): Reply {
  const keyCount = needNumber(at(argv, 1));
  if (keyCount < 1) throw failure("at least 1 input key is needed for 'zintercard' command");
  if (keyCount > argv.length - 2) throw SYNTAX_ERROR;
  const sources = smallestFirst(argv.slice(2, 2 + keyCount).map((key) => ({ set: scoresAt(client, key), weight: 1 })));
  let limit = 0;
  for (let index = 2 + keyCount; index < argv.length; index += 2) {
    if (!isOption(argv[index], 'LIMIT') || index + 1 >= argv.length) throw SYNTAX_ERROR;
    limit = needAtLeast(at(argv, index + 1), 0, "LIMIT can't be negative");
  }
  const [first = { set: NOTHING, weight: 1 }, ...others] = sources;
  let size = 0;
  for (const _found of intersection(first, others, sum)) if (++size === limit) break;
  return size;
}

function answering(name: string, operation: Operation): CommandDefinition {
  const keys = (argv: readonly string[]): readonly string[] => countedKeys(argv, 1);
  return { name, arity: -3, flags: ['readonly', 'movablekeys'], keys, run: (client, argv) => answer(client, argv, operation) };
}

function storing(name: string, operation: Operation): CommandDefinition {
  const keys = (argv: readonly string[]): readonly string[] => {
    const sources = countedKeys(argv, 2);
    return sources.length === 0 ? [] : [at(argv, 1), ...sources];
  };
  return { name, arity: -4, flags: ['write', 'denyoom', 'movablekeys'], keys, run: (client, argv) => store(client, argv, operation) };
}

/** The commands of sorted set algebra. */
export const sortedSetAlgebraCommands: readonly CommandDefinition[] = [
  answering('zunion', 'union'),
  answering('zinter', 'inter'),
  answering('zdiff', 'diff'),
  storing('zunionstore', 'union'),
  storing('zinterstore', 'inter'),
  storing('zdiffstore', 'diff'),
  {
    name: 'zintercard',
    arity: -3,
    flags: ['readonly', 'movablekeys'],
    keys: (argv) => countedKeys(argv, 1),
    run: intersectionSize,
  },
];
