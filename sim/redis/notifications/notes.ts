/** What some rules must know of a key as it was before its command: a deadline, the length of a stream, a consumer. */
import { StreamValue } from '../keyspace/index.ts';
import type { Command } from '../commands/definition.ts';
import type { Database } from '../keyspace/index.ts';

type Words = readonly string[];

/** Looks at a key; what it answers is asked when the command has run, and is what the rule is told. */
type Note = (database: Database, argv: Words) => () => unknown;

function stream(database: Database, key = ''): StreamValue | null {
  const value = database.peek(key);
  return value instanceof StreamValue ? value : null;
}

function hasConsumer(database: Database, [key, group = '', consumer = '']: Words): boolean {
  return stream(database, key)?.groups.get(group)?.consumers.has(consumer) === true;
}

/** Was the consumer there already? */
const consumerThere =
  (from: number): Note =>
  (database, argv) => {
    const there = hasConsumer(database, argv.slice(from, from + 3));
    return () => there;
  };

const NOTES: Readonly<Record<string, Note>> = {
  /** Had it a deadline? */
  getex: (database, [, key = '']) => {
    const had = database.deadline(key) !== undefined;
    return () => had;
  },
  /** Was it trimmed? */
  xadd: (database, [, key]) => {
    const before = stream(database, key)?.length ?? 0;
    return () => (stream(database, key)?.length ?? 0) <= before;
  },
  /** In which streams was a consumer made? */
  xreadgroup: (database, argv) => {
    const at = argv.findIndex((word) => word.toUpperCase() === 'STREAMS') + 1;
    const named = argv.findIndex((word) => word.toUpperCase() === 'GROUP') + 1;
    const names = argv.slice(named, named + 2);
    const keys = argv.slice(at, at + (argv.length - at) / 2).filter((key) => !hasConsumer(database, [key, ...names]));
    return () => keys.filter((key) => hasConsumer(database, [key, ...names]));
  },
  xclaim: consumerThere(1),
  xautoclaim: consumerThere(1),
  'xgroup|delconsumer': consumerThere(2),
};

/** The note to be taken before a command runs; null when its rule needs none. */
export function notesOf(command: Command, database: Database, argv: Words): (() => unknown) | null {
  return NOTES[command.fullName]?.(database, argv) ?? null;
}
