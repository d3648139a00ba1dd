/** Hosts: what dies, waits and lives on when a simulated process crashes, restarts, pauses and resumes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Host, World } from '../../../sim/world/index.ts';
import { simulate } from './simulate.ts';

function ticker(world: World, name: string, ticks: number[], finallys: string[] = []): Host {
  return world.host(name, async () => {
    try {
      for (;;) {
        await sleep(100);
        ticks.push(Math.round(world.nowMs));
      }
    } finally {
      finallys.push(name);
    }
  });
}

describe('hosts', () => {
  test('a crash drops timers and continuations for good: no finally runs', async () => {
    const ticks: number[] = [];
    const finallys: string[] = [];
    await simulate((world) => {
      const host = ticker(world, 'a', ticks, finallys);
      world.at(250, 'crash', () => host.crash());
    });
    expect(ticks).toEqual([100, 200]);
    expect(finallys).toEqual([]);
  });

  test('a restart calls main anew, as another life', async () => {
    const ticks: number[] = [];
    const lives: number[] = [];
    const result = await simulate((world) => {
      const host = ticker(world, 'a', ticks);
      world.onHostChange(({ host: changed, change }) => {
        if (change === 'started' || change === 'restarted') lives.push(changed.incarnation);
      });
      world.at(250, 'crash', () => host.crash());
      world.at(400, 'restart', () => host.restart());
      world.at(650, 'end', () => world.finish());
    });
    expect(ticks).toEqual([100, 200, 500, 600]);
    expect(lives).toEqual([1, 2]);
    expect(result.end).toBe('stopped');
  });

  test('a paused host executes nothing; what was due waits for it', async () => {
    const ticks: number[] = [];
    await simulate((world) => {
      const host = ticker(world, 'a', ticks);
      world.at(150, 'pause', () => host.pause());
      world.at(450, 'resume', () => host.resume());
      world.at(600, 'end', () => world.finish());
    });
    expect(ticks).toEqual([100, 450, 550]);
  });

  test('an unhandled rejection kills the host, not the process; the others go on', async () => {
    const reasons: string[] = [];
    const ticks: number[] = [];
    await simulate((world) => {
      world.onHostChange(({ host, change, reason }) => {
        if (change === 'died') reasons.push(`${host.name}: ${reason.split('\n')[0] ?? ''}`);
      });
      world.host('a', async () => {
        await sleep(50);
        void Promise.reject(new Error('nobody catches this'));
        await sleep(50);
        ticks.push(-1);
      });
      ticker(world, 'b', ticks);
      world.at(250, 'end', () => world.finish());
    });
    expect(reasons).toEqual(['a: unhandled rejection: Error: nobody catches this']);
    expect(ticks).toEqual([100, 200]);
  });

  test('an exception in a timer, in a next-tick or in a microtask kills the host', async () => {
    const reasons: string[] = [];
    await simulate((world) => {
      world.onHostChange(({ host, change, reason }) => {
        if (change === 'died') reasons.push(`${host.name}: ${reason.split('\n')[0] ?? ''}`);
      });
      const fail = (name: string) => (): never => {
        throw new Error(name);
      };
      world.host('timer', () => void setTimeout(fail('in a timer'), 10));
      world.host('tick', () => void setTimeout(() => process.nextTick(fail('in a next-tick')), 20));
      world.host('microtask', () => void setTimeout(() => queueMicrotask(fail('in a microtask')), 30));
    });
    expect(reasons).toEqual([
      'timer: uncaught exception: Error: in a timer',
      'tick: uncaught exception: Error: in a next-tick',
      'microtask: uncaught exception: Error: in a microtask',
    ]);
  });

  test('whatever is thrown kills the host, also what cannot be turned into text', async () => {
    const reasons: string[] = [];
    await simulate((world) => {
      world.onHostChange(({ change, reason }) => {
        if (change === 'died') reasons.push(reason);
      });
      world.host('a', () => {
        setTimeout(() => {
          // eslint-disable-next-line no-throw-literal, @typescript-eslint/only-throw-error -- programs do throw such things
          throw {
            toString: () => {
              throw new Error('no');
            },
          };
        }, 10);
      });
    });
    expect(reasons).toEqual(['uncaught exception: something that cannot be turned into text was thrown']);
  });

  test('process.exit ends the host alone', async () => {
    const reasons: string[] = [];
    await simulate((world) => {
      world.onHostChange(({ change, reason }) => {
        if (change === 'died') reasons.push(reason);
      });
      world.host('a', () => process.exit(3));
    });
    expect(reasons).toEqual(['process.exit(3)']);
  });

  test('each host has its own wall clock and random numbers', async () => {
    const seen: Record<string, number[]> = {};
    await simulate((world) => {
      for (const [name, clockOffsetMs] of [
        ['a', 0],
        ['b', 5000],
      ] as const) {
        world.host(
          name,
          () => {
            seen[name] = [Date.now() - world.epochMs, new Date().getTime() - world.epochMs, Math.random()];
          },
          { clockOffsetMs },
        );
      }
    });
    expect(seen['a']?.slice(0, 2)).toEqual([0, 0]);
    expect(seen['b']?.slice(0, 2)).toEqual([5000, 5000]);
    expect(seen['a']?.[2]).not.toBe(seen['b']?.[2]);
  });

  test('two hosts of one name are refused', async () => {
    await expect(
      simulate((world) => {
        world.host('a', () => undefined);
        world.host('a', () => undefined);
      }),
    ).rejects.toThrow('host a exists already');
  });
});
