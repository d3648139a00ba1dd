/** The loop of a world, seen from a program inside it: time, timers, microtasks, errors, limits. */
import crypto from 'node:crypto';
import net from 'node:net';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { runProgram, simulate } from '../world/simulate.ts';

/** Time passes by itself, randomness does not repeat, sockets are real, the process is the real one. */
async function expectNodesOwn(): Promise<void> {
  const [wallMs, monotonicMs] = [Date.now(), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, 2));
  expect(wallMs).toBeGreaterThan(1_750_000_000_000);
  expect(performance.now()).toBeGreaterThan(monotonicMs);
  expect(new Date().getTime()).toBeGreaterThanOrEqual(wallMs);
  expect(new Set([Math.random(), Math.random(), crypto.randomUUID(), crypto.randomUUID()]).size).toBe(4);
  expect(os.hostname()).not.toBe('world');
  const server = net.createServer((socket) => socket.end('real'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const socket = net.connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1');
  expect(await new Promise((resolve) => socket.on('data', (bytes: Buffer) => resolve(bytes.toString())))).toBe('real');
  await new Promise((resolve) => server.close(resolve));
}

describe('the loop of a world', () => {
  test('virtual time passes without waiting, in order of timers', async () => {
    const { result, end } = await runProgram(async () => {
      const began = Date.now();
      const order: string[] = [];
      setTimeout(() => order.push('late'), 3_600_000);
      setTimeout(() => order.push('early'), 10);
      await sleep(7_200_000);
      return { order, elapsedMs: Date.now() - began };
    });
    expect(result).toEqual({ order: ['early', 'late'], elapsedMs: 7_200_000 });
    expect(end.virtualMs).toBe(7_200_000);
  });

  test.each(['while it is built', 'in the middle'])(
    "everything patched is Node's own again after a world that throws %s",
    async (moment) => {
      const listeners = process.rawListeners('unhandledRejection');
      const fail = (): never => {
        throw new Error('the suite is broken');
      };
      const broken = simulate((world) => {
        world.host('a', () => void setInterval(() => undefined, 1));
        if (moment === 'in the middle') world.at(50, 'broken', fail);
        else fail();
      });
      await expect(broken).rejects.toThrow('the suite is broken');
      await expectNodesOwn();
      expect(process.rawListeners('unhandledRejection')).toEqual(listeners);
    },
  );

  test("everything patched is Node's own again after a host died of its own error", async () => {
    await simulate((world) => {
      world.host('a', () => Promise.reject(new Error('dies')));
    });
    await expectNodesOwn();
  });

  test('real resources are the same before and after', async () => {
    const before = process.getActiveResourcesInfo().sort();
    await runProgram(
      async () => {
        setInterval(() => undefined, 1000);
        await sleep(10_000);
      },
      { stepsMax: 500 },
    );
    expect(process.getActiveResourcesInfo().sort()).toEqual(before);
  });

  test('a world without an end meets its step limit', async () => {
    const result = await simulate(
      (world) => {
        world.host('a', () => {
          setInterval(() => undefined, 10);
        });
      },
      { stepsMax: 100 },
    );
    expect(result.end).toBe('step-limit');
    expect(result.events).toBe(100);
  });

  test('a deadlock is seen at once: nothing can happen and something is owed', async () => {
    const result = await simulate((world) => {
      world.host('a', () => new Promise(() => undefined));
      world.owe(3_600_000, () => ({ property: 'a-finishes', sentence: 'a never finished', facts: [], about: ['a'] }));
    });
    expect(result.end).toBe('nothing-can-happen');
    expect(result.violation).toMatchObject({ property: 'a-finishes', sentence: 'a never finished; nothing can happen any more' });
    expect(result.virtualMs).toBeLessThan(1000);
  });

  test('an obligation that is met in time is forgotten, one that is not is a violation at its moment', async () => {
    const result = await simulate((world) => {
      const kept = world.owe(100, () => ({ property: 'kept', sentence: '', facts: [], about: [] }));
      world.owe(200, () => ({ property: 'broken', sentence: 'late', facts: [], about: [] }));
      world.host('a', async () => {
        await sleep(50);
        kept.met();
        await sleep(1000);
      });
    });
    expect(result.violation).toMatchObject({ property: 'broken', atMs: 200 });
  });

  test('the same seed gives the same hash, with both drains; another seed another', async () => {
    const build = {
      program: async (): Promise<number> => {
        await sleep(Math.random() * 100);
        await Promise.all([sleep(Math.random() * 10), sleep(Math.random() * 10)]);
        return Math.random();
      },
    };
    const first = await runProgram(build.program, { strategy: 'random' });
    const second = await runProgram(build.program, { strategy: 'random' });
    const boundary = await runProgram(build.program, { strategy: 'random', drain: 'boundary' });
    const other = await runProgram(build.program, { strategy: 'random', seed: '2' });
    expect(second.end.hash).toBe(first.end.hash);
    expect(boundary.end.hash).toBe(first.end.hash);
    expect(other.end.hash).not.toBe(first.end.hash);
  });

  test('in a macrotask next-ticks come before microtasks, with both drains', async () => {
    const program = async (): Promise<string> => {
      const order: string[] = [];
      await new Promise<void>((resolve) => {
        setTimeout(() => {
          void Promise.resolve().then(() => order.push('microtask'));
          process.nextTick(() => order.push('next-tick'));
          setTimeout(resolve, 1);
        }, 1);
      });
      return order.join(', ');
    };
    for (const drain of ['synchronous', 'boundary'] as const)
      expect((await runProgram(program, { drain })).result).toBe('next-tick, microtask');
  });

  test('the lag window lets events overtake each other, never a host its own timers', async () => {
    const orders = new Set<string>();
    for (let seed = 1; seed <= 60; seed += 1) {
      const order: string[] = [];
      await simulate(
        (world) => {
          for (const name of ['a', 'b'])
            world.host(name, () => {
              for (const delay of [1, 2, 3]) setTimeout(() => order.push(`${name}${delay}`), delay);
            });
        },
        { strategy: 'random', seed: seed.toString(16) },
      );
      expect(order.filter((entry) => entry.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
      orders.add(order.join(' '));
    }
    expect(orders.size).toBeGreaterThan(5);
  });
});
