/** Connections of the twin: bytes cut anywhere, protocol errors, pushes, and what is left when one goes. */
import { beforeAll, describe, expect, it } from 'vitest';
import { warmUpRedis } from '../../../sim/redis/index.ts';
import { observedTwin } from './twin.ts';

beforeAll(() => warmUpRedis());

describe('a connection', () => {
  it('answers everything that one arrival caused in one write, in order', () => {
    const client = observedTwin().connect('a');
    client.send('*1\r\n$4\r\nPING\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\n');
    expect(client.written()).toEqual(['+PONG\r\n+OK\r\n$1\r\nv\r\n']);
  });

  it('takes requests cut at every byte', () => {
    const request = '*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\n\x00\xff\r\nx\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\nPING\r\n';
    const whole = observedTwin().connect('a');
    whole.send(request);
    const expected = whole.written().join('');
    for (let cut = 1; cut < request.length; cut++) {
      const client = observedTwin().connect('a');
      client.send(request.slice(0, cut));
      client.send(request.slice(cut));
      expect(client.written().join('')).toBe(expected);
    }
    const bytewise = observedTwin().connect('a');
    for (const byte of request) bytewise.send(byte);
    expect(bytewise.written().join('')).toBe(expected);
  });

  it('takes a long value in many pieces', () => {
    const { connect, server } = observedTwin();
    const client = connect('a');
    const value = 'x'.repeat(300_000);
    const request = `*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$${value.length}\r\n${value}\r\n`;
    for (let at = 0; at < request.length; at += 1000) client.send(request.slice(at, at + 1000));
    expect(client.written()).toEqual(['+OK\r\n']);
    expect(server.keyspace.string('k')).toBe(value);
  });

  it.each([
    ['*x\r\n', 'invalid multibulk length'],
    ['*1\r\n:1\r\n', "expected '$', got ':'"],
    ['*1\r\n$-5\r\n', 'invalid bulk length'],
    ['*1\r\n$abc\r\n', 'invalid bulk length'],
    ['SET "k\r\n', 'unbalanced quotes in request'],
  ])('is closed behind a protocol error: %j', (request, complaint) => {
    const client = observedTwin().connect('a');
    client.send(request);
    expect(client.written()).toEqual([`-ERR Protocol error: ${complaint}\r\n`]);
    expect(client.closedByServer).toBe(true);
    client.send('PING\r\n');
    expect(client.written()).toEqual([]);
  });

  it('understands what a person types', () => {
    const client = observedTwin().connect('a');
    client.send('set "a b" \'it\\\'s\'\r\n\r\nget "a\\x20b"\n');
    expect(client.written()).toEqual(["+OK\r\n$4\r\nit's\r\n"]);
  });

  it('gets pushes that others cause written at once', () => {
    const { connect } = observedTwin();
    const subscriber = connect('s');
    subscriber.send('SUBSCRIBE ch\r\n');
    subscriber.written();
    connect('p').send('PUBLISH ch one\r\nPUBLISH ch two\r\n');
    expect(subscriber.written().join('')).toBe(
      '*3\r\n$7\r\nmessage\r\n$2\r\nch\r\n$3\r\none\r\n*3\r\n$7\r\nmessage\r\n$2\r\nch\r\n$3\r\ntwo\r\n',
    );
  });

  it('that is gone leaves nothing behind: no transaction, no watch, no subscription, no wait', () => {
    const { connect, server, environment } = observedTwin();
    const client = connect('a');
    client.send('SUBSCRIBE ch\r\n');
    client.close();
    const waiter = connect('b');
    waiter.send('BLPOP q 5\r\n');
    waiter.close();
    const half = connect('c');
    half.send('WATCH x\r\nMULTI\r\nSET x 1\r\n');
    half.close();
    expect(environment.pendingTimers).toBe(0);
    expect(server.execute('PUBLISH', 'ch', 'x')).toBe(0);
    server.execute('RPUSH', 'q', 'job');
    expect(server.keyspace.listLength('q')).toBe(1);
    expect(server.keyspace.type('x')).toBe('none');
    expect(waiter.written()).toEqual([]);
  });

  it('killed by another is closed at once and gets nothing more', () => {
    const { connect } = observedTwin();
    const victim = connect('v');
    connect('k').send(`CLIENT KILL ID ${victim.id}\r\n`);
    expect(victim.closedByServer).toBe(true);
    victim.send('PING\r\n');
    expect(victim.written()).toEqual([]);
  });

  it('needs the password where one is set', () => {
    const client = observedTwin({ password: 'secret' }).connect('a');
    client.send('GET k\r\nAUTH wrong\r\nAUTH secret\r\nGET k\r\n');
    expect(client.written()).toEqual([
      '-NOAUTH Authentication required.\r\n-WRONGPASS invalid username-password pair or user is disabled.\r\n+OK\r\n$-1\r\n',
    ]);
  });

  it('goes on with what it had already sent once its wait is over', () => {
    const { connect } = observedTwin();
    const waiter = connect('w');
    waiter.send('BLPOP q 0\r\nSET after 1\r\nGET after\r\n');
    expect(waiter.written()).toEqual([]);
    connect('p').send('RPUSH q x\r\n');
    expect(waiter.written()).toEqual(['*2\r\n$1\r\nq\r\n$1\r\nx\r\n+OK\r\n$1\r\n1\r\n']);
  });
});
