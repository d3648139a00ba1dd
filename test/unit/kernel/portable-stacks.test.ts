/** Stacks inside worlds: the program's own frames, as every machine, Node and drain gives them. Outside they are as they were. */
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runProgram } from '../world/simulate.ts';

class Service {
  async work(): Promise<string> {
    await sleep(5);
    return this.#stack();
  }

  #stack(): string {
    return [1].map(() => new TypeError('of the service').stack ?? '')[0] ?? '';
  }
}

async function program(): Promise<readonly string[]> {
  const stacks = [await new Service().work()];
  await new Promise<void>((resolve) => {
    setTimeout(() => {
      stacks.push(new Error('of a timer').stack ?? '');
      resolve();
    }, 5);
  });
  const redis = new Redis({ host: 'nobody', retryStrategy: () => null }).on('error', () => undefined);
  await redis.get('key').catch((error: unknown) => stacks.push((error as Error).stack ?? ''));
  return stacks;
}

test('name the program’s lines from the working folder on, packages from node_modules on, and nothing else, with both drains', async () => {
  const lines = async (drain: 'synchronous' | 'boundary'): Promise<readonly string[]> =>
    ((await runProgram(program, { drain })).result as string[]).flatMap((stack) => stack.split('\n'));
  const stacks = await lines('synchronous');
  expect(await lines('boundary')).toEqual(stacks);
  const place = (line: string): string => line.replace(/:\d+:\d+/, '');
  const here = 'test/unit/kernel/portable-stacks.test.ts';
  expect(stacks.map(place)).toEqual([
    'TypeError: of the service',
    `    at ${here}`,
    `    at Service.#stack (${here})`,
    `    at Service.work (${here})`,
    `    at program (${here})`,
    '    at SimulatedHost.<anonymous> (test/unit/world/simulate.ts)',
    'Error: of a timer',
    `    at WorldTimeout.<anonymous> (${here})`,
    'Error: Connection is closed.',
    '    at close (node_modules/ioredis/built/redis/event_handler.js)',
    '    at SimulatedSocket.<anonymous> (node_modules/ioredis/built/redis/event_handler.js)',
  ]);
});

test('hold as many frames as Node’s, counted without the simulator', async () => {
  const deep = (depth: number): string => (depth === 0 ? (new Error('deep').stack ?? '') : deep(depth - 1));
  const { result } = await runProgram(() => deep(30));
  expect((result as string).split('\n')).toHaveLength(1 + Error.stackTraceLimit);
});

test('outside of worlds are Node’s own again', async () => {
  const read = (): unknown[] => ['prepareStackTrace', 'stackTraceLimit'].map((name) => Reflect.get(Error, name) as unknown);
  const before = read();
  await runProgram(() => expect(read()).not.toEqual(before));
  expect(read()).toEqual(before);
});
