/**
 * A shop with two Redises: orders, which have a replica and a Sentinel, and customers, behind a password. Every world ends in a violation, so that there
 * is always a finding to be replayed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { constant } from 'fast-check';
import { Redis } from 'ioredis';
import { addRedis, addSentinels, applyFaults, defineSuite, warmUpRedis, type Suite, type World } from 'manyworlds';

/** A world in which both Redises are used in every way that a real server must be helped with. */
export const twoRedises: Suite<null> = defineSuite({
  name: 'two-redises',
  description: 'a shop with two Redises',
  settings: [],
  properties: [{ id: 'T1', name: 'never-ends', kind: 'safety', statement: 'the shop never closes', evidence: 'the end' }],
  goals: [],
  worldsDefault: 1,
  runByDefault: true,
  prepare: () => warmUpRedis(),
  scenario: () => constant(null),
  build,
});

/** A world in which a client uses a command of a module. */
export const lacking: Suite<null> = {
  ...twoRedises,
  name: 'lacking',
  runByDefault: false,
  build(world) {
    addRedis(world);
    world.host('shop', async () => {
      const answer: unknown = await connect('redis')
        .call('FT.SEARCH', 'orders', '*')
        .catch((error: unknown) => error);
      world.note('shop', String(answer), []);
    });
  },
};

/** Plans that name what Redis does not have; `plan` says which. */
export const misnamed: Suite<null> = {
  ...twoRedises,
  name: 'misnamed',
  runByDefault: false,
  settings: [{ key: 'plan', description: 'what is wrong', type: 'choice', choices: ['mode', 'manner', 'replica'] }],
  build(world, _scenario, { plan }) {
    addRedis(world);
    const at = { target: 'redis', atMs: 10, forMs: 10 };
    const failover = { ...at, kind: 'failover', losesWrites: 0, promoteAfterMs: 10 } as const;
    if (plan === 'mode') applyFaults(world, [{ ...at, kind: 'power-loss', persistence: word('aof-sometimes') }]);
    if (plan === 'manner') applyFaults(world, [{ ...failover, manner: word('resign') }]);
    if (plan === 'replica') applyFaults(world, [{ ...failover, manner: 'crash' }]);
  },
};

/** What a plan from a file may hold, whatever the types say. */
function word(text: string): never {
  return text as never;
}

function build(world: World): void {
  const orders = addRedis(world, { name: 'orders', replicas: 1 });
  addSentinels(world, orders, { count: 1, quorum: 1 });
  addRedis(world, {
    name: 'customers',
    persistence: 'aof-everysec',
    server: { password: 'secret', configuration: { 'notify-keyspace-events': 'KEA' } },
  });
  world.host('shop', async () => {
    await sleep(50);
    await take(connect('orders'));
    await remember(connect('customers', 'secret'), connect('customers', 'secret'));
    world.violate({ property: 'never-ends', sentence: 'the shop closes', facts: [], about: ['shop'] });
  });
  applyFaults(world, [{ kind: 'power-loss', target: 'customers', atMs: 1500, forMs: 200, lostMs: 1000 }]);
}

function connect(host: string, password?: string): Redis {
  const client = new Redis({ host, ...(password === undefined ? {} : { password }), retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  return client;
}

/** Times to live, a transaction with a question that is not asked, a script, a function, a user, settings, another database. */
async function take(client: Redis): Promise<void> {
  await client.set('order', '1', 'PX', 200);
  await client.select(1);
  await client.set('elsewhere', '1', 'PX', 100);
  await client.multi().incr('count').info().time().incr('count').exec();
  await client.eval("return redis.call('TIME')[1] + redis.call('PTTL', KEYS[1])", 1, 'elsewhere');
  await client.function('LOAD', "#!lua name=shop\nredis.register_function('total', function() return 7 end)");
  await client.fcall('total', 0);
  await client.acl('SETUSER', 'clerk', 'on', '>pass', '~order*', '+get');
  await client.acl('SETUSER', 'default', '-debug');
  await client.call('AUTH', 'clerk', 'pass');
  await client.call('GET', 'count').catch(() => undefined);
  await client.call('AUTH', 'default', 'any');
  await client.config('SET', 'notify-keyspace-events', 'Ex');
  await client.config('SET', 'maxmemory', '100mb');
  await sleep(300);
  await client.exists('elsewhere');
  await client.select(0);
  await client.exists('order');
  await client.client('REPLY', 'ON');
}

/** A stream with a group, and its messages about keys, over a loss of power that takes the last second with it. */
async function remember(client: Redis, listener: Redis): Promise<void> {
  await listener.psubscribe('__keyspace@0__:*');
  await client.xgroup('CREATE', 'visits', 'readers', '0', 'MKSTREAM');
  for (let visit = 1; visit <= 20; visit++) {
    await client.xadd('visits', `${visit}-1`, 'customer', String(visit));
    await client.xreadgroup('GROUP', 'readers', 'one', 'COUNT', '1', 'STREAMS', 'visits', '>');
    await sleep(100);
  }
  await client.xlen('visits');
  await client.xpending('visits', 'readers');
}
