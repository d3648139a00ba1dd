/** A Redis whose disk is full: MISCONF under snapshots and under an append-only file, and the end of the process under `always`; as the real ioredis meets it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { applyFaults, FaultPlanError, type Fault } from '../../../sim/faults/index.ts';
import { addRedis, warmUpRedis } from '../../../sim/redis/index.ts';
import { simulate } from '../world/simulate.ts';
import { connected, killed, suffer, unpowered } from './stage.ts';

beforeAll(() => warmUpRedis());

const SNAPSHOT = "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk. ";
const APPEND = 'MISCONF Errors writing to the AOF file: No space left on device';

type Persistence = Extract<Fault, { kind: 'disk-full' }>['persistence'];
const full = (persistence?: Persistence, forMs = 1000): Fault => ({
  kind: 'disk-full',
  target: 'redis',
  atMs: 1000,
  forMs,
  ...(persistence === undefined ? {} : { persistence }),
});

/** The lines of INFO about what was written. */
const statuses = (info: string): readonly string[] => info.split('\r\n').filter((line) => /_status:/.test(line));

describe('disk-full under snapshots', () => {
  test('writes and PING are answered MISCONF, reads go on, and a snapshot that fits ends it', async () => {
    const faults = await suffer({}, [full('rdb')], async ({ client, world }) => {
      await client.set('a', '1');
      const queued = connected();
      await queued.multi({ pipeline: false });
      await queued.set('a', '2');
      await sleep(1100 - world.nowMs);
      expect(await client.get('a')).toBe('1');
      await expect(client.set('a', '2')).rejects.toThrow(SNAPSHOT);
      await expect(client.del('a')).rejects.toThrow(SNAPSHOT);
      await expect(client.blpop('list', 1)).rejects.toThrow(SNAPSHOT);
      await expect(client.ping()).rejects.toThrow(SNAPSHOT);
      expect(await client.publish('news', 'hello')).toBe(0);
      expect(await client.eval("return redis.call('GET', KEYS[1])", 1, 'a')).toBe('1');
      await expect(client.eval("return redis.call('SET', KEYS[1], '2')", 1, 'a')).rejects.toThrow(SNAPSHOT);
      await expect(client.eval("#!lua\nreturn redis.call('GET', KEYS[1])", 1, 'a')).rejects.toThrow(SNAPSHOT);
      expect(await client.eval("#!lua flags=no-writes\nreturn redis.call('GET', KEYS[1])", 1, 'a')).toBe('1');
      await expect(client.multi().get('a').set('a', '2').exec()).rejects.toThrow(
        'EXECABORT Transaction discarded because of previous errors.',
      );
      await expect(queued.exec()).rejects.toThrow(`EXECABORT Transaction discarded because of: ${SNAPSHOT}`);
      expect(statuses(await client.info('persistence'))).toEqual([
        'rdb_last_bgsave_status:err',
        'aof_last_bgrewrite_status:ok',
        'aof_last_write_status:ok',
      ]);
      // There is room from 2 s on; the snapshot of 1 s is tried again when more than five whole seconds have passed.
      await sleep(6_900 - world.nowMs);
      await expect(client.set('a', '2')).rejects.toThrow(SNAPSHOT);
      await sleep(7_100 - world.nowMs);
      expect(await client.set('a', '2')).toBe('OK');
      expect(statuses(await client.info('persistence'))).toContain('rdb_last_bgsave_status:ok');
    });
    expect(faults).toEqual(['1.000s redis has no room on its disk (persistence rdb) for 1000ms']);
  });

  test('is a warning only with stop-writes-on-bgsave-error no, or without save points', async () => {
    await suffer({}, [full('rdb', 60_000)], async ({ client, world }) => {
      await sleep(1100 - world.nowMs);
      await expect(client.set('a', '1')).rejects.toThrow(SNAPSHOT);
      await client.config('SET', 'stop-writes-on-bgsave-error', 'no');
      expect(await client.set('a', '1')).toBe('OK');
      await client.config('SET', 'stop-writes-on-bgsave-error', 'yes');
      await expect(client.set('a', '1')).rejects.toThrow(SNAPSHOT);
      await client.config('SET', 'save', '');
      expect(await client.set('a', '1')).toBe('OK');
    });
    await suffer({ persistence: 'none' }, [full()], async ({ client, world }) => {
      await sleep(1100 - world.nowMs);
      expect(await client.set('a', '1')).toBe('OK');
    });
  });

  test('a Redis of which nobody has said what it keeps has the save points of one without a file, and keeps everything', async () => {
    await suffer({}, [full(undefined, 500)], async ({ client, world, redis }) => {
      await client.set('a', '1');
      await sleep(1100 - world.nowMs);
      await expect(client.set('a', '2')).rejects.toThrow(SNAPSHOT);
      redis.host.crash();
      redis.host.restart();
      expect(await client.get('a')).toBe('1');
      expect(await client.set('a', '2')).toBe('OK');
    });
  });

  test('what asks for a file fails: SAVE, BGSAVE, BGREWRITEAOF, SHUTDOWN; what is on disk stays what it was', async () => {
    const plan = [full('rdb', 2_000), killed(2_500)];
    await suffer({}, plan, async ({ client, world, redis }) => {
      await client.set('a', '1');
      expect(await client.save()).toBe('OK');
      await client.set('a', '2');
      await sleep(1100 - world.nowMs);
      await expect(client.save()).rejects.toThrow(/^ERR$/);
      expect(await client.bgsave()).toBe('Background saving started');
      expect(await client.bgrewriteaof()).toBe('Background append only file rewriting scheduled');
      await sleep(20);
      expect(statuses(await client.info('persistence'))).toContain('aof_last_bgrewrite_status:err');
      await expect(client.shutdown()).rejects.toThrow('ERR Errors trying to SHUTDOWN. Check logs.');
      // Asked to end by a signal it goes on as well, until it is killed.
      redis.host.shutdown(500);
      await sleep(400);
      expect(await client.get('a')).toBe('2');
      await sleep(200);
      expect(redis.host.state).toBe('down');
      redis.host.restart();
      expect(await client.get('a')).toBe('1');
    });
  });
});

describe('disk-full under an append-only file', () => {
  test('the write that did not fit was acknowledged, those behind it are refused, and all is appended when there is room', async () => {
    await suffer({}, [full('aof-everysec'), killed(4_000, { persistence: 'aof-everysec' })], async ({ client, world }) => {
      await client.set('a', '1');
      await sleep(1100 - world.nowMs);
      expect(await client.ping()).toBe('PONG');
      expect(await client.set('a', '2')).toBe('OK');
      await expect(client.set('a', '3')).rejects.toThrow(APPEND);
      await expect(client.ping()).rejects.toThrow(APPEND);
      await expect(client.eval("return redis.call('SET', KEYS[1], '2')", 1, 'a')).rejects.toThrow(
        /^MISCONF Errors writing to the AOF file: No space left on device script: [0-9a-f]{40}, on @user_script:1\.$/,
      );
      await expect(client.bgrewriteaof()).rejects.toThrow("ERR Can't execute an AOF background rewriting.");
      expect(statuses(await client.info('persistence'))).toEqual([
        'rdb_last_bgsave_status:ok',
        'aof_last_bgrewrite_status:err',
        'aof_last_write_status:err',
      ]);
      await sleep(2_900 - world.nowMs);
      await expect(client.set('a', '3')).rejects.toThrow(APPEND);
      await sleep(3_100 - world.nowMs);
      expect(await client.set('a', '3')).toBe('OK');
      await sleep(4_200 - world.nowMs);
      expect(await client.get('a')).toBe('3');
    });
  });

  test.each(['aof-everysec', 'aof-no'] as const)(
    '%s: a process that is killed meanwhile loses what it had acknowledged',
    async (persistence) => {
      await suffer({}, [full(persistence, 3_000), killed(2_000, { persistence })], async ({ client, world }) => {
        await client.set('a', '1');
        await sleep(1100 - world.nowMs);
        expect(await client.multi().set('a', '2').set('b', '2').exec()).toEqual([
          [null, 'OK'],
          [null, 'OK'],
        ]);
        await sleep(2_200 - world.nowMs);
        expect(await client.mget('a', 'b')).toEqual(['1', null]);
        // The new process meets the same disk.
        expect(await client.set('a', '3')).toBe('OK');
        await expect(client.set('a', '4')).rejects.toThrow(APPEND);
      });
    },
  );

  test('and a power loss takes it too', async () => {
    await suffer({}, [full('aof-everysec', 3_000), unpowered(2_000, { lostMs: 0 })], async ({ client, world }) => {
      await client.set('a', '1');
      await sleep(1100 - world.nowMs);
      expect(await client.set('a', '2')).toBe('OK');
      await sleep(2_200 - world.nowMs);
      expect(await client.get('a')).toBe('1');
    });
  });

  test('always: the process ends before it answers, and what it had not written has not happened', async () => {
    const faults = await suffer({}, [full('aof-always')], async ({ client, world, redis }) => {
      await client.set('n', '1');
      await sleep(1100 - world.nowMs);
      expect(await client.get('n')).toBe('1');
      const impatient = connected({ retryStrategy: () => null });
      await impatient.get('n');
      await expect(impatient.incr('n')).rejects.toThrow('Connection is closed.');
      expect(redis.host.state).toBe('down');
      // ioredis sends it again to the process that is started when there is room: it counts once.
      expect(await client.incr('n')).toBe(2);
      expect(world.nowMs).toBeGreaterThanOrEqual(2_000);
      expect(await client.set('a', '1')).toBe('OK');
    });
    expect(faults).toEqual(['1.000s redis has no room on its disk (persistence aof-always) for 1000ms']);
  });
});

test('a plan that names another persistence, or one without files, is refused', async () => {
  const refused = async (plan: readonly unknown[]): Promise<unknown> => {
    let caught: unknown;
    await simulate((world) => {
      addRedis(world);
      try {
        applyFaults(world, plan as readonly Fault[]);
      } catch (error) {
        caught = error;
      }
      world.finish();
    });
    return caught;
  };
  const clash = await refused([full('rdb'), killed(3_000, { persistence: 'aof-no' })]);
  expect(clash).toBeInstanceOf(FaultPlanError);
  expect(String(clash)).toContain('a Redis is run with one of them');
  expect(String(await refused([{ kind: 'disk-full', target: 'redis', atMs: 1, forMs: 1, persistence: 'none' }]))).toContain('persistence');
});
