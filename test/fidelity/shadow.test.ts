/** Shadow runs: a real redis-server is asked what worlds asked theirs, and a mistake of the twin would be seen. */
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { parseShadow, Shadow, shadowTally } from '../../sim/cli/shadow.ts';
import { startReal } from './engines/real.ts';
import { shadowWorlds } from './shadow-worlds.ts';
import type { TrafficEvent } from '../../sim/redis/shadow/index.ts';
import type { RealServer } from './engines/real.ts';

let real: RealServer;
beforeAll(async () => {
  real = await startReal();
});
afterAll(async () => {
  if ('engine' in real) await real.engine.stop();
});

function present(context: TestContext): Exclude<RealServer, { missing: string }> {
  if ('engine' in real) return real;
  const reason = `NOT COMPARED: ${real.missing}. Install redis-server to run worlds in its shadow.`;
  console.warn(reason);
  return context.skip(reason);
}

/** A recording of one connection: requests and what the twin is said to have answered. */
function recording(...exchanges: readonly (readonly [words: readonly string[], answer: string, atMs?: number])[]): readonly TrafficEvent[] {
  const events: TrafficEvent[] = [{ kind: 'open', connection: 1 }];
  for (const [words, answer, atMs = 1_700_000_000_000] of exchanges) {
    events.push({ kind: 'requests', connection: 1, atMs, requests: [words], knowsNoScripts: false, losesMessages: false });
    if (answer !== '') events.push({ kind: 'replies', connection: 1, bytes: Buffer.from(answer), isByTimer: words[0] === 'BLPOP' });
  }
  return events;
}

describe('a world in the shadow of a real server', () => {
  it.each(['chaos', 'failover'])('of %s is answered by both alike', { timeout: 300_000 }, async (suite) => {
    if ('missing' in real) {
      console.warn(`NOT COMPARED: ${real.missing}.`);
      return;
    }
    const shadow = await Shadow.open(real.address);
    const tally = shadowTally();
    await shadowWorlds(shadow, tally, { suite, worlds: 3, seed: '5' });
    shadow.close();
    expect(tally.mismatches).toEqual([]);
    expect(tally.commands).toBeGreaterThan(100);
  });

  it('shows a wrong answer of the twin, with both replies', async (context) => {
    const { address } = present(context);
    const shadow = await Shadow.open(address);
    const tally = shadowTally();
    const events = recording(
      [['SET', 'k', 'v', 'PX', '1'], '+OK\r\n'],
      [['GET', 'k'], '$1\r\nv\r\n'],
      [['STRLEN', 'k'], ':2\r\n'],
      [['DEL', 'k'], ':1\r\n'],
    );
    await shadow.follow({ server: 'redis', role: 'master', settings: [], events }, tally);
    shadow.close();
    expect(tally.mismatches).toEqual([{ server: 'redis', request: '"STRLEN" "k"', twin: 2, real: 1 }]);
    expect(tally.commands).toBe(3);
  });

  it('lives in the world’s time: deadlines, what expired, scripts that look at the clock, and waits', async (context) => {
    const { address } = present(context);
    const shadow = await Shadow.open(address);
    const tally = shadowTally();
    const later = 1_700_000_000_400;
    const events = [
      ...recording(
        [['SET', 'k', 'v', 'PX', '1000'], '+OK\r\n'],
        [['PTTL', 'k'], ':600\r\n', later],
        [['EVAL', "return {redis.call('TIME')[1], redis.call('PTTL', KEYS[1])}", '1', 'k'], '*2\r\n$10\r\n1700000000\r\n:600\r\n', later],
        [['MULTI'], '+OK\r\n'],
        [['EXPIRE', 'k', '2'], '+QUEUED\r\n'],
        [['EXEC'], '*1\r\n:1\r\n', later],
        [['PEXPIRETIME', 'k'], ':1700000002400\r\n', later],
        [['BLPOP', 'q', '0.001'], '*-1\r\n'],
      ),
      { kind: 'expired' as const, database: 0, key: 'k' },
      ...recording([['EXISTS', 'k'], ':0\r\n']).slice(1),
    ];
    await shadow.follow({ server: 'redis', role: 'master', settings: [], events }, tally);
    shadow.close();
    expect(tally.mismatches).toEqual([]);
    expect(tally.commands).toBe(9);
  });

  it('is refused by a server that holds data, and its data stay', async (context) => {
    const { engine, address } = present(context);
    const connection = await engine.connect();
    connection.send(['SET', 'precious', '1']);
    await connection.receive();
    await expect(Shadow.open(address)).rejects.toThrow(/holds data/);
    connection.send(['GET', 'precious']);
    expect(await connection.receive()).toBe('1');
    await engine.reset();
  });
});

describe('wrong use of --shadow', () => {
  it.each(['nonsense', 'redis://', 'http://127.0.0.1:6379', 'redis://127.0.0.1:99999'])('%s is no server', (url) => {
    expect(() => parseShadow(url)).toThrow(`--shadow ${url}: write the server as redis://127.0.0.1:6379.`);
  });

  it('is a server that is not there', async () => {
    await expect(Shadow.open({ host: '127.0.0.1', port: 1 })).rejects.toThrow(
      /No Redis answers at 127.0.0.1:1 .* Start one: redis-server --port 1/,
    );
  });
});
