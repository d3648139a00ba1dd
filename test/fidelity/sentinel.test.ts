/**
 * The commands of a Sentinel, compared with a real one: three Sentinels, a master and two replicas on either side. Field by field, but for what names
 * a machine or tells a time. Skipped, and said so, where there is no redis-server.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addRedis, addSentinels, warmUpRedis } from '../../sim/redis/index.ts';
import { freePort, NO_REDIS_SERVER, redisServerAvailable, startRealRedis, type RealRedis } from '../e2e/real-redis.ts';
import { simulate } from '../unit/world/simulate.ts';

const available = redisServerAvailable();
if (!available) console.warn(`test/fidelity/sentinel ${NO_REDIS_SERVER}`);

const DOWN_AFTER_MS = 5_000;
const REQUESTS: readonly string[] = [
  'SENTINEL get-master-addr-by-name mymaster',
  'SENTINEL get-master-addr-by-name other',
  'SENTINEL GET-MASTER-ADDR-BY-NAME MYMASTER',
  'SENTINEL masters',
  'SENTINEL master mymaster',
  'SENTINEL master other',
  'SENTINEL replicas mymaster',
  'SENTINEL slaves mymaster',
  'SENTINEL replicas other',
  'SENTINEL slaves other',
  'SENTINEL sentinels mymaster',
  'SENTINEL sentinels other',
  'SENTINEL ckquorum mymaster',
  'SENTINEL ckquorum other',
  'SENTINEL failover other',
  'SENTINEL is-master-down-by-addr 10.0.0.9 6379 0 *',
  'SENTINEL is-master-down-by-addr 10.0.0.9 x 0 *',
  'SENTINEL flushconfig',
  'SENTINEL pending-scripts',
  'SENTINEL myid',
  'SENTINEL',
  'SENTINEL nothing',
  'SENTINEL master',
  'SENTINEL master a b',
  'SENTINEL masters x',
  'SENTINEL replicas',
  'SENTINEL slaves',
  'SENTINEL sentinels',
  'SENTINEL get-master-addr-by-name',
  'SENTINEL ckquorum',
  'SENTINEL failover',
  'SENTINEL myid x',
  'PING',
  'PING a',
  'PING a b',
  'ROLE',
  'ROLE x',
  'INFO sentinel',
  'GET a',
  'SET a 1',
  'SELECT 1',
  'MULTI',
  'EVAL x 0',
  'CONFIG GET *',
  'DBSIZE',
  'TIME',
  'ECHO a',
  'PUBLISH a b',
  'PUBLISH a',
  'SUBSCRIBE',
  'AUTH x',
  'AUTH default x',
  'HELLO',
  'HELLO 4',
  'HELLO 2 x',
  'CLIENT GETNAME',
  'CLIENT SETNAME me',
  'CLIENT GETNAME',
  'CLIENT KILL 1.2.3.4:5',
  'ACL WHOAMI',
];

/** Times, offsets, and the numbers of connections. */
const VOLATILE =
  /^(?:id|last-ok-ping-reply|last-ping-reply|last-ping-sent|info-refresh|role-reported-time|last-hello-message|slave-repl-offset|link-pending-commands)$/;

/** A reply with machines and run ids told apart only by what they are. */
function plain(value: unknown, field = ''): unknown {
  if (Array.isArray(value)) {
    const fields = value[0] === 'name' || value[0] === 'server';
    return value.map((item: unknown, index) => plain(item, fields && index % 2 === 1 ? String(value[index - 1]) : ''));
  }
  if (VOLATILE.test(field)) return '<time>';
  if (typeof value !== 'string') return value;
  return value
    .replaceAll(/\b(?:127|10)\.0\.0\.\d+\b/g, '<ip>')
    .replaceAll(/\b[0-9a-f]{40}\b/g, '<run id>')
    .replaceAll(/(?<=<ip>:)\d+/g, '<port>')
    .replace(/^(?:\d{4,5})$/, field === 'down-after-milliseconds' || field === 'failover-timeout' ? '$&' : '<port>');
}

async function ask(client: Redis): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const line of REQUESTS) {
    const [command = '', ...words] = line.split(' ');
    const reply: unknown = await client.call(command, ...words).catch((error: Error) => `-${error.message}`);
    answers.push(`${line} → ${JSON.stringify(plain(reply), null, 1)}`);
  }
  return answers;
}

const connect = (port: number, host = '127.0.0.1'): Redis => {
  const client = new Redis({ host, port, enableReadyCheck: false, retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  return client;
};

/** Waits until an answer has what is looked for; a real cluster needs a few seconds. */
async function until(answer: () => Promise<unknown>, pattern: RegExp): Promise<void> {
  for (;;) {
    const text = JSON.stringify(await answer().catch(() => ''));
    if (pattern.test(text)) return;
    await sleep(50);
  }
}

describe.skipIf(!available)('a Sentinel', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sentinel-'));
  const processes: ChildProcess[] = [];
  const servers: RealRedis[] = [];
  let port = 0;

  /** Starts one on a port of its own. */
  async function startSentinel(masterPort: number): Promise<number> {
    const own = await freePort();
    const file = join(directory, `${own}.conf`);
    const lines = [`port ${own}`, 'bind 127.0.0.1', `dir ${directory}`, `sentinel monitor mymaster 127.0.0.1 ${masterPort} 2`];
    writeFileSync(file, [...lines, `sentinel down-after-milliseconds mymaster ${DOWN_AFTER_MS}`, ''].join('\n'));
    processes.push(spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' }));
    return own;
  }

  beforeAll(async () => {
    await warmUpRedis();
    const master = await startRealRedis({ settings: ['--repl-diskless-sync-delay', '0'] });
    servers.push(master);
    for (let count = 0; count < 2; count += 1)
      servers.push(await startRealRedis({ settings: ['--replicaof', '127.0.0.1', String(master.port)] }));
    const replication = connect(master.port);
    await until(() => replication.info('replication'), /slave1:\S+state=online/);
    replication.disconnect();
    for (let count = 0; count < 3; count += 1) port = await startSentinel(master.port);
    const sentinel = connect(port);
    await until(() => sentinel.info('sentinel'), /slaves=2,sentinels=3/);
    await until(() => sentinel.call('SENTINEL', 'replicas', 'mymaster'), /("master-link-status","ok".*){2}/);
    await until(() => sentinel.call('SENTINEL', 'sentinels', 'mymaster'), /^(?!.*disconnected).*"flags","sentinel".*"flags","sentinel"/);
    await until(() => sentinel.call('SENTINEL', 'ckquorum', 'mymaster'), /OK 3/);
    sentinel.disconnect();
  }, 60_000);

  afterAll(async () => {
    const ends = processes.map((process) => new Promise((resolve) => process.once('exit', resolve)));
    for (const process of processes) process.kill('SIGKILL');
    await Promise.all([...ends, ...servers.map((server) => server.close())]);
    rmSync(directory, { recursive: true });
  });

  it('answers as the real one does, field by field', { timeout: 30_000 }, async () => {
    const client = connect(port);
    const real = await ask(client);
    client.disconnect();
    let twin: readonly string[] = [];
    await simulate((world) => {
      const redis = addRedis(world, { replicas: 2, unsupported: 'answer' });
      const [first] = addSentinels(world, redis, { downAfterMs: DOWN_AFTER_MS });
      world.host('app', async () => {
        await sleep(3_000);
        twin = await ask(connect(first?.port ?? 0, first?.host));
        world.finish();
      });
    });
    expect(twin).toEqual(real);
  });
});
