/** Clocks: every machine has a wall clock that may be wrong and an oscillator that may drift; timers and monotonic clocks go by the latter. */
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Host, World } from '../../../sim/world/index.ts';
import { simulate } from './simulate.ts';

/** Runs a program on host `a` until it has ended. */
async function on(program: (world: World, host: Host) => Promise<void>, options: { clockOffsetMs?: number; clockDriftPpm?: number } = {}) {
  const result = await simulate((world) => {
    world.host(
      'a',
      async (host) => {
        await program(world, host);
        world.finish();
      },
      options,
    );
  });
  expect(result.end).toBe('stopped');
}

describe('clocks', () => {
  test('an offset is in Date and nowhere else', async () => {
    await on(
      async (world) => {
        expect(Date.now() - world.epochMs).toBe(-5000);
        expect(performance.now()).toBe(0);
        await sleep(100);
        expect(Date.now() - world.epochMs).toBe(-4900);
        expect(performance.now()).toBe(100);
        expect(world.nowMs).toBe(100);
      },
      { clockOffsetMs: -5000 },
    );
  });

  test('a drifting machine sees its own time pass, and its timers fire by it', async () => {
    await on(
      async (world, host) => {
        await sleep(1000);
        // Own 1000 ms on a clock that is a quarter fast are 800 true ones.
        expect(world.nowMs).toBe(800);
        expect(performance.now()).toBe(1000);
        expect(Number(process.hrtime.bigint()) / 1e6).toBe(1000);
        expect(process.uptime()).toBe(1);
        expect(Date.now() - world.epochMs).toBe(1000);
        expect(host.clock.offsetMs).toBe(200);
      },
      { clockDriftPpm: 250_000 },
    );
  });

  test('timers that are set already follow a change of the drift, and nothing jumps', async () => {
    await on(async (world, host) => {
      const firedMs: number[] = [];
      setTimeout(() => firedMs.push(world.nowMs), 1000);
      setTimeout(() => firedMs.push(world.nowMs), 100);
      await sleep(500);
      host.clock.setDrift(-500_000);
      expect(Date.now() - world.epochMs).toBe(500);
      await sleep(600);
      // The rest of 500 ms takes twice as long.
      expect(firedMs).toEqual([100, 1500]);
      expect(world.nowMs).toBe(1700);
      expect(Date.now() - world.epochMs).toBe(1100);
    });
  });

  test('a step sets the wall clock; monotonic clock and timers do not notice', async () => {
    await on(async (world, host) => {
      const before = Date.now();
      const wait = sleep(1000);
      host.clock.step(-3_600_000);
      expect(Date.now() - before).toBe(-3_600_000);
      await wait;
      expect(world.nowMs).toBe(1000);
      expect(performance.now()).toBe(1000);
      expect(host.clock.offsetMs).toBe(-3_600_000);
    });
  });

  test('the clocks are the machine’s: they go on over a restart, but the monotonic clock of the new process begins at zero', async () => {
    const seen: [wall: number, monotonic: number][] = [];
    await simulate((world) => {
      const host = world.host(
        'a',
        () => {
          seen.push([Date.now() - world.epochMs, performance.now()]);
        },
        { clockDriftPpm: 100_000 },
      );
      world.at(1000, 'crash', () => host.crash());
      world.at(2000, 'restart', () => host.restart());
      world.at(2001, 'end', () => world.finish());
    });
    expect(seen).toEqual([
      [0, 0],
      [2200, 0],
    ]);
  });

  test('hosts do not share clocks', async () => {
    const seen: number[] = [];
    await simulate((world) => {
      const tell = (): void => {
        setTimeout(() => seen.push(world.nowMs), 1000);
      };
      world.host('fast', tell, { clockDriftPpm: 250_000 });
      world.host('true', tell);
      world.host('slow', tell, { clockDriftPpm: -200_000 });
    });
    expect(seen).toEqual([800, 1000, 1250]);
  });
});
