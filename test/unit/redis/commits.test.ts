/** What the twin tells those who watch it: properties and strategies live on this. */
import { beforeAll, describe, expect, it } from 'vitest';
import { RedisServer, warmUpRedis } from '../../../sim/redis/index.ts';
import { ManualEnvironment } from '../../fidelity/engines/manual-environment.ts';
import { observedTwin } from './twin.ts';

beforeAll(() => warmUpRedis());

describe('what observers see', () => {
  it('a command with the keys it read and wrote, and who sent it', () => {
    const { commits, connect } = observedTwin();
    const client = connect('worker-1');
    client.send('SET a 1\r\nGET a\r\nMGET a b\r\n');
    expect(commits.map(({ command, reads, writes, client: name }) => ({ command, reads, writes, name }))).toEqual([
      { command: 'SET', reads: [], writes: ['a'], name: 'worker-1' },
      { command: 'GET', reads: ['a'], writes: [], name: 'worker-1' },
      { command: 'MGET', reads: ['a', 'b'], writes: [], name: 'worker-1' },
    ]);
    expect(commits[0]).toMatchObject({ args: ['a', '1'], connection: client.id, atMs: 1_000_000, error: null });
  });

  it('no reads when none of them looks at reads', () => {
    const { server, commits } = observedTwin();
    const seen: (readonly string[])[] = [];
    const end = server.observe({ ignoresReads: true, onCommit: ({ reads }) => seen.push(reads) });
    server.execute('GET', 'a');
    expect([seen.at(-1), commits.at(-1)?.reads]).toEqual([['a'], ['a']]);
    end();
    const quiet = new RedisServer(new ManualEnvironment(1_000_000));
    quiet.observe({ onUnsupported: () => undefined });
    quiet.observe({ ignoresReads: true, onCommit: ({ reads, writes }) => seen.push(reads, writes) });
    quiet.execute('SETNX', 'a', '1');
    expect(seen.slice(-2)).toEqual([[], ['a']]);
  });

  it('a write that changes nothing as a read only', () => {
    const { commits, server } = observedTwin();
    server.execute('SET', 'a', '1');
    server.execute('SETNX', 'a', '2');
    server.execute('SREM', 'missing', 'x');
    expect(commits.slice(1).map(({ reads, writes }) => ({ reads, writes }))).toEqual([
      { reads: ['a'], writes: [] },
      { reads: ['missing'], writes: [] },
    ]);
  });

  it('a script as one step with all its keys, also those it did not announce', () => {
    const { commits, server } = observedTwin();
    server.execute('EVAL', "redis.call('SET','x','1') redis.call('GET','y') return redis.call('INCR',KEYS[1])", '1', 'n');
    expect(commits).toHaveLength(1);
    expect(commits[0]).toMatchObject({ command: 'EVAL', reads: ['y', 'n'], writes: ['x', 'n'] });
  });

  it('an EXEC as one step, and nothing when its commands are queued', () => {
    const { commits, connect } = observedTwin();
    connect('a').send('MULTI\r\nSET a 1\r\nINCR b\r\nEXEC\r\n');
    expect(commits.map(({ command }) => command)).toEqual(['MULTI', 'EXEC']);
    expect(commits[1]).toMatchObject({ writes: ['a', 'b'] });
  });

  it('keys of other databases with their number', () => {
    const { commits, connect } = observedTwin();
    connect('a').send('SELECT 3\r\nSET k v\r\n');
    expect(commits[1]?.writes).toEqual(['3:k']);
  });

  it('the error that was the answer', () => {
    const { commits, server } = observedTwin();
    server.execute('SET', 's', 'x');
    server.execute('LPUSH', 's', 'y');
    server.execute('GET');
    expect(commits.slice(1).map(({ error }) => error)).toEqual([
      'WRONGTYPE Operation against a key holding the wrong kind of value',
      "ERR wrong number of arguments for 'get' command",
    ]);
  });

  it('an expiry at the very millisecond it happens, without anybody asking', () => {
    const { commits, server, environment } = observedTwin();
    server.execute('SET', 'a', '1', 'PX', '100');
    environment.advance(100);
    expect(server.keyspace.string('a')).toBe('1');
    environment.advance(1);
    expect(server.keyspace.string('a')).toBeNull();
    expect(commits.at(-1)).toEqual({
      atMs: 1_000_101,
      client: null,
      connection: 0,
      command: 'EXPIRE-EVENT',
      args: [],
      reads: [],
      writes: ['a'],
      error: null,
    });
  });

  it('a lazy expiry after a clock jump, before the command that met it', () => {
    const { commits, server, environment } = observedTwin();
    server.execute('SET', 'a', '1', 'PX', '1000');
    environment.jump(5000);
    server.execute('GET', 'a');
    expect(commits.map(({ command }) => command)).toEqual(['SET', 'EXPIRE-EVENT', 'GET']);
  });

  it('a blocked pop when it begins to wait, and again when it is served', () => {
    const { commits, connect } = observedTwin();
    connect('b').send('BLPOP q 0\r\n');
    connect('a').send('RPUSH q x\r\n');
    expect(commits.map(({ command, client, reads, writes }) => ({ command, client, reads, writes }))).toEqual([
      { command: 'BLPOP', client: 'b', reads: ['q'], writes: [] },
      { command: 'RPUSH', client: 'a', reads: ['q'], writes: ['q'] },
      { command: 'BLPOP', client: 'b', reads: ['q'], writes: ['q'] },
    ]);
  });

  it('a command that the twin lacks, while the client sees what Redis answers to an unknown one', () => {
    const { unsupported, connect } = observedTwin();
    const client = connect('a');
    client.send('JSON.SET k $ {}\r\n');
    client.send('DEBUG SEGFAULT\r\n');
    expect(client.written()[0]).toBe("-ERR unknown command 'JSON.SET', with args beginning with: 'k' '$' '{}' \r\n");
    expect(unsupported).toEqual(['a: JSON.SET', 'a: DEBUG SEGFAULT']);
  });

  it('nothing any more after it has stopped watching', () => {
    const { server } = observedTwin();
    const seen: string[] = [];
    const stop = server.observe({ onCommit: ({ command }) => seen.push(command) });
    server.execute('PING');
    stop();
    server.execute('PING');
    expect(seen).toEqual(['PING']);
  });
});
