/** Runs the scheduler's scripts on a Redis, on the twin and on a real server alike, and reads what they left behind. */
import { Redis } from 'ioredis';
import type { RedisScript } from '../../../src/redis/index.ts';
import { ErrorReply, RedisServer, StatusReply, warmUpRedis } from '../../../sim/redis/index.ts';
import { startRealRedis } from '../../e2e/real-redis.ts';

/** A Redis for script tests. */
export interface ScriptRedis {
  run(script: RedisScript, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown>;
  command(name: string, ...values: (string | number)[]): Promise<unknown>;
  /** Lets so much of Redis's own time pass. */
  passMs(ms: number): Promise<void>;
  /** Forgets all data. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** The twin, on a clock that only moves when told. */
export async function twinRedis(): Promise<ScriptRedis> {
  await warmUpRedis();
  let nowMs = 1_700_000_000_000;
  const server = new RedisServer({ nowMs: () => nowMs, after: () => ({ cancel: () => undefined }), draw: () => 0 });
  const execute = (name: string, values: readonly (string | number)[]): Promise<unknown> => {
    const reply: unknown = server.execute(name, ...values.map(String));
    if (reply instanceof ErrorReply) return Promise.reject(new Error(JSON.stringify(reply)));
    return Promise.resolve(reply instanceof StatusReply ? 'OK' : reply);
  };
  return {
    run: (script, keys, values) => execute('EVAL', [script.lua, script.numberOfKeys, ...keys, ...values]),
    command: (name, ...values) => execute(name, values),
    async passMs(ms) {
      nowMs += ms;
    },
    async clear() {
      server.execute('FLUSHALL');
    },
    async close() {
      // Nothing is open.
    },
  };
}

/** A redis-server of its own. */
export async function realRedis(): Promise<ScriptRedis> {
  const server = await startRealRedis();
  const client = new Redis(server.url);
  return {
    run: (script, keys, values) => client.eval(script.lua, script.numberOfKeys, ...keys, ...values),
    command: (name, ...values) => client.call(name, ...values.map(String)),
    passMs: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    async clear() {
      await client.flushall();
    },
    async close() {
      client.disconnect();
      await server.close();
    },
  };
}
