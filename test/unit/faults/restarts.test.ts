/** What a restart of Redis leaves behind, how it is ended in order, and plans that name what it keeps. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { beforeAll, describe, expect, test } from 'vitest';
import { applyFaults, FaultPlanError, faultKinds, type Fault } from '../../../sim/faults/index.ts';
import { addRedis, warmUpRedis } from '../../../sim/redis/index.ts';
import { PERSISTENCE_MODES, type PersistenceMode } from '../../../sim/redis/persistence/index.ts';
import { simulate } from '../world/simulate.ts';
import { killed, suffer, unpowered } from './stage.ts';

beforeAll(() => warmUpRedis());

describe('over a restart', () => {
  test('expiry goes on, also of what comes back; scripts, MULTI, WATCH and waiting clients are gone', async () => {
    await suffer({ persistence: 'aof-everysec' }, [unpowered(1000, { forMs: 1000, lostMs: 500 })], async ({ client, world }) => {
      await client.set('short', '1', 'PX', 1500);
      await client.set('long', '1', 'PX', 60_000);
      const digest = String(await client.script('LOAD', 'return 7'));
      await sleep(700 - world.nowMs);
      await client.persist('short');
      await client.pexpire('long', 5);
      await sleep(200);
      expect(await client.exists('long')).toBe(0);
      await sleep(1500);
      expect(await client.exists('short')).toBe(0);
      expect(await client.pttl('long')).toBeGreaterThan(50_000);
      await expect(client.evalsha(digest, 0)).rejects.toThrow('NOSCRIPT');
    });
  });

  test('functions are kept as keys are', async () => {
    const library = (name: string): string => `#!lua name=${name}\nredis.register_function('${name}', function() return '${name}' end)`;
    await suffer({ persistence: 'rdb' }, [killed(1000)], async ({ client, world }) => {
      await client.function('LOAD', library('one'));
      await client.save();
      await client.function('LOAD', library('two'));
      await client.function('DELETE', 'one');
      await sleep(1500 - world.nowMs);
      expect(await client.fcall('one', 0)).toBe('one');
      await expect(client.fcall('two', 0)).rejects.toThrow('ERR Function not found');
    });
    await suffer({ persistence: 'none' }, [killed(1000)], async ({ client, world }) => {
      await client.function('LOAD', library('one'));
      await sleep(1500 - world.nowMs);
      await expect(client.fcall('one', 0)).rejects.toThrow('ERR Function not found');
    });
  });

  test('many keys take time to be read, and commands are answered LOADING', async () => {
    await suffer({ persistence: 'aof-always' }, [killed(2000)], async ({ world }) => {
      const raw = new Redis({ host: 'redis', retryStrategy: () => 5, enableReadyCheck: false, maxRetriesPerRequest: null });
      raw.on('error', () => undefined);
      for (let batch = 0; batch < 20; batch += 1) {
        const words: string[] = [];
        for (let number = 0; number < 1000; number += 1) words.push(`key-${batch}-${number}`, 'x');
        await raw.mset(...words);
      }
      await sleep(2115 - world.nowMs);
      await expect(raw.get('key-0-0')).rejects.toThrow('LOADING Redis is loading the dataset in memory');
      await sleep(100);
      expect(await raw.get('key-0-0')).toBe('x');
    });
  });

  test('CONFIG SET names what is kept, where nobody has, and it stays named', async () => {
    await suffer({}, [killed(1000), killed(2000)], async ({ client, world }) => {
      await client.set('a', '1');
      await client.config('SET', 'save', '');
      await sleep(1500 - world.nowMs);
      expect(await client.get('a')).toBe(null);
      await client.config('SET', 'appendonly', 'yes', 'appendfsync', 'always');
      await client.set('a', '2');
      await sleep(2500 - world.nowMs);
      expect(await client.get('a')).toBe('2');
      expect(await client.config('GET', 'appendonly', 'appendfsync')).toEqual(['appendonly', 'yes', 'appendfsync', 'always']);
      await expect(client.config('SET', 'appendfsync', 'sometimes')).rejects.toThrow(
        "ERR CONFIG SET failed (possibly related to argument 'appendfsync') - argument(s) must be one of the following: everysec, always, no",
      );
    });
  });

  test('SHUTDOWN ends the process: with a snapshot where there are save points or SAVE asks for one, without after NOSAVE', async () => {
    const restart: Fault = { kind: 'restart', target: 'redis', atMs: 1000, when: { does: 'deed', what: 'down', occurrence: 1 } };
    for (const [words, found] of [
      [[], '1'],
      [['SAVE'], '1'],
      [['NOSAVE'], null],
    ] as const) {
      await suffer({ persistence: 'rdb' }, [restart], async ({ client, world }) => {
        await client.set('a', '1');
        // A client that resends would end the new process too.
        const operator = new Redis({ host: 'redis', retryStrategy: () => null });
        operator.call('SHUTDOWN', ...words).catch(() => undefined);
        await sleep(100);
        expect(client.status).not.toBe('ready');
        world.did('redis', 'down');
        await sleep(1000);
        expect(await client.get('a')).toBe(found);
      });
    }
  });

  test('DEBUG RELOAD leaves a snapshot', async () => {
    await suffer({ persistence: 'rdb' }, [killed(1000)], async ({ client, world }) => {
      await client.set('a', '1');
      expect(await client.call('DEBUG', 'RELOAD')).toBe('OK');
      await client.set('a', '2');
      await sleep(1500 - world.nowMs);
      expect(await client.get('a')).toBe('1');
    });
  });

  test('SIGTERM takes a last snapshot where there are save points', async () => {
    const shutdown: Fault = { kind: 'shutdown', target: 'redis', atMs: 500, forMs: 100, graceMs: 100 };
    await suffer({ persistence: 'rdb' }, [shutdown], async ({ client }) => {
      await client.set('a', '1');
      await sleep(1000);
      expect(await client.get('a')).toBe('1');
    });
  });
});

describe('plans', () => {
  const refusal = async (plan: readonly Fault[]): Promise<string> => {
    let text = '';
    await simulate((world) => {
      addRedis(world);
      try {
        applyFaults(world, plan);
      } catch (error) {
        text = error instanceof FaultPlanError ? error.message : String(error);
      }
      world.at(1, 'end', () => world.finish());
    });
    return text;
  };

  test('that name a way of keeping data which Redis does not have are refused, with what is meant', async () => {
    const text = await refusal([killed(10, { persistence: 'aof-everysecond' as PersistenceMode })]);
    expect(text).toBe(
      'fault plan, fault 1: persistence is "aof-everysecond" and must be "none" or "rdb" or "aof-always" or "aof-everysec" or "aof-no"; may be absent. Did you mean "aof-everysec"?',
    );
    expect(await refusal([unpowered(10, { disk: 'slow' as 'stalled' })])).toContain('disk is "slow" and must be "quick" or "stalled"');
  });

  test('whose faults do not agree on what one Redis keeps are refused', async () => {
    const text = await refusal([killed(10, { persistence: 'rdb' }), unpowered(500, { persistence: 'aof-no' })]);
    expect(text).toBe(
      'fault plan, fault 1 (redis-kill of redis at 10ms): its persistence is "rdb", and that of power-loss of redis at 500ms "aof-no"; a Redis is run with one of them',
    );
    expect(await refusal([killed(10, { persistence: 'rdb' }), killed(500, { persistence: 'rdb' }), unpowered(900)])).toBe('');
  });

  test('name persistence for the whole world', async () => {
    const faults = await suffer({}, [killed(1000, { persistence: 'none' })], async ({ client }) => {
      await client.set('a', '1');
      await sleep(1500);
      expect(await client.get('a')).toBe(null);
    });
    expect(faults).toEqual(['1.000s redis is killed (persistence none), restarted after 100ms']);
  });

  test('know every mode that a Redis knows', () => {
    const words = faultKinds.find(({ kind }) => kind === 'power-loss')?.fields as Readonly<Record<string, { words?: readonly string[] }>>;
    expect(words['persistence']?.words).toEqual(PERSISTENCE_MODES);
  });

  test('a Redis is not added with a mode that does not exist', async () => {
    await expect(suffer({ persistence: 'everysec' as PersistenceMode }, [], async () => undefined)).rejects.toThrow(
      'a Redis has no persistence "everysec". Did you mean "aof-everysec"? There are none, rdb, aof-always, aof-everysec, aof-no',
    );
  });
});
