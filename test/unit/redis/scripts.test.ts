/** Scripts share one Lua engine for all worlds of a process; nothing may pass from one to another. */
import { beforeAll, describe, expect, it } from 'vitest';
import { ErrorReply, warmUpRedis } from '../../../sim/redis/index.ts';
import { observedTwin } from './twin.ts';

beforeAll(() => warmUpRedis());

describe('scripts of several servers on one engine', () => {
  it('begin with the same random numbers on every fresh server', () => {
    const draw = (): unknown => observedTwin().server.execute('EVAL', 'return {math.random(1,1000000),math.random(1,1000000)}', '0');
    expect(draw()).toEqual([396465, 840486]);
    expect(draw()).toEqual([396465, 840486]);
  });

  it('see only their own server', () => {
    const one = observedTwin().server;
    const other = observedTwin().server;
    one.execute('EVAL', "return redis.call('SET','k','one')", '0');
    expect(other.execute('EVAL', "return redis.call('GET','k')", '0')).toBeNull();
  });

  it('have caches of their own, and lose them to flushScripts', () => {
    const one = observedTwin().server;
    const other = observedTwin().server;
    const sha = one.execute('SCRIPT', 'LOAD', 'return 1') as string;
    expect(one.execute('EVALSHA', sha, '0')).toBe(1);
    expect(other.execute('EVALSHA', sha, '0')).toBeInstanceOf(ErrorReply);
    one.scripts.flush();
    expect(one.execute('EVALSHA', sha, '0')).toBeInstanceOf(ErrorReply);
  });

  it('leave nothing behind: globals, changed libraries, the protocol', () => {
    const { server } = observedTwin();
    server.execute('EVAL', 'redis.setresp(3) leaked = 1', '0');
    server.execute('EVAL', 'string.rep = nil', '0');
    expect(server.execute('EVAL', "return type(redis.call('GET','nope'))", '0')).toBe('boolean');
    expect(server.execute('EVAL', "return string.rep('x',3)", '0')).toBe('xxx');
    expect(server.execute('EVAL', 'return leaked', '0')).toBeInstanceOf(ErrorReply);
  });

  it('survive more scripts than the engine keeps', () => {
    const { server } = observedTwin();
    const first = server.execute('SCRIPT', 'LOAD', 'return "first"') as string;
    for (let index = 0; index < 1100; index++) server.execute('EVAL', `return ${index}`, '0');
    expect(server.execute('EVALSHA', first, '0')).toBe('first');
    expect(server.execute('EVAL', 'return 5', '0')).toBe(5);
  });

  it('hand large values through unchanged', () => {
    const { server } = observedTwin();
    const value = '\x00\xff'.repeat(500_000);
    expect(server.execute('EVAL', "redis.call('SET',KEYS[1],ARGV[1]) return redis.call('GET',KEYS[1])", '1', 'k', value)).toBe(value);
  });

  it('are stopped by an observer that throws, and the engine goes on', () => {
    const { server } = observedTwin();
    const stop = server.observe({
      onUnsupported: () => {
        throw new Error('observer failed');
      },
    });
    expect(() => server.execute('EVAL', "redis.pcall('NOSUCH') return redis.call('SET','k','v')", '0')).toThrow('observer failed');
    stop();
    expect(server.keyspace.type('k')).toBe('none');
    expect(server.execute('EVAL', 'return 1', '0')).toBe(1);
  });
});
