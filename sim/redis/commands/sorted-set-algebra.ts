/** Unions, intersections and differences of sorted sets (plain sets count with score 1), with weights and aggregation. */
import { DoubleReply, failure } from '../resp/index.ts';
import { SetValue, SortedSetValue, WRONG_TYPE } from '../keyspace/index.ts';
import { countedKeys, at, isOption, needAtLeast, needDouble, needNumber, SYNTAX_ERROR } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

type Operation = 'union' | 'inter' | 'diff';
type Scores = Map<string, number>;

interface AlgebraRequest {
  readonly sources: readonly Scores[];
  readonly withScores: boolean;
  readonly aggregate: (a: number, b: number) => number;
  readonly weights: readonly number[];
}

function sum(a: number, b: number): number {
  const total = a + b;
  return Number.isNaN(total) ? 0 : total;
}

function scoresAt(client: Client, key: string): Scores {
  const value = client.database.find(key);
  if (value === undefined) return new Map();
  if (value instanceof SetValue) return new Map([...value.members].map((member) => [member, 1]));
  if (value instanceof SortedSetValue) return new Map(value.slice().map(({ member, score }) => [member, score]));
  throw WRONG_TYPE;
}

function read(client: Client, argv: readonly string[], countAt: number, operation: Operation): AlgebraRequest {
  const keyCount = needNumber(at(argv, countAt));
  if (keyCount < 1) throw failure(`at least 1 input key is needed for '${at(argv, 0).toLowerCase()}' command`);
  if (keyCount > argv.length - countAt - 1) throw SYNTAX_ERROR;
  const keys = argv.slice(countAt + 1, countAt + 1 + keyCount);
  const sources = keys.map((key) => scoresAt(client, key));
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
  return { sources, weights, aggregate, withScores };
}

function readAggregate(word: string): (a: number, b: number) => number {
  if (isOption(word, 'SUM')) return sum;
  if (isOption(word, 'MIN')) return Math.min;
  if (isOption(word, 'MAX')) return Math.max;
  throw SYNTAX_ERROR;
}

function compute(operation: Operation, { sources, weights, aggregate }: AlgebraRequest): SortedSetValue {
  const result: Scores = new Map();
  const [first = new Map<string, number>(), ...others] = sources;
  if (operation === 'union') {
    for (const [index, scores] of sources.entries()) {
      for (const [member, score] of scores) {
        const weighted = weigh(score, weights[index]);
        const known = result.get(member);
        result.set(member, known === undefined ? weighted : aggregate(known, weighted));
      }
    }
  } else if (operation === 'diff') {
    for (const [member, score] of first) if (!others.some((scores) => scores.has(member))) result.set(member, score);
  } else {
    for (const [member, score] of first) {
      if (!others.every((scores) => scores.has(member))) continue;
      const start = weigh(score, weights[0]);
      result.set(
        member,
        others.reduce((total, scores, index) => aggregate(total, weigh(scores.get(member) ?? 0, weights[index + 1])), start),
      );
    }
  }
  return sortedSetOf(result, true);
}

/** The large form keeps a negative zero, the compact form that is stored does not. */
function sortedSetOf(scores: Iterable<readonly [string, number]>, large: boolean): SortedSetValue {
  const set = new SortedSetValue();
  set.large = large;
  for (const [member, score] of scores) set.set(member, score);
  return set;
}

function weigh(score: number, weight = 1): number {
  const weighted = score * weight;
  return Number.isNaN(weighted) ? 0 : weighted;
}

function answer(client: Client, argv: readonly string[], operation: Operation): Reply {
  const request = read(client, argv, 1, operation);
  const entries = compute(operation, request).slice();
  if (!request.withScores) return entries.map(({ member }) => member);
  const pairs = entries.map(({ member, score }) => [member, new DoubleReply(score)]);
  return client.protocol === 3 ? pairs : pairs.flat();
}

function store(client: Client, argv: readonly string[], operation: Operation): Reply {
  const set = compute(operation, read(client, argv, 2, operation));
  if (set.size === 0) client.database.delete(at(argv, 1));
  else {
    const pairs = set.slice().map(({ member, score }): [string, number] => [member, score]);
    client.database.replace(at(argv, 1), sortedSetOf(pairs, false));
  }
  return set.size;
}

function intersectionSize(client: Client, argv: readonly string[]): Reply {
  const keyCount = needNumber(at(argv, 1));
  if (keyCount < 1) throw failure("at least 1 input key is needed for 'zintercard' command");
  if (keyCount > argv.length - 2) throw SYNTAX_ERROR;
  const sources = argv.slice(2, 2 + keyCount).map((key) => scoresAt(client, key));
  let limit = 0;
  for (let index = 2 + keyCount; index < argv.length; index += 2) {
    if (!isOption(argv[index], 'LIMIT') || index + 1 >= argv.length) throw SYNTAX_ERROR;
    limit = needAtLeast(at(argv, index + 1), 0, "LIMIT can't be negative");
  }
  const { size } = compute('inter', { sources, weights: [], aggregate: sum, withScores: false });
  return limit === 0 ? size : Math.min(limit, size);
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
