/** `manyworlds redis`: the twin on a real port, for programs that know nothing of worlds. */
import { spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, startProgram } from '../../program/built.ts';
import { call } from './terminal.ts';

/** Starts the built program on a free port and waits until it listens. */
async function serve(...argv: readonly string[]): Promise<{ port: number; program: ReturnType<typeof startProgram> }> {
  const program = startProgram(['redis', '--port', '0', ...argv], root);
  const port = await new Promise<number>((resolve) => {
    program.child.stdout?.on('data', (text: string) => resolve(Number(/:(\d+)\./.exec(text)?.[1])));
  });
  return { port, program };
}

describe('a served twin', () => {
  let port = 0;
  let program: ReturnType<typeof startProgram>;
  beforeAll(async () => {
    ({ port, program } = await serve());
  });
  afterAll(async () => {
    program.child.kill('SIGINT');
    expect(await program.finished).toMatchObject({ exitCode: 0 });
  });

  it('answers the unmodified ioredis over TCP: values, scripts, transactions, messages', async () => {
    const client = new Redis({ port, host: '127.0.0.1' });
    const other = client.duplicate();
    await client.flushall();
    expect(await client.set('key', Buffer.from([0, 255, 13, 10]))).toBe('OK');
    expect(await client.getBuffer('key')).toEqual(Buffer.from([0, 255, 13, 10]));
    expect(await client.eval("return {KEYS[1], redis.call('strlen', KEYS[1])}", 1, 'key')).toEqual(['key', 4]);
    expect(await client.multi().incr('n').incr('n').exec()).toEqual([
      [null, 1],
      [null, 2],
    ]);
    await other.subscribe('news');
    const message = new Promise((resolve) => other.once('message', (channel, text) => resolve([channel, text])));
    expect(await client.publish('news', 'hello')).toBe(1);
    expect(await message).toEqual(['news', 'hello']);
    client.disconnect();
    other.disconnect();
  });

  it('lets the machine’s clock end keys and waits', async () => {
    const client = new Redis({ port, host: '127.0.0.1' });
    const waiting = client.duplicate();
    await client.set('short', '1', 'PX', 30);
    // The wait ends by the server's timer, and so has the key by then.
    expect(await waiting.blpop('nobody-pushes', 0.2)).toBeNull();
    expect(await client.get('short')).toBeNull();
    const popped = waiting.blpop('queue', 0);
    while (!/cmd=blpop/.test(String(await client.client('LIST')))) await new Promise((resolve) => setTimeout(resolve, 5));
    await client.rpush('queue', 'job');
    expect(await popped).toEqual(['queue', 'job']);
    client.disconnect();
    waiting.disconnect();
  });

  it('keeps a deadline that lies further away than Node’s timers reach', async () => {
    const client = new Redis({ port, host: '127.0.0.1' });
    await client.set('far', '1', 'PX', 2 ** 31 + 1000);
    await client.set('near', '1', 'PX', 1);
    while ((await client.exists('near')) === 1) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(await client.get('far')).toBe('1');
    client.disconnect();
  });

  it('serves redis-cli', (context) => {
    const asked = spawnSync('redis-cli', ['-p', String(port), '--no-raw', 'EVAL', 'return {1, ARGV[1]}', '0', 'two'], { encoding: 'utf8' });
    if (asked.error !== undefined) context.skip('NOT RUN: there is no redis-cli in PATH (Debian: redis-tools)');
    expect(asked.stdout).toBe('1) (integer) 1\n2) "two"\n');
  });

  it('serves redis-benchmark', (context) => {
    const argv = ['-p', String(port), '-t', 'ping,set,get,incr,lpush,rpop,sadd,hset,spop,zadd,zpopmin,lrange_100,mset', '-n', '500', '-q'];
    const asked = spawnSync('redis-benchmark', argv, { encoding: 'utf8' });
    if (asked.error !== undefined) context.skip('NOT RUN: there is no redis-benchmark in PATH (Debian: redis-tools)');
    expect(asked.status).toBe(0);
    expect(asked.stdout + asked.stderr).not.toMatch(/error|unknown/i);
    const measured = asked.stdout.split(/[\r\n]/).filter((line) => line.includes('requests per second'));
    expect(measured.length).toBeGreaterThanOrEqual(13);
  });

  it('says once what its clients use and it lacks', async () => {
    const client = new Redis({ port, host: '127.0.0.1' });
    for (let attempt = 0; attempt < 2; attempt++) await expect(client.call('NOSUCH')).rejects.toThrow(/unknown command 'NOSUCH'/);
    client.disconnect();
    const { port: second, program: other } = await serve();
    const asking = new Redis({ port: second, host: '127.0.0.1' });
    for (let attempt = 0; attempt < 2; attempt++) await expect(asking.call('NOSUCH')).rejects.toThrow(/unknown command/);
    asking.disconnect();
    other.child.kill('SIGTERM');
    const { exitCode, error } = await other.finished;
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: 'The twin has no NOSUCH; it was answered as an unknown command.\n' });
  });
});

describe('wrong use', () => {
  it('of a port that somebody has is told', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const refused = await call(['redis', '--port', String(port)]);
    taken.close();
    expect(refused).toMatchObject({
      exitCode: 2,
      error: `manyworlds: 127.0.0.1:${port} is in use already. Name another port with --port, or --port 0 for any that is free.\n`,
    });
  });

  it.each([
    [['--port', 'x'], '--port x: "x" is not a whole number of at least 0.'],
    [['--port', '-1'], '--port -1: "-1" is not a whole number of at least 0.'],
    [['--port', '65536'], '--port 65536: ports go from 0 to 65535.'],
    [['--port'], '--port needs a value: --port N'],
    [['6379'], 'redis takes no operand, and "6379" was given. Did you mean --port 6379?'],
    [['--prot', '1'], 'There is no flag --prot. Did you mean "--port"?'],
    [['--host', '203.0.113.7', '--port', '0'], 'This machine has no address 203.0.113.7. The default is 127.0.0.1.'],
  ])('%j is refused', async (argv, message) => {
    const refused = await call(['redis', ...argv]);
    expect(refused.exitCode).toBe(2);
    expect(refused.error).toContain(message);
  });

  it('is none when it is asked for help', async () => {
    const { exitCode, out } = await call(['redis', '--help']);
    expect(exitCode).toBe(0);
    expect(out).toContain('--port N');
    expect(out).toContain('the default is 127.0.0.1');
  });

  it('without a password on an address that others reach is warned of', async () => {
    const stop = new AbortController();
    const said: string[] = [];
    const called = call(['redis', '--host', '0.0.0.0', '--port', '0'], {
      signal: stop.signal,
      error: (text) => {
        said.push(text);
        stop.abort();
      },
    });
    expect((await called).exitCode).toBe(0);
    expect(said.join('')).toBe('Warning: 0.0.0.0 can be reached from other machines, and there is no --password.\n');
  });
});
