/** What operators see of a twin: every command as MONITOR tells it, and commands that took long in the slow log. */
import { beforeAll, describe, expect, test } from 'vitest';
import { warmUpRedis } from '../../../sim/redis/index.ts';
import { observedTwin } from './twin.ts';

beforeAll(() => warmUpRedis());

describe('MONITOR', () => {
  test('tells commands in the form of Redis, those of scripts and transactions when they run', () => {
    const { connect } = observedTwin();
    const [watcher, client] = [connect('watcher'), connect('client')];
    watcher.send('MONITOR\r\n');
    expect(watcher.written()).toEqual(['+OK\r\n']);
    client.send('SET "a b" "x\\"\\n\\x01\\\\"\r\nMULTI\r\nGET k\r\nGET\r\nDISCARD\r\n');
    client.send('EVAL "return redis.call(\'INCR\',KEYS[1])" 1 n\r\nCONFIG GET maxmemory\r\nAUTH someone secret\r\n');
    const lines = watcher.written().join('').split('\r\n');
    const at = '+1000.000000 [0 127.0.0.1:40002]';
    expect(lines).toEqual([
      `${at} "SET" "a b" "x\\"\\n\\x01\\\\"`,
      `${at} "MULTI"`,
      `${at} "DISCARD"`,
      `${at} "EVAL" "return redis.call('INCR',KEYS[1])" "1" "n"`,
      '+1000.000000 [0 lua] "INCR" "n"',
      `${at} "AUTH" "(redacted)" "(redacted)"`,
      '',
    ]);
  });

  test('ends with RESET and with the connection; who monitors may not touch keys', () => {
    const { connect } = observedTwin();
    const [watcher, client] = [connect('watcher'), connect('client')];
    watcher.send('MONITOR\r\nGET k\r\n');
    expect(watcher.written().join('')).toBe("+OK\r\n-ERR Replica can't interact with the keyspace\r\n");
    watcher.send('RESET\r\n');
    watcher.written();
    client.send('PING\r\n');
    expect(watcher.written()).toEqual([]);
  });
});

describe('the slow log', () => {
  test('has a script that kept the server busy until it was killed, with the time that it took', () => {
    const { connect, environment } = observedTwin();
    const [stuck, other] = [connect('stuck'), connect('other')];
    stuck.send('EVAL "while true do end" 0\r\n');
    environment.advance(7000);
    other.send('FUNCTION STATS\r\nSCRIPT KILL\r\nSLOWLOG GET\r\n');
    const [answer = ''] = other.written();
    expect(answer).toContain('-BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.\r\n+OK\r\n');
    expect(answer).toContain(':7000000\r\n*3\r\n$4\r\nEVAL\r\n$17\r\nwhile true do end\r\n');
    expect(stuck.written().join('')).toContain('-ERR Script killed by user with SCRIPT KILL...');
  });

  test('with a threshold of 0 it has every command', () => {
    const { server } = observedTwin();
    server.execute('CONFIG', 'SET', 'slowlog-log-slower-than', '0');
    server.execute('SET', 'k', 'v'.repeat(200));
    expect(server.execute('SLOWLOG', 'GET', '1')).toMatchObject([
      [expect.any(Number), 1000, 0, ['SET', 'k', `${'v'.repeat(128)}... (72 more bytes)`], expect.any(String), ''],
    ]);
    expect(server.execute('SLOWLOG', 'LEN')).toBe(3);
  });
});

describe('a script that has written and never ends', () => {
  test('cannot be killed; what it wrote stays, keys do not expire and waits do not end while it runs', () => {
    const { connect, environment, server, commits } = observedTwin();
    const [stuck, waiter, other] = [connect('stuck'), connect('waiter'), connect('other')];
    server.execute('SET', 'short', '1', 'PX', '1000');
    waiter.send('BLPOP q 2\r\n');
    stuck.send("EVAL \"redis.call('SET','a','1') while true do end\" 0\r\n");
    environment.advance(6000);
    other.send('SCRIPT KILL\r\n');
    expect(other.written().join('')).toMatch(/^-UNKILLABLE Sorry the script already executed write commands/);
    expect(waiter.written()).toEqual([]);
    expect(commits.some(({ command }) => command === 'EXPIRE-EVENT')).toBe(false);
    expect(server.keyspace.string('a')).toBe('1');
  });
});
