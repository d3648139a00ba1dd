/** Each kind of fault strikes at its moment, hits what it says, heals, and is told in one line of plain words. */
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { applyFaults, describeFault, faultKinds, type Fault } from '../../../sim/faults/index.ts';
import { simulate } from '../world/simulate.ts';

interface Seen {
  readonly ticksMs: number[];
  readonly echoesMs: number[];
  readonly errors: string[];
}

/** A client ticks and asks an echo server every 100 ms for three seconds, reconnecting when it must. */
async function suffer(plan: readonly Fault[]): Promise<Seen & { faults: readonly string[] }> {
  const seen: Seen = { ticksMs: [], echoesMs: [], errors: [] };
  const result = await simulate((world) => {
    world.host('server', () => undefined);
    world.network.listen('server', 7, (connection) => ({ data: (bytes) => connection.write(bytes), closed: () => undefined }));
    world.host('client', async () => {
      let socket = net.connect(7, 'server');
      const attach = (): void => {
        socket.on('data', () => seen.echoesMs.push(Math.round(world.nowMs)));
        socket.on('error', (error: NodeJS.ErrnoException) => {
          seen.errors.push(error.code ?? '');
          socket = net.connect(7, 'server');
          attach();
        });
      };
      attach();
      for (;;) {
        await sleep(100);
        seen.ticksMs.push(Math.round(world.nowMs));
        socket.write('x');
      }
    });
    applyFaults(world, plan);
    world.at(3000, 'end', () => world.finish());
  });
  return { ...seen, faults: result.faults };
}

const gap = (times: readonly number[]): number => Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? time)));

describe('faults', () => {
  test('none: a tick and an echo every 100 ms', async () => {
    const { ticksMs, echoesMs, errors, faults } = await suffer([]);
    expect(ticksMs.length).toBeGreaterThanOrEqual(28);
    expect(gap(echoesMs)).toBeLessThan(110);
    expect([errors, faults]).toEqual([[], []]);
  });

  test('crash: silent for its time, then a new life', async () => {
    const { ticksMs, faults } = await suffer([{ kind: 'crash', target: 'client', atMs: 1050, forMs: 500, manner: 'reset' }]);
    expect(gap(ticksMs)).toBeGreaterThanOrEqual(600);
    expect(ticksMs.some((time) => time > 1700)).toBe(true);
    expect(faults).toEqual(['1.050s client is killed, restarted after 500ms']);
  });

  test('pause: nothing is executed, nothing is lost', async () => {
    const { ticksMs, errors } = await suffer([{ kind: 'pause', target: 'client', atMs: 1050, forMs: 700 }]);
    expect(gap(ticksMs)).toBeGreaterThanOrEqual(650);
    expect(errors).toEqual([]);
  });

  test.each(['both', 'outgoing', 'incoming'] as const)('partition, %s: echoes come after the heal', async (direction) => {
    const { ticksMs, echoesMs, errors } = await suffer([
      { kind: 'partition', target: 'client', peer: 'server', atMs: 1050, forMs: 800, direction },
    ]);
    expect(gap(ticksMs)).toBeLessThan(110);
    expect(gap(echoesMs)).toBeGreaterThanOrEqual(750);
    expect(errors).toEqual([]);
    expect(echoesMs.length).toBeGreaterThanOrEqual(25);
  });

  test.each(['request-lost', 'reply-lost'] as const)('reset, %s: the client sees ECONNRESET', async (manner) => {
    const { errors, faults } = await suffer([{ kind: 'reset', target: 'client', peer: 'server', atMs: 1050, manner }]);
    expect(errors).toEqual(['ECONNRESET']);
    expect(faults[0]).toContain(manner === 'reply-lost' ? 'the reply to the next request is lost' : 'the next request is lost');
  });

  test('latency: slow for its time only', async () => {
    const { echoesMs, ticksMs } = await suffer([
      { kind: 'latency', target: 'client', peer: 'server', atMs: 1050, forMs: 500, minimumMs: 20, maximumMs: 30 },
    ]);
    const slow = echoesMs.filter((time) => !ticksMs.some((tick) => time >= tick && time - tick <= 20));
    expect(slow.length).toBeGreaterThanOrEqual(4);
    expect(slow.length).toBeLessThanOrEqual(7);
  });

  test('every kind is listed and described', () => {
    expect(faultKinds).toHaveLength(23);
    expect(describeFault({ kind: 'pause', target: 'worker-1', atMs: 1, forMs: 700 })).toBe('paused for 700ms');
  });
});
