/** Strings as numbers: INCR and its kin. Integers are 64 bits wide; INCRBYFLOAT computes like C's long double. */
import { failure } from '../resp/index.ts';
import { FIRST_KEY } from './definition.ts';
import { addLongDoubles } from './long-double.ts';
import { at, narrow, needInteger, NOT_AN_INTEGER } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { ErrorReply, Reply } from '../resp/index.ts';

const OVERFLOW = failure('increment or decrement would overflow');
const DECREMENT_OVERFLOW = failure('decrement would overflow');

/** Adds two 64-bit integers; throws when the sum does not fit. */
export function addIntegers(a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  const sum = narrow(BigInt(a) + BigInt(b));
  if (sum === null) throw OVERFLOW;
  return sum;
}

function increment(client: Client, key: string, by: number | bigint): Reply {
  const value = client.database.string(key);
  const sum = addIntegers(value === undefined ? 0 : needInteger(value), by);
  client.database.put(key, String(sum));
  return sum;
}

function decrementBy(client: Client, argv: readonly string[]): Reply {
  const by = needInteger(at(argv, 2));
  if (by === -(2n ** 63n)) throw DECREMENT_OVERFLOW;
  return increment(client, at(argv, 1), typeof by === 'number' ? 0 - by : -by);
}

function incrementByFloat(client: Client, argv: readonly string[]): Reply {
  const sum = addLongDoubles(client.database.string(at(argv, 1)) ?? '0', at(argv, 2));
  client.database.put(at(argv, 1), sum);
  client.database.keepStringForm(at(argv, 1), 'embstr');
  return sum;
}

/** The integer in a hash field, with the hash's own error. */
export function needStoredInteger(text: string | undefined, error: ErrorReply = NOT_AN_INTEGER): number | bigint {
  return text === undefined ? 0 : needInteger(text, error);
}

/** The commands of numbers. */
export const numberCommands: readonly CommandDefinition[] = [
  {
    name: 'incr',
    arity: 2,
    flags: ['write', 'denyoom', 'fast'],
    keys: FIRST_KEY,
    run: (client, argv) => increment(client, at(argv, 1), 1),
  },
  {
    name: 'decr',
    arity: 2,
    flags: ['write', 'denyoom', 'fast'],
    keys: FIRST_KEY,
    run: (client, argv) => increment(client, at(argv, 1), -1),
  },
  {
    name: 'incrby',
    arity: 3,
    flags: ['write', 'denyoom', 'fast'],
    keys: FIRST_KEY,
    run: (client, argv) => increment(client, at(argv, 1), needInteger(at(argv, 2))),
  },
  { name: 'decrby', arity: 3, flags: ['write', 'denyoom', 'fast'], keys: FIRST_KEY, run: decrementBy },
  { name: 'incrbyfloat', arity: 3, flags: ['write', 'denyoom', 'fast'], keys: FIRST_KEY, run: incrementByFloat },
];
