/** SCAN, HSCAN, SSCAN and ZSCAN with Redis's guarantee: what is there from the first call to the last is answered. */
import { indexOf } from '../keyspace/index.ts';
import { failure } from '../resp/index.ts';
import { at, globMatches, needNumber, SYNTAX_ERROR } from './words.ts';
import type { Client } from '../client.ts';
import type { Indexed } from '../keyspace/index.ts';
import type { Reply } from '../resp/index.ts';

/** A collection to be scanned. */
interface Scannable {
  readonly owner: Indexed;
  /** Small collections are answered whole, whatever COUNT says. */
  readonly compact: boolean;
  /** What the reply says of a member. */
  show(member: string): readonly string[];
}

/** What SCAN's options say. */
export interface ScanOptions {
  readonly count: number;
  readonly pattern: string | null;
  readonly type: string | null;
}

const INVALID_CURSOR = failure('invalid cursor');

/** Reads MATCH, COUNT and (for SCAN) TYPE. */
export function scanOptions(argv: readonly string[], from: number, mayType: boolean): ScanOptions {
  let count = 10;
  let pattern: string | null = null;
  let type: string | null = null;
  for (let index = from; index < argv.length; index += 2) {
    const option = at(argv, index).toUpperCase();
    const value = argv[index + 1];
    if (value === undefined) throw SYNTAX_ERROR;
    if (option === 'COUNT') {
      count = needNumber(value);
      if (count < 1) throw SYNTAX_ERROR;
    } else if (option === 'MATCH') pattern = value;
    else if (option === 'TYPE' && mayType) type = value.toLowerCase();
    else throw SYNTAX_ERROR;
  }
  return { count, pattern, type };
}

const CURSOR_MAX = 2n ** 64n - 1n;

/** Reads a cursor as C's strtoul does: it ends at a zero byte, nothing at all is 0, and a sign turns it around. */
export function needCursor(word: string): number {
  const text = word.replace(/\0[\s\S]*$/, '');
  if (text === '') return 0;
  const [, sign = '', digits = ''] = /^([+-]?)(\d+)$/.exec(text) ?? [];
  if (digits === '' || BigInt(digits) > CURSOR_MAX) throw INVALID_CURSOR;
  // Redis looks at no more bits of a cursor than its table has; here they are 32.
  return Number(BigInt.asUintN(32, sign === '-' ? -BigInt(digits) : BigInt(digits)));
}

/** HSCAN, SSCAN and ZSCAN: key, cursor, options. `find` answers null for a missing key and may throw WRONGTYPE. */
export function scanMembers(client: Client, argv: readonly string[], find: (key: string) => Scannable | null): Reply {
  const cursor = needCursor(at(argv, 2));
  const collection = find(at(argv, 1));
  if (collection === null) return ['0', []];
  const options = scanOptions(argv, 3, false);
  const { owner, compact } = collection;
  const step = compact
    ? { members: [...owner.names()], next: 0 }
    : indexOf(owner).scan(cursor, options.count, client.server.order.scanSeed);
  const kept = step.members.filter((member) => options.pattern === null || globMatches(options.pattern, member));
  return [String(step.next), kept.flatMap((member) => collection.show(member))];
}
