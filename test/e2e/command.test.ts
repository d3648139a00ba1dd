/**
 * The command `scheduler` as a person and a script use it: processes of their own against a real Redis with a password, results on standard
 * output, messages on standard error, exit codes. What is refused before Redis is asked is tested beside the sources.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../src/index.ts';
import { NO_REDIS_SERVER, redisServerAvailable, startRealRedis, type RealRedis } from './real-redis.ts';
import { scheduler, startScheduler, until, type Finished, type SchedulerProcess } from './scheduler-process.ts';

const available = redisServerAvailable();
if (!available) console.warn(`test/e2e/command ${NO_REDIS_SERVER}`);

describe('without Redis', { timeout: 180_000 }, () => {
  it('help and version are results; a mistake and a silence are messages with their codes', async () => {
    expect(await scheduler(['--help'])).toMatchObject({ status: 0, stderr: '' });
    expect((await scheduler(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(await scheduler(['subimt'])).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('Did you mean "submit"?') as string,
    });
    const nowhere = ['--redis', 'redis://127.0.0.1:1', '--timing', 'clientTimeoutMs=100'];
    const { status, stdout, stderr } = await scheduler(['submit', ...nowhere, '--id', 'a', '--', 'true']);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('repeat it with the same id');
  });
});

describe.skipIf(!available)('with a Redis that wants a password', { timeout: 180_000 }, () => {
  const roles: SchedulerProcess[] = [];
  let redis: RealRedis;
  let environment: Readonly<Record<string, string>> = {};
  beforeAll(async () => {
    redis = await startRealRedis({ password: 'sesame' });
    environment = { SCHEDULER_REDIS: redis.url };
    roles.push(startScheduler(['gateway'], environment));
    roles.push(startScheduler(['worker', '--id', 'w1', '--cpu', '4000', '--memory', '4096', '--pool', 'blue'], environment));
    await until(async () => (await ask('workers', '--json')).stdout.includes('"w1"'));
  }, 180_000);
  afterAll(async () => {
    for (const { child } of roles) child.kill('SIGKILL');
    await redis?.close();
  });

  const ask = (...argv: readonly string[]): Promise<Finished> => scheduler(argv, environment);

  it('a command and a role without the password end with code 1 and what to do', async () => {
    const address = ['--redis', `127.0.0.1:${redis.port}`];
    const wrong = ['--redis', `redis://:wrong@127.0.0.1:${redis.port}`];
    for (const argv of [
      ['workers', ...address],
      ['submit', ...wrong, '--id', 'x', '--', 'true'],
      ['gateway', ...wrong],
      ['worker', '--id', 'w', ...address],
    ]) {
      const { status, stdout, stderr } = await scheduler(argv);
      expect({ argv, status, stdout }).toEqual({ argv, status: 1, stdout: '' });
      expect(stderr).toMatch(/Redis refuses access \((NOAUTH|WRONGPASS)/);
      expect(stderr).toContain('USER:PASSWORD@host:port');
      expect(stderr).not.toContain('wrong@');
    }
  });

  it('submit --wait ends with the code of the container', async () => {
    expect(await ask('submit', '--id', 'seven', '--wait', '--', 'sh', '-c', 'exit 7')).toMatchObject({
      status: 7,
      stdout: 'seven exited 7\n',
    });
    expect(await ask('submit', '--id', 'none', '--wait', '--', '/nowhere/at-all')).toMatchObject({
      status: 127,
      stdout: 'none exited 127\n',
    });
    const { status, stdout } = await ask('submit', '--id', 'zero', '--wait', '--json', '--', 'true');
    expect({ status, result: JSON.parse(stdout) as unknown }).toEqual({
      status: 0,
      result: { id: 'zero', status: 'ended', outcome: { kind: 'exited', exitCode: 0 } },
    });
  });

  it('submit reads JSON lines from standard input', async () => {
    const request = { cpuMillicores: 10, memoryMib: 10, command: ['sh', '-c', 'exit $CODE'] };
    const lines = [0, 0, 3].map((code, index) => JSON.stringify({ ...request, id: `line-${index}`, environment: { CODE: String(code) } }));
    const { status, stdout } = await scheduler(['submit', '--file', '-', '--wait'], environment, lines.join('\n'));
    expect(stdout.split('\n').toSorted()).toEqual(['', 'line-0 exited 0', 'line-1 exited 0', 'line-2 exited 3']);
    expect(status).toBe(1);
  });

  it('the same request is accepted again, another one under its id is refused', async () => {
    const submit = (...program: readonly string[]): Promise<Finished> =>
      ask('submit', '--id', 'same', '--selector', 'nobody', '--wait-for-worker', '--', ...program);
    expect(await submit('true')).toMatchObject({ status: 0, stdout: 'same accepted\n' });
    expect(await submit('true')).toMatchObject({ status: 0, stdout: 'same accepted\n' });
    expect(await ask('submit', '--id', 'unheard', '--selector', 'nobody', '--', 'true')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('there are blue') as string,
    });
    const { status, stdout, stderr } = await submit('false');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('container same was submitted with a different request');
    expect(await ask('stop', 'same')).toMatchObject({ status: 0, stdout: 'same cancelled\n' });
  });

  it('stop, ps and workers tell what there is, as text and as JSON', async () => {
    expect(await ask('submit', '--id', 'long', '--cpu', '1500', '--', 'sleep', '1000')).toMatchObject({ status: 0 });
    await until(async () => (await ask('ps', '--json', 'long')).stdout.includes('"RUNNING"'));
    expect((await ask('ps', 'long', 'seven')).stdout).toMatch(
      /^CONTAINER {2}STATE {4}WORKER {2}OUTCOME\nlong +RUNNING +w1 +-\nseven +ENDED +- +exited 7\n$/,
    );
    expect((await ask('workers')).stdout).toMatch(/^WORKER +STATUS +POOL +CPU USED +CPU .*\nw1 +available +blue +1500 +4000 /);
    expect(JSON.parse((await ask('workers', '--json')).stdout)).toMatchObject({
      id: 'w1',
      poolSelector: 'blue',
      free: { cpuMillicores: 2_500 },
    });
    expect((await ask('ps')).stdout).toMatch(
      /^CONTAINER +STATE +WORKER +CPU +MEMORY +GPUS +AGE +TRIES +WORKSPACE\nlong +RUNNING +w1 +1500 +1024 +0 /,
    );
    expect(JSON.parse((await ask('ps', '--json', '--state', 'RUNNING', '--worker', 'w1')).stdout)).toMatchObject({
      id: 'long',
      cpuMillicores: 1_500,
    });
    expect(await ask('ps', '--state', 'PENDING')).toMatchObject({ status: 0, stdout: '' });
    expect((await ask('top')).stdout).toMatch(/^containers +1\n[\s\S]*placed +1\n[\s\S]*\nw1 +blue +available +1500\/4000 /);
    const looks = (await ask('top', '--json', '--count', '2', '--interval', '100ms')).stdout.trim().split('\n');
    expect(looks.map((look) => (JSON.parse(look) as { readonly backlog: unknown }).backlog)).toMatchObject([
      { containers: 1 },
      { containers: 1 },
    ]);
    const watched = startScheduler(['top', '--count', '100000', '--interval', '100ms'], environment);
    watched.child.stdout?.once('data', () => watched.child.kill('SIGINT'));
    expect(await watched.finished).toMatchObject({ status: 0, stderr: '' });
    expect(await ask('stop', 'long')).toMatchObject({ status: 0, stdout: 'long stopping\n' });
    await until(async () => (await ask('ps', 'long')).stdout.includes('stopped'));
    expect(await ask('stop', 'long', 'nobody')).toMatchObject({ status: 1, stdout: 'long ended\nnobody unknown\n' });
    expect(await ask('ps', 'nobody')).toMatchObject({ status: 1 });
  });

  it('cordon, uncordon and drain take a worker out of service and back', async () => {
    expect(await ask('cordon', 'w1', 'w9')).toMatchObject({ status: 0, stdout: 'w1 cordoned\nw9 cordoned (it is not there now)\n' });
    expect(JSON.parse((await ask('workers', '--json')).stdout)).toMatchObject({ status: 'disabled' });
    expect(await ask('uncordon', 'w1', 'w9')).toMatchObject({ status: 0 });
    expect(await ask('submit', '--id', 'drained', '--', 'sleep', '1000')).toMatchObject({ status: 0 });
    await until(async () => (await ask('ps', 'drained')).stdout.includes('RUNNING'));
    expect(await ask('drain', 'w1')).toMatchObject({ status: 0, stdout: 'w1 drained, stopped: drained\n' });
    await until(async () => (await ask('ps', 'drained')).stdout.includes('stopped'));
    expect(await ask('drain', 'ghost')).toMatchObject({ stdout: 'ghost drained, stopped: nothing (it is not there now)\n' });
    expect(await ask('uncordon', 'w1', 'ghost')).toMatchObject({ status: 0 });
    expect(await ask('quota', 'team', '--cpu', '400', '--gpus', 'none')).toMatchObject({ status: 0, stdout: 'team cpu 400, gpus none\n' });
    expect(await ask('submit', '--id', 'over', '--workspace', 'team', '--cpu', '401', '--', 'true')).toMatchObject({ status: 1 });
  });

  it('a gateway with pools starts the workers that are needed, and ends them when it ends', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'scheduler-pools-'));
    const pools = [{ name: 'green', requiresSelector: true, workerSize: { cpuMillicores: 2_000, memoryMib: 2_000 }, workersMax: 2 }];
    writeFileSync(join(folder, 'pools.json'), JSON.stringify(pools));
    const gateway = startScheduler(['gateway', '--id', 'with-pools', '--pools', join(folder, 'pools.json')], environment);
    roles.push(gateway);
    expect(
      await ask('submit', '--id', 'green-1', '--selector', 'green', '--wait-for-worker', '--wait', '--', 'sh', '-c', 'exit 4'),
    ).toMatchObject({
      status: 4,
    });
    expect((await ask('workers')).stdout).toMatch(/ green /);
    const { status, stdout, stderr } = await ask('submit', '--id', 'too-large', '--selector', 'green', '--cpu', '2001', '--', 'true');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('ask for less');
    gateway.child.kill('SIGTERM');
    expect(await gateway.finished).toMatchObject({ status: 0 });
    expect((await ask('workers')).stdout).not.toMatch(/ green /);
    rmSync(folder, { recursive: true });
  });

  it('colours nothing in a pipe or with NO_COLOR, and something when it is told to', async () => {
    expect((await ask('workers')).stdout).not.toContain('\u001B');
    expect((await ask('workers', '--color')).stdout).toContain('\u001B[1m');
    expect((await scheduler(['workers'], { ...environment, NO_COLOR: '', FORCE_COLOR: '1' })).stdout).toContain('\u001B[1m');
    expect((await scheduler(['workers'], { ...environment, NO_COLOR: '1', FORCE_COLOR: '1' })).stdout).not.toContain('\u001B');
  });

  it('a Redis that is full, or only a replica, is told with what to do', async () => {
    const primary = await startRealRedis({ settings: ['--maxmemory', '1mb', '--maxmemory-policy', 'noeviction'] });
    const replica = await startRealRedis({ settings: ['--replicaof', `127.0.0.1 ${primary.port}`] });
    const submit = (port: number): Promise<Finished> =>
      scheduler(['submit', '--redis', `127.0.0.1:${port}`, '--timing', 'clientTimeoutMs=2000', '--id', 'a', '--', 'true']);
    expect(await submit(primary.port)).toMatchObject({ status: 1, stderr: expect.stringContaining('raise its maxmemory') as string });
    expect(await submit(replica.port)).toMatchObject({ status: 1, stderr: expect.stringContaining('give that of the primary') as string });
    await replica.close();
    await primary.close();
  });

  it('host:port is an address', async () => {
    const open = await startRealRedis();
    const client = createClient({ redis: `127.0.0.1:${open.port}` });
    expect(await client.workers()).toEqual([]);
    await client.close();
    await open.close();
  });
});
