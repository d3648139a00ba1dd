/** Malformed RESP at any byte, and sizes beyond limits: Redis's own errors, and its hanging up. FIDELITY_SEED sets the seed. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { startReal } from './engines/real.ts';
import { startTwin } from './engines/twin.ts';
import { compareBytes, malformed, overlong } from './fuzz/malformed.ts';
import type { Echo } from './fuzz/malformed.ts';
import type { Engine } from './engines/engine.ts';
import type { RealServer } from './engines/real.ts';

const seed = Number(process.env['FIDELITY_SEED'] ?? 1);

let real: RealServer;
let twin: Engine;
beforeAll(async () => {
  real = await startReal();
  twin = await startTwin();
});
afterAll(async () => {
  if ('engine' in real) await real.engine.stop();
});

function realOrSkip(context: TestContext): Engine {
  if ('engine' in real) return real.engine;
  const reason = `NOT COMPARED: ${real.missing}. Install redis-server to compare malformed requests.`;
  console.warn(reason);
  return context.skip(reason);
}

describe('bytes that are no request', () => {
  it.each([
    ['*1073741825\r\n'],
    ['*2147483647\r\n'],
    ['*2147483648\r\n'],
    ['*-1\r\n*1\r\n$4\r\nPING\r\n'],
    ['*1\r\n$-2\r\n'],
    ['*1\r\n$-1\r\n'],
    ['*1\r\n$536870912\r\n'],
    ['*1\r\n$536870913\r\n'],
    ['*1\r\n:4\r\nPING\r\n'],
    ['*1\r\n$4\r\nPINGxx*1\r\n$4\r\nPING\r\n'],
    ['x'.repeat(65_537)],
    [`*${'1'.repeat(65_537)}`],
    [`*1\r\n$${'1'.repeat(65_537)}`],
    [`ECHO ${'x'.repeat(65_000)}\r\n`],
    ['"unbalanced\r\nPING\r\n'],
    ...['_', '%1', '>2', '~1', '#t', ',1.5', '(123', '!3', '=4', '|1', '+OK', '-ERR x', ':1', '?'].map((type) => [`${type}\r\nPING\r\n`]),
    ['*1\r\n%1\r\n+a\r\n:1\r\n'],
    ['*2\r\n$4\r\nECHO\r\n*1\r\n$1\r\nx\r\n'],
    // What a browser sends to this port: Redis hangs up before anything in it is done.
    ['POST / HTTP/1.1\r\nSET k v\r\n'],
    ['GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nSET k v\r\n'],
    ['*1\r\n$4\r\npOsT\r\nPING\r\n'],
    ['PING\r\n'.repeat(5000)],
    [`MULTI\r\n${'*1\r\n$4\r\nPING\r\n'.repeat(2000)}EXEC\r\n`],
    [`*20001\r\n$3\r\nDEL\r\n${'$1\r\nk\r\n'.repeat(20_000)}`],
  ])('are answered as by Redis: %#', async (bytes) => {
    const pieces = bytes.match(/[^]{1,16000}/g) ?? [];
    if ('missing' in real) {
      expect(real.missing).toContain('no redis-server');
      return;
    }
    const { twin: ours, real: theirs } = await compareBytes(twin, real.engine, pieces);
    expect(ours).toEqual(theirs);
  });

  it('of a client that has not said the password may be few only', async (context) => {
    const engine = realOrSkip(context);
    for (const bytes of ['*10\r\n', '*11\r\n', '*1\r\n$16384\r\n', '*1\r\n$16385\r\n', '*2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n*11\r\n']) {
      const echoes: Echo[] = [];
      for (const one of [twin, engine]) {
        await one.reset();
        const admin = await one.connect();
        admin.send(['CONFIG', 'SET', 'requirepass', 'secret']);
        await admin.receive();
        const connection = await one.connect();
        connection.sendBytes(Buffer.from(bytes));
        admin.send(['PING']);
        await admin.receive();
        admin.send(['CONFIG', 'SET', 'requirepass', '']);
        await admin.receive();
        if (echoes[0]?.isClosed !== false) await connection.until(Infinity, one === twin ? 0 : 2000);
        echoes.push({ replies: connection.take(), isClosed: connection.isClosed() });
        connection.close();
      }
      expect({ bytes, ...echoes[0] }).toEqual({ bytes, ...echoes[1] });
    }
  });

  it('or longer than CONFIG SET allows are refused, and so is a string that would become so', async (context) => {
    const engine = realOrSkip(context);
    const answers: unknown[] = [];
    for (const one of [twin, engine]) {
      await one.reset();
      const admin = await one.connect();
      const said: unknown[] = [];
      const ask = async (...words: string[]): Promise<void> => {
        admin.send(words);
        said.push(await admin.receive());
      };
      await ask('CONFIG', 'SET', 'proto-max-bulk-len', '1048575');
      await ask('CONFIG', 'SET', 'proto-max-bulk-len', '1mb');
      await ask('SET', 'k', 'x'.repeat(1_048_576));
      await ask('APPEND', 'k', 'y');
      await ask('SETRANGE', 'k', '1048575', 'yy');
      await ask('SETBIT', 'k', '8388607', '1');
      await ask('SETBIT', 'k', '8388608', '1');
      await ask('BITFIELD', 'k', 'SET', 'u8', '#1048576', '1');
      await ask('GETBIT', 'k', '8388608');
      await ask('STRLEN', 'k');
      for (const bytes of ['*2\r\n$3\r\nGET\r\n$1048576\r\n', '*2\r\n$3\r\nGET\r\n$1048577\r\n']) {
        const connection = await one.connect();
        connection.sendBytes(Buffer.from(bytes));
        await ask('PING');
        if (bytes.includes('77')) await connection.until(Infinity, one === twin ? 0 : 5000);
        said.push({ bytes, replies: connection.take(), isClosed: connection.isClosed() });
      }
      await one.reset();
      answers.push(said);
    }
    expect(answers[0]).toEqual(answers[1]);
  });

  it('that a server will not hold any more end the connection without a word', async (context) => {
    for (const one of [twin, realOrSkip(context)]) {
      await one.reset();
      const admin = await one.connect();
      admin.send(['CONFIG', 'SET', 'client-query-buffer-limit', '1mb']);
      expect(await admin.receive()).toEqual({ status: 'OK' });
      const connection = await one.connect();
      connection.sendBytes(Buffer.from(`*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$2000000\r\n${'x'.repeat(1_000_000)}`));
      admin.send(['PING']);
      await admin.receive();
      expect({ engine: one.name, isClosed: connection.isClosed() }).toEqual({ engine: one.name, isClosed: false });
      connection.sendBytes(Buffer.alloc(200_000, 120));
      if (one !== twin) await connection.until(Infinity, 5000);
      expect({ engine: one.name, isClosed: connection.isClosed(), replies: connection.take() }).toEqual({
        engine: one.name,
        isClosed: true,
        replies: [],
      });
      admin.send(['CONFIG', 'SET', 'client-query-buffer-limit', '1gb']);
      await admin.receive();
    }
  });

  it('are answered as by Redis whatever they are and wherever they are cut', { timeout: 300_000 }, async (context) => {
    const engine = realOrSkip(context);
    const property = (arbitrary: fc.Arbitrary<readonly string[]>): fc.IAsyncProperty<[readonly string[]]> =>
      fc.asyncProperty(arbitrary, async (pieces) => {
        const { twin: ours, real: theirs } = await compareBytes(twin, engine, pieces);
        expect(ours).toEqual(theirs);
      });
    await fc.assert(property(malformed), { seed, numRuns: Number(process.env['FIDELITY_MALFORMED'] ?? 1500) });
    await fc.assert(property(overlong), { seed, numRuns: 60 });
  });
});
