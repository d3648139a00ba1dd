/** Time in the twin is its host's clock, which can jump; nothing stays pending without a reason. */
import { beforeAll, describe, expect, it } from 'vitest';
import { warmUpRedis } from '../../../sim/redis/index.ts';
import { observedTwin } from './twin.ts';

beforeAll(() => warmUpRedis());

describe('time in the twin', () => {
  it('leaves nothing pending without keys that expire', () => {
    const { server, environment } = observedTwin();
    server.execute('SET', 'a', '1');
    expect(environment.pendingTimers).toBe(0);
    server.execute('EXPIRE', 'a', '10');
    server.execute('SET', 'b', '1', 'PX', '50');
    expect(environment.pendingTimers).toBe(1);
    server.execute('PERSIST', 'a');
    server.execute('DEL', 'b');
    expect(environment.pendingTimers).toBe(0);
  });

  it('has one timer however many keys expire, and they die in order', () => {
    const { server, environment, commits } = observedTwin();
    for (let index = 99; index >= 0; index--) server.execute('SET', `k${index}`, 'v', 'PX', String(100 + index));
    expect(environment.pendingTimers).toBe(1);
    commits.length = 0;
    environment.advance(1000);
    expect(commits.map(({ writes }) => writes[0])).toEqual(Array.from({ length: 100 }, (_unused, index) => `k${index}`));
    expect(environment.pendingTimers).toBe(0);
  });

  it('forgets deadlines that were moved', () => {
    const { server, environment, commits } = observedTwin();
    for (let renewal = 1; renewal <= 1000; renewal++) {
      server.execute('SET', 'lock', 'me', 'PX', '100');
      environment.advance(50);
    }
    expect(commits.every(({ command }) => command === 'SET')).toBe(true);
    environment.advance(200);
    expect(commits.at(-1)?.command).toBe('EXPIRE-EVENT');
  });

  it('a key lives while now is not beyond its deadline', () => {
    const { server, environment } = observedTwin();
    server.execute('SET', 'a', '1', 'PX', '10');
    environment.advance(10);
    expect(server.execute('PTTL', 'a')).toBe(0);
    environment.advance(1);
    expect(server.execute('PTTL', 'a')).toBe(-2);
  });

  it('a clock set forward ends deadlines and waits as soon as it is noticed', () => {
    const { server, environment, connect } = observedTwin();
    const waiter = connect('w');
    waiter.send('BLPOP q 5\r\n');
    server.execute('SET', 'a', '1', 'PX', '10000');
    environment.jump(60_000);
    server.clockChanged();
    expect(waiter.written()).toEqual(['*-1\r\n']);
    expect(server.keyspace.type('a')).toBe('none');
  });

  it('a clock set back lengthens what is left', () => {
    const { server, environment } = observedTwin();
    server.execute('SET', 'a', '1', 'PX', '1000');
    environment.jump(-5000);
    server.clockChanged();
    expect(server.execute('PTTL', 'a')).toBe(6000);
  });

  it('a wait ends at its time', () => {
    const { environment, connect } = observedTwin();
    const waiter = connect('w');
    waiter.send('BRPOP q 0.25\r\n');
    environment.advance(249);
    expect(waiter.written()).toEqual([]);
    environment.advance(1);
    expect(waiter.written()).toEqual(['*-1\r\n']);
    expect(environment.pendingTimers).toBe(0);
  });

  it('a watched key that has expired makes EXEC fail', () => {
    const { environment, connect } = observedTwin();
    const client = connect('c');
    client.send('SET a 1 PX 10\r\nWATCH a\r\n');
    environment.jump(11);
    client.send('MULTI\r\nPING\r\nEXEC\r\n');
    expect(client.written().at(-1)).toMatch(/\*-1\r\n$/);
  });
});
