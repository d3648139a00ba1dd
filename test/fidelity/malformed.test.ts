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
