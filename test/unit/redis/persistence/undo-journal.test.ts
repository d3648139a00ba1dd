/** Going back to an earlier moment of a server's data: exactly there, at the cost of what has changed since. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ManualEnvironment } from '../../../fidelity/engines/manual-environment.ts';
import { UndoJournal } from '../../../../sim/redis/keyspace/index.ts';
import { RedisServer, type Reply } from '../../../../sim/redis/index.ts';

function fresh(): { server: RedisServer; environment: ManualEnvironment } {
  const environment = new ManualEnvironment(1_000_000);
  return { server: new RedisServer(environment, { order: 'insertion' }), environment };
}

const run = (server: RedisServer, line: string): Reply => {
  const [command = '', ...words] = line.split(' ');
  return server.execute(command, ...words);
};

/** Everything that is in a server, in an order that does not depend on how it got there. */
function contents(server: RedisServer): unknown {
  return server.data.used().flatMap((database) =>
    [...database.keys()].toSorted().map((key) => {
      run(server, `SELECT ${database.index}`);
      const type = String((run(server, `TYPE ${key}`) as { text?: string }).text);
      const read: Readonly<Record<string, string>> = {
        string: `GET ${key}`,
        list: `LRANGE ${key} 0 -1`,
        hash: `HGETALL ${key}`,
        set: `SMEMBERS ${key}`,
        zset: `ZRANGE ${key} 0 -1 WITHSCORES`,
        stream: `XRANGE ${key} - +`,
      };
      const value = JSON.stringify(run(server, read[type] ?? `TYPE ${key}`));
      const flat = type === 'hash' || type === 'set' ? value.split(/\W/).toSorted().join() : value;
      return [database.index, key, type, flat, server.data.database(database.index).deadline(key) ?? null];
    }),
  );
}

const KEYS = ['a', 'b', 'c'];
const key = fc.constantFrom(...KEYS);
const word = fc.constantFrom('x', 'y', '1', '2', 'zz');
const step = fc.oneof(
  fc
    .tuple(fc.constantFrom('SET', 'APPEND', 'RPUSH', 'LPUSH', 'SADD', 'SREM', 'HDEL', 'ZREM', 'GETSET'), key, word)
    .map((words) => words.join(' ')),
  fc.tuple(fc.constantFrom('HSET'), key, word, word).map((words) => words.join(' ')),
  fc.tuple(fc.constant('ZADD'), key, fc.integer({ min: -3, max: 3 }), word).map((words) => words.join(' ')),
  fc.tuple(fc.constantFrom('LPOP', 'RPOP', 'SPOP', 'ZPOPMIN', 'DEL', 'PERSIST', 'INCR'), key).map((words) => words.join(' ')),
  fc
    .tuple(fc.constantFrom('RENAME', 'COPY', 'SUNIONSTORE', 'ZUNIONSTORE'), key, key)
    .map(([name, one, two]) => (name === 'ZUNIONSTORE' ? `${name} ${one} 1 ${two}` : `${name} ${one} ${two}`)),
  fc.tuple(fc.constantFrom('LSET', 'LTRIM'), key, fc.constant('0'), fc.constant('1')).map((words) => words.join(' ')),
  fc.tuple(fc.constant('LINSERT'), key, fc.constantFrom('BEFORE', 'AFTER'), word, word).map((words) => words.join(' ')),
  fc.tuple(fc.constant('XADD'), key, fc.constant('*'), fc.constant('f'), word).map((words) => words.join(' ')),
  fc.tuple(fc.constant('PEXPIRE'), key, fc.integer({ min: 0, max: 500 })).map((words) => words.join(' ')),
  fc.constantFrom('FLUSHDB', 'FLUSHALL', 'SWAPDB 0 1', 'SELECT 0', 'SELECT 1', 'MOVE a 1', 'WAITING'),
);

describe('going back', () => {
  test('after any commands finds exactly what was there', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 25 }),
        fc.array(step, { maxLength: 25 }),
        fc.array(step, { maxLength: 10 }),
        (before, after, later) => {
          const { server, environment } = fresh();
          const play = (lines: readonly string[]): void => {
            for (const line of lines) {
              if (line === 'WAITING') environment.advance(100);
              else run(server, line);
            }
          };
          play(before);
          const known = contents(server);
          const checkpoint = server.persistence.checkpoint();
          play(after.filter((line) => line !== 'WAITING'));
          checkpoint.restore();
          expect(contents(server)).toEqual(known);
          // And once more: it is a moment to come back to until it is released.
          play(later.filter((line) => line !== 'WAITING'));
          checkpoint.restore();
          expect(contents(server)).toEqual(known);
          checkpoint.release();
          expect(server.data.journal).toBe(null);
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });

  test('costs one entry for an element of a large value, and nothing for the moment itself', () => {
    const { server } = fresh();
    const members = Array.from({ length: 5000 }, (_, index) => [String(index), `member-${index}`]).flat();
    server.execute('ZADD', 'zset', ...members);
    server.execute('HSET', 'hash', ...members);
    server.execute('RPUSH', 'list', ...members);
    const checkpoint = server.persistence.checkpoint();
    const { journal } = server.data;
    expect(journal?.length).toBe(0);
    const another = server.persistence.checkpoint();
    expect(journal?.length).toBe(0);
    server.execute('ZADD', 'zset', '1.5', 'member-7');
    server.execute('HSET', 'hash', '8', 'other');
    server.execute('LPUSH', 'list', 'first');
    expect(journal?.length).toBeLessThan(10);
    checkpoint.restore();
    expect(server.execute('ZSCORE', 'zset', 'member-7')).toMatchObject({ value: 7 });
    expect(server.execute('HGET', 'hash', '8')).toBe('member-8');
    expect(server.execute('LINDEX', 'list', '0')).toBe('0');
    another.release();
    checkpoint.release();
  });

  test('a key that expired meanwhile is back, and expires again', () => {
    const { server, environment } = fresh();
    server.execute('SET', 'a', '1', 'PX', '100');
    const checkpoint = server.persistence.checkpoint();
    environment.advance(50);
    server.execute('PEXPIRE', 'a', '1000');
    checkpoint.restore();
    expect(server.execute('PTTL', 'a')).toBe(50);
    environment.advance(60);
    expect(server.execute('EXISTS', 'a')).toBe(0);
    checkpoint.restore();
    expect(server.execute('EXISTS', 'a')).toBe(0);
  });

  test('tells observers and watchers which keys have changed', () => {
    const { server } = fresh();
    server.observe({ onCommit: () => undefined });
    server.execute('SET', 'a', '1');
    const checkpoint = server.persistence.checkpoint();
    server.execute('SET', 'a', '2');
    server.execute('HSET', 'h', 'f', 'v');
    checkpoint.restore();
    expect([...server.data.writes].toSorted()).toEqual(['a', 'h']);
  });
});

describe('a journal', () => {
  test('forgets what nobody goes back behind, and says so', () => {
    const journal = new UndoJournal();
    const undone: number[] = [];
    for (let number = 0; number < 10; number += 1) journal.record(() => undone.push(number));
    expect([journal.position, journal.length]).toEqual([10, 10]);
    journal.forgetBefore(4);
    expect([journal.position, journal.length]).toEqual([10, 6]);
    journal.undoTo(7);
    expect(undone).toEqual([9, 8, 7]);
    expect(() => journal.undoTo(3)).toThrow('moment 3 is not in the journal, which holds 4 to 7');
    journal.undoTo(4);
    expect(undone).toEqual([9, 8, 7, 6, 5, 4]);
  });

  test('takes down nothing while it goes back', () => {
    const journal = new UndoJournal();
    journal.record(() => journal.record(() => undefined));
    journal.undoTo(0);
    expect(journal.position).toBe(0);
  });
});
