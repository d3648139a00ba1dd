/**
 * `manyworlds replay <id> --shadow redis://…` as a person types it: the built program as a process, a finding made by the same program, and a real
 * redis-server on a port of its own.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { root, startProgram, type Finished } from '../program/built.ts';
import { startReal, type RealServer } from './engines/real.ts';

const configuration = fileURLToPath(new URL('./shadow-fixture/manyworlds.config.ts', import.meta.url));

let out = '';
/** A finding of the suite with two Redises. */
let shopId = '';
const running: Extract<RealServer, { engine: unknown }>[] = [];
beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), 'manyworlds-shadow-'));
  shopId = await find('two-redises', '--config', configuration);
}, 60_000);
afterEach(async () => {
  for (const { engine } of running.splice(0)) await engine.stop();
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** A redis-server of the test's own, whatever REDIS_URL says: it is emptied, and filled. */
async function serve(context: TestContext, ...options: readonly string[]): Promise<(typeof running)[number]> {
  const real = await startReal({ url: null, options });
  if ('missing' in real) {
    const reason = `NOT COMPARED: ${real.missing}. Install redis-server to replay in its shadow.`;
    console.warn(reason);
    return context.skip(reason);
  }
  running.push(real);
  return real;
}

const program = async (...argv: readonly string[]): Promise<Finished> => await startProgram([...argv, '--out', out], root).finished;
const replay = async (id: string, url: string, ...argv: readonly string[]): Promise<Finished> =>
  await program('replay', id, '--shadow', url, ...argv);

/** Makes a finding, and answers its id. */
async function find(...argv: readonly string[]): Promise<string> {
  const { out: text, exitCode, error } = await program('run', ...argv, '--seed', '1', '--workers', '1', '--no-shrink', '--json');
  expect(exitCode, error).toBe(1);
  return (JSON.parse(text.split('\n')[0] ?? '') as { readonly id: string }).id;
}

/** What a shadow run must leave as it was. */
async function stateOf({ engine }: (typeof running)[number]): Promise<unknown> {
  const connection = await engine.connect();
  const asked = [
    ['DBSIZE'],
    ['FUNCTION', 'LIST'],
    ['ACL', 'LIST'],
    ['CONFIG', 'GET', 'notify-keyspace-events'],
    ['CONFIG', 'GET', 'maxmemory'],
  ];
  const answers: unknown[] = [];
  for (const words of [...asked, ['CONFIG', 'GET', 'requirepass'], ['INFO', 'keyspace']]) {
    connection.send(words);
    answers.push(await connection.receive());
  }
  connection.close();
  return answers;
}

describe('replay --shadow', { timeout: 120_000 }, () => {
  it('compares a finding of the scheduler with a real server and keeps its exit code', async (context) => {
    const real = await serve(context);
    const id = await find('chaos', '--set', 'preset=baseline', '--seeds', '20');
    const before = await stateOf(real);
    const { exitCode, out: text, error } = await replay(id, `redis://127.0.0.1:${real.address.port}`);
    expect({ exitCode, error }).toEqual({ exitCode: 1, error: '' });
    expect(text).toContain('reproduced: the same world');
    const [, commands = '', version = ''] =
      /\nShadow: (\d+) commands and \d+ messages compared with redis-server (\S+), 0 mismatches\.\n {2}followed: redis\n/.exec(text) ?? [];
    expect(Number(commands)).toBeGreaterThan(20);
    expect(version).toBe(real.version);
    expect(text).toMatch(/ {2}rule: scripts run in the world’s time \(\d+ times\)/);
    expect(await stateOf(real)).toEqual(before);
  });

  it('follows every Redis of a world, tells who is not followed, and leaves the server as it was', async (context) => {
    const real = await serve(context);
    const before = await stateOf(real);
    const followed = await replay(shopId, `redis://127.0.0.1:${real.address.port}`, '--config', configuration, '--json');
    // With --json the output stream is JSON and nothing else.
    expect(JSON.parse(followed.out)).toMatchObject({ type: 'replay', result: 'reproduced', exitCode: 1 });
    expect(followed.error).toContain(
      '0 mismatches.\n  followed: orders, customers\n  not followed: orders-replica-1 (a replica), sentinel-1 (a sentinel)\n',
    );
    for (const rule of [
      'settings of a process are not asked',
      'settings that the server was started with are set',
      'keys that expired in the world are deleted then',
      'what a restart lost or kept is brought about by commands',
    ])
      expect(followed.error).toContain(`  rule: ${rule} (`);
    expect(followed.exitCode).toBe(1);
    expect(await stateOf(real)).toEqual(before);
  });

  it('ends with 70 and both replies when the real server answers otherwise', async (context) => {
    // A real server whose XLEN is STRLEN: what a twin that is wrong there would look like.
    const real = await serve(context, '--rename-command', 'XLEN', '', '--rename-command', 'STRLEN', 'XLEN');
    const before = await stateOf(real);
    const { exitCode, out: text } = await replay(shopId, `redis://127.0.0.1:${real.address.port}`, '--config', configuration);
    expect(text).toMatch(
      /\n {2}differs at customers: "xlen" "visits"\n {4}twin: {9}\d+\n {4}redis-server: \{"error":"WRONGTYPE Operation against a key holding the wrong kind of value"\}\n/,
    );
    expect(text).toContain(', 1 mismatches.\n');
    expect(exitCode).toBe(70);
    expect(await stateOf(real)).toEqual(before);
  });

  it('refuses a server that holds a key or a function, before the first command, and leaves it alone', async (context) => {
    const real = await serve(context);
    for (const words of [
      ['SET', 'precious', '1'],
      ['FUNCTION', 'LOAD', "#!lua name=mine\nredis.register_function('f', function() return 1 end)"],
    ]) {
      const connection = await real.engine.connect();
      connection.send(words);
      await connection.receive();
      connection.send(['CONFIG', 'RESETSTAT']);
      await connection.receive();
      const { exitCode, out: text, error } = await replay(shopId, `redis://127.0.0.1:${real.address.port}`, '--config', configuration);
      expect({ exitCode, text }).toEqual({ exitCode: 2, text: '' });
      expect(error).toBe(
        `manyworlds: The server at 127.0.0.1:${real.address.port} holds data, or does not say (INFO). A shadow needs an empty one of its own: redis-server --port N --save ''.\n`,
      );
      connection.send(['INFO', 'commandstats']);
      const stats = await connection.receive();
      expect((typeof stats === 'string' ? stats : '').match(/cmdstat_[^:]+/g)?.toSorted()).toEqual([
        'cmdstat_config|resetstat',
        'cmdstat_info',
      ]);
      connection.send(['EXISTS', 'precious']);
      expect(await connection.receive()).toBe(words[0] === 'SET' ? 1 : 0);
      await real.engine.reset();
    }
  });
});

describe('wrong use of replay --shadow', { timeout: 120_000 }, () => {
  it.each([
    'nonsense',
    'redis://',
    'http://127.0.0.1:6379',
    'redis://127.0.0.1:99999',
    'redis://user:secret@127.0.0.1:6379',
    'redis://127.0.0.1:6379/1',
  ])('is the URL "%s"', async (url) => {
    const { exitCode, out: text, error } = await replay(shopId, url, '--config', configuration);
    expect({ exitCode, text }).toEqual({ exitCode: 2, text: '' });
    expect(error).toContain('redis://127.0.0.1:6379');
  });

  it('is a port where nobody listens', async () => {
    const port = await closedPort();
    const { exitCode, error } = await replay(shopId, `redis://127.0.0.1:${port}`, '--config', configuration);
    expect(exitCode).toBe(2);
    expect(error).toMatch(
      new RegExp(
        `^manyworlds: No Redis answers at 127\\.0\\.0\\.1:${port} \\(.*ECONNREFUSED.*\\)\\. Start one: redis-server --port ${port} --save ''\\.\\n$`,
      ),
    );
  });

  it('is a server that wants a password', async (context) => {
    const { address } = await serve(context, '--requirepass', 'secret');
    const { exitCode, error } = await replay(shopId, `redis://127.0.0.1:${address.port}`, '--config', configuration);
    expect(exitCode).toBe(2);
    expect(error).toContain('NOAUTH');
  });
});

describe('what the simulated Redis does not have', { timeout: 120_000 }, () => {
  it('is answered as by Redis, and the finding says who lacks it', async () => {
    const { exitCode, out: text } = await program('run', 'lacking', '--config', configuration, '--seed', '1', '--workers', '1');
    expect(exitCode).toBe(1);
    expect(text).toContain('only-simulated-commands   shop sent FT.SEARCH, which the simulated Redis does not have');
    expect(text).toContain("-ERR unknown command 'FT.SEARCH', with args b");
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'answered FT.SEARCH of shop as an unknown command; docs/redis-commands.md lists what there is',
    );
  });

  it.each([
    ['mode', 'persistence is "aof-sometimes" and must be "none" or "rdb" or "aof-always" or "aof-everysec" or "aof-no"; may be absent'],
    ['manner', 'manner is "resign" and must be "crash" or "power-loss" or "split-brain"'],
    ['replica', 'nothing at redis can suffer failover; nothing in this world can'],
  ])('is refused in a plan: %s', async (plan, problem) => {
    const called = await program('run', 'misnamed', '--config', configuration, '--set', `plan=${plan}`, '--workers', '1', '--seeds', '1');
    expect(called.exitCode).toBe(2);
    expect(called.error).toMatch(/^manyworlds: fault plan, fault 1/);
    expect(called.error).toContain(problem);
  });
});

/** A port that was free a moment ago. */
function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
