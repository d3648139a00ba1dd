/** Shutting a host down in order: its hook runs, and it is killed when that takes too long. And hosts that are slow. */
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { simulate } from './simulate.ts';

async function shutDown(hookMs: number | null, graceMs: number): Promise<string[]> {
  const seen: string[] = [];
  await simulate((world) => {
    world.onHostChange(({ atMs, change, reason }) => seen.push(`${atMs} ${change}: ${reason}`));
    const host = world.host('a', (self) => {
      setInterval(() => undefined, 100);
      if (hookMs === null) return;
      self.onShutdown(async () => {
        seen.push(`${world.nowMs} hook`);
        await sleep(hookMs);
        seen.push(`${world.nowMs} hook ended`);
      });
    });
    world.at(1000, 'shutdown', () => host.shutdown(graceMs, () => seen.push(`${world.nowMs} told`)));
    world.at(2000, 'end', () => world.finish());
  });
  return seen;
}

describe('shutdown', () => {
  test('runs the hook, then ends the process', async () => {
    expect(await shutDown(200, 500)).toEqual([
      '0 started: started',
      '1000 hook',
      '1200 hook ended',
      '1200 crashed: SIGTERM, its shutdown hook has ended',
      '1200 told',
    ]);
  });

  test('kills the process when the hook takes too long', async () => {
    expect(await shutDown(800, 500)).toEqual([
      '0 started: started',
      '1000 hook',
      '1500 crashed: SIGKILL, its shutdown hook took too long',
      '1500 told',
    ]);
  });

  test('without a hook ends the process at once', async () => {
    expect(await shutDown(null, 500)).toEqual(['0 started: started', '1000 crashed: SIGTERM', '1000 told']);
  });

  test('tells a program that listens to SIGTERM, and waits for its exit', async () => {
    const seen: string[] = [];
    const listenersBefore = process.listenerCount('SIGTERM');
    await simulate((world) => {
      world.onHostChange(({ atMs, change, reason }) => seen.push(`${atMs} ${change}: ${reason}`));
      const host = world.host('a', () => {
        const unwanted = (): void => void seen.push('unwanted');
        process.on('SIGTERM', unwanted);
        process.off('SIGTERM', unwanted);
        process.once('SIGTERM', (signal) => {
          seen.push(`${world.nowMs} ${signal}`);
          setTimeout(() => process.exit(0), 200);
        });
      });
      world.at(1000, 'shutdown', () => host.shutdown(500));
      world.at(1600, 'restart', () => host.restart());
      world.at(1700, 'exit is ignored', () => host.shutdown(100));
      world.at(2000, 'end', () => world.finish());
    });
    expect(seen).toEqual([
      '0 started: started',
      '1000 SIGTERM',
      '1200 died: process.exit(0)',
      '1600 restarted: restarted',
      '1700 SIGTERM',
      '1800 crashed: SIGKILL, its shutdown hook took too long',
    ]);
    expect(process.listenerCount('SIGTERM')).toBe(listenersBefore);
  });

  test('a hook of an earlier life is gone', async () => {
    const hooks: number[] = [];
    await simulate((world) => {
      const host = world.host('a', (self) => self.onShutdown(() => void hooks.push(self.incarnation)));
      world.at(10, 'crash', () => host.crash());
      world.at(20, 'restart', () => host.restart());
      world.at(30, 'shutdown', () => host.shutdown(5));
      world.at(50, 'end', () => world.finish());
    });
    expect(hooks).toEqual([2]);
  });
});

describe('a slow host', () => {
  test('gets timers and messages late, also those that were on their way, until it is quick again', async () => {
    const ticks: number[] = [];
    const echoes: number[] = [];
    await simulate((world) => {
      world.network.setLatency({ minimumMicros: 1000, maximumMicros: 1000 });
      world.host('server', () => undefined);
      world.network.listen('server', 7, (connection) => ({ data: (bytes) => connection.write(bytes), closed: () => undefined }));
      const host = world.host('a', () => {
        const socket = net.connect(7, 'server');
        socket.on('data', () => echoes.push(world.nowMs));
        setTimeout(() => ticks.push(world.nowMs), 150);
        setTimeout(() => socket.write('x'), 50);
        setTimeout(() => setTimeout(() => ticks.push(world.nowMs), 100), 180);
        setTimeout(() => setTimeout(() => ticks.push(world.nowMs), 100), 400);
      });
      world.at(51.5, 'slow', () => host.slow(30));
      world.at(300, 'quick', () => host.slow(0));
      world.at(600, 'end', () => world.finish());
    });
    expect(echoes).toEqual([81.5]);
    // 150 + 30; then 180 + 30, and 100 + 30 behind that; then 400 + 30 (set before it was quick again), and 100.
    expect(ticks).toEqual([180, 340, 530]);
  });
});
