/** Each kind of fault strikes at its moment, hits what it says, heals, and is told in one line of plain words. The kinds of Redis have a file of their own. */
import net from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { applyFaults, describeFault, faultKinds, type Fault } from '../../../sim/faults/index.ts';
import type { World } from '../../../sim/world/index.ts';
import { simulate } from '../world/simulate.ts';
import { examples } from './examples.ts';

interface Seen {
  readonly ticksMs: number[];
  readonly echoesMs: number[];
  readonly errors: string[];
  readonly clocks: [trueMs: number, wallMs: number, monotonicMs: number][];
  readonly hooks: number[];
  acted: ReadonlyMap<string, number>;
  overMs: number;
}

/** A client ticks and asks an echo server every 100 ms for three seconds, reconnecting when it must. */
async function suffer(plan: readonly Fault[], prepare?: (world: World) => void): Promise<Seen & { faults: readonly string[] }> {
  const seen: Seen = { ticksMs: [], echoesMs: [], errors: [], clocks: [], hooks: [], acted: new Map(), overMs: 0 };
  const result = await simulate((world) => {
    world.host('server', () => undefined);
    world.host('other', () => undefined);
    world.network.listen('server', 7, (connection) => ({ data: (bytes) => connection.write(bytes), closed: () => undefined }));
    world.host('client', async (host) => {
      host.onShutdown(async () => {
        await sleep(50);
        seen.hooks.push(world.nowMs);
      });
      let socket = net.connect(7, 'server');
      const attach = (): void => {
        socket.on('data', () => seen.echoesMs.push(Math.round(world.nowMs)));
        socket.on('error', (error: NodeJS.ErrnoException) => {
          seen.errors.push(error.code ?? '');
          setTimeout(() => {
            socket = net.connect(7, 'server');
            attach();
          }, 20);
        });
      };
      attach();
      for (;;) {
        await sleep(100);
        seen.ticksMs.push(Math.round(world.nowMs));
        seen.clocks.push([Math.round(world.nowMs), Date.now() - world.epochMs, Math.round(performance.now())]);
        socket.write('x');
      }
    });
    prepare?.(world);
    const handle = applyFaults(world, plan, { onOver: () => (seen.overMs = Math.round(world.nowMs)) });
    world.at(3000, 'end', () => {
      seen.acted = handle.acted;
      world.finish();
    });
  });
  return { ...seen, faults: result.faults };
}

const gap = (times: readonly number[]): number => Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? time)));
/** Ticks whose echo came more than `lateMs` later. */
const late = ({ ticksMs, echoesMs }: Seen, lateMs: number): number[] =>
  ticksMs.filter((tick) => tick < 2500 && !echoesMs.some((time) => time >= tick && time - tick <= lateMs));

describe('no faults', () => {
  test('a tick and an echo every 100 ms', async () => {
    const { ticksMs, echoesMs, errors, faults } = await suffer([]);
    expect(ticksMs.length).toBeGreaterThanOrEqual(28);
    expect(gap(echoesMs)).toBeLessThan(110);
    expect([errors, faults]).toEqual([[], []]);
  });
});

describe('hosts', () => {
  test('crash: silent for its time, then a new life', async () => {
    const { ticksMs, faults, hooks, overMs } = await suffer([{ kind: 'crash', target: 'client', atMs: 1050, forMs: 500, manner: 'reset' }]);
    expect(gap(ticksMs)).toBeGreaterThanOrEqual(600);
    expect(ticksMs.some((time) => time > 1700)).toBe(true);
    expect(faults).toEqual(['1.050s client is killed, restarted after 500ms']);
    expect(hooks).toEqual([]);
    expect(overMs).toBe(1550);
  });

  test('shutdown: the hook runs, the host ends, and starts again so long after its end', async () => {
    const { ticksMs, faults, hooks, overMs } = await suffer([{ kind: 'shutdown', target: 'client', atMs: 1050, forMs: 500, graceMs: 300 }]);
    expect(hooks).toEqual([1100]);
    expect(overMs).toBe(1600);
    expect(ticksMs.find((time) => time > 1100)).toBe(1700);
    expect(faults).toEqual(['1.050s client is shut down within 300ms, restarted after 500ms']);
  });

  test('restart: ends a crash that had no end', async () => {
    const { ticksMs, faults } = await suffer([
      { kind: 'crash', target: 'client', atMs: 1050, forMs: null, manner: 'silence' },
      { kind: 'restart', target: 'client', atMs: 1500 },
    ]);
    expect(ticksMs.find((time) => time > 1050)).toBe(1600);
    expect(faults).toEqual(['1.050s client loses power', '1.500s client is restarted']);
  });

  test('pause: nothing is executed, nothing is lost', async () => {
    const { ticksMs, errors } = await suffer([{ kind: 'pause', target: 'client', atMs: 1050, forMs: 700 }]);
    expect(gap(ticksMs)).toBeGreaterThanOrEqual(650);
    expect(errors).toEqual([]);
  });

  test('slow: every tick and every echo late, for its time', async () => {
    const seen = await suffer([{ kind: 'slow', target: 'client', atMs: 1050, forMs: 600, delayMs: 40 }]);
    expect(gap(seen.ticksMs)).toBe(140);
    const [first, ...rest] = late(seen, 10);
    expect(first).toBeGreaterThan(1050);
    expect(rest.length).toBeGreaterThanOrEqual(3);
    expect(Math.max(...rest)).toBeLessThan(1700);
    expect(seen.faults).toEqual(['1.050s client 40ms late in everything for 600ms']);
  });
});

describe('clocks', () => {
  test('clock-offset: the wall clock is wrong for its time, nothing else', async () => {
    const { clocks, faults } = await suffer([{ kind: 'clock-offset', target: 'client', atMs: 1050, forMs: 500, offsetMs: -300 }]);
    for (const [trueMs, wallMs, monotonicMs] of clocks) {
      expect(wallMs).toBe(trueMs > 1050 && trueMs < 1550 ? trueMs - 300 : trueMs);
      expect(monotonicMs).toBe(trueMs);
    }
    expect(faults).toEqual(['1.050s client its wall clock is 300ms behind for 500ms']);
  });

  test('clock-drift: clocks and timers run fast for their time, and nothing jumps', async () => {
    const { clocks, ticksMs, faults } = await suffer([{ kind: 'clock-drift', target: 'client', atMs: 1000, forMs: 800, ppm: 250_000 }]);
    expect(ticksMs.slice(9, 18)).toEqual([1000, 1080, 1160, 1240, 1320, 1400, 1480, 1560, 1640]);
    expect(ticksMs.slice(20, 22)).toEqual([1900, 2000]);
    expect(clocks.at(-1)?.slice(1)).toEqual([3100, 3100]);
    expect(faults).toEqual(['1.000s client its clocks run 250000ppm fast for 800ms']);
  });

  test('clock-step: the wall clock jumps once and for good', async () => {
    const { clocks, faults, overMs } = await suffer([{ kind: 'clock-step', target: 'client', atMs: 1050, stepMs: 5000 }]);
    for (const [trueMs, wallMs, monotonicMs] of clocks) {
      expect(wallMs).toBe(trueMs > 1050 ? trueMs + 5000 : trueMs);
      expect(monotonicMs).toBe(trueMs);
    }
    expect(faults).toEqual(['1.050s client its wall clock jumps forward by 5000ms']);
    expect(overMs).toBe(1050);
  });
});

describe('links', () => {
  const link = { target: 'client', peer: 'server', atMs: 1050 } as const;

  test('latency: slow for its time only', async () => {
    const seen = await suffer([{ kind: 'latency', ...link, forMs: 500, minimumMs: 20, maximumMs: 30 }]);
    expect(late(seen, 20).length).toBe(5);
    expect(late(seen, 60)).toEqual([]);
  });

  test('latency with a slow tail: some echoes take very long', async () => {
    const seen = await suffer([
      { kind: 'latency', ...link, atMs: 50, forMs: 2400, minimumMs: 1, maximumMs: 2, slowShare: 0.2, slowMs: 60 },
    ]);
    expect(late(seen, 5).length).toBeGreaterThan(2);
    expect(late(seen, 5).length).toBeLessThan(18);
    expect(seen.faults).toEqual(['0.050s client link to server takes 1 to 2ms (20% of them up to 60ms) for 2400ms']);
  });

  test('clog: bytes queue up for its time', async () => {
    const seen = await suffer([{ kind: 'clog', ...link, forMs: 500, bytesPerSecond: 1000 }]);
    // One byte and its header of 40 take 41 ms each way; the fifth is let through when the clog ends.
    expect(late(seen, 60).length).toBe(4);
    expect(late(seen, 90)).toEqual([]);
    expect(seen.faults).toEqual(['1.050s client link to server lets 1000 bytes a second pass for 500ms']);
  });

  test.each(['both', 'outgoing', 'incoming'] as const)('hold, %s: echoes come with the release', async (direction) => {
    const { ticksMs, echoesMs, errors, faults } = await suffer([{ kind: 'hold', ...link, forMs: 800, direction }]);
    expect(gap(ticksMs)).toBe(100);
    expect(gap(echoesMs)).toBeGreaterThanOrEqual(750);
    expect(errors).toEqual([]);
    expect(faults[0]).toContain('client link to server held for 800ms');
  });

  test.each(['both', 'outgoing', 'incoming'] as const)('partition, %s: echoes come after the heal', async (direction) => {
    const { ticksMs, echoesMs, errors } = await suffer([{ kind: 'partition', ...link, forMs: 800, direction }]);
    expect(gap(ticksMs)).toBeLessThan(110);
    expect(gap(echoesMs)).toBeGreaterThanOrEqual(750);
    expect(errors).toEqual([]);
    expect(echoesMs.length).toBeGreaterThanOrEqual(25);
  });

  test('partition by group: the host is cut from all of them', async () => {
    const { echoesMs, faults } = await suffer([
      { kind: 'partition', target: 'server', peers: ['other', 'client'], atMs: 1050, forMs: 800, direction: 'both' },
    ]);
    expect(gap(echoesMs)).toBeGreaterThanOrEqual(750);
    expect(faults).toEqual(['1.050s server cut from other, client for 800ms']);
  });

  test.each([
    ['request-lost', 'the next request is lost', 1],
    ['reply-lost', 'the reply to the next request is lost', 1],
    ['mid-reply', '', 0],
    ['handshake', 'and the next one in its handshake', 2],
    ['idle', 'reset', 1],
  ] as const)('reset, %s: the client sees ECONNRESET', async (manner, words, resets) => {
    const { errors, faults, acted } = await suffer([{ kind: 'reset', ...link, manner }]);
    expect(errors).toEqual(Array.from({ length: resets }, () => 'ECONNRESET'));
    // An echo of one byte has no middle: nothing was struck, and nothing is claimed.
    expect(faults).toHaveLength(resets === 0 ? 0 : 1);
    expect(faults.join(' ')).toContain(words);
    expect(acted.get('reset') ?? 0).toBe(resets === 0 ? 0 : 1);
  });

  test('half-open: nothing arrives and nobody is told, until it times out', async () => {
    const { errors, echoesMs, faults } = await suffer([{ kind: 'half-open', ...link, forMs: 700 }]);
    expect(errors).toEqual(['ETIMEDOUT']);
    expect(gap(echoesMs)).toBeGreaterThanOrEqual(700);
    expect(faults).toEqual(['1.050s client connections to server half open for 700ms, then they time out']);
  });

  test('half-open without connections strikes nothing', async () => {
    const { faults, acted } = await suffer([{ kind: 'half-open', target: 'other', peer: 'server', atMs: 1050 }]);
    expect([faults, acted.size]).toEqual([[], 0]);
  });

  test('refuse: new connections fail for its time, open ones go on', async () => {
    const { errors, echoesMs } = await suffer([
      { kind: 'refuse', target: 'server', atMs: 1000, forMs: 500 },
      { kind: 'reset', ...link, atMs: 1250, manner: 'idle' },
    ]);
    expect(errors[0]).toBe('ECONNRESET');
    expect(new Set(errors.slice(1))).toEqual(new Set(['ECONNREFUSED']));
    expect(echoesMs.some((time) => time > 1100 && time < 1250)).toBe(true);
    expect(echoesMs.some((time) => time > 1600)).toBe(true);
  });

  test('dns: connects by name fail for its time', async () => {
    const { errors, echoesMs, faults } = await suffer([
      { kind: 'dns', ...link, atMs: 1000, forMs: 500, code: 'EAI_AGAIN' },
      { kind: 'reset', ...link, atMs: 1250, manner: 'idle' },
    ]);
    expect(errors[0]).toBe('ECONNRESET');
    expect(new Set(errors.slice(1))).toEqual(new Set(['EAI_AGAIN']));
    expect(echoesMs.some((time) => time > 1600)).toBe(true);
    expect(faults[0]).toBe('1.000s client cannot look up server for 500ms (EAI_AGAIN)');
  });
});

describe('what a suite offers', () => {
  test('duplicate-call and provisioner: the strike gets the fault as data, and what it returns heals', async () => {
    const seen: string[] = [];
    const { faults } = await suffer(
      [
        { kind: 'duplicate-call', target: 'client', atMs: 500 },
        { kind: 'provisioner', target: 'pool-1', atMs: 1000, forMs: 400, manner: 'failing', delayMs: 50 },
      ],
      (world) => {
        world.offer('client', 'duplicate-call', () => void seen.push(`${world.nowMs} again`));
        world.offer('pool-1', 'provisioner', ({ manner, delayMs }) => {
          seen.push(`${world.nowMs} ${String(manner)} ${String(delayMs)}`);
          return () => seen.push(`${world.nowMs} healed`);
        });
      },
    );
    expect(seen).toEqual(['500 again', '1000 failing 50', '1400 healed']);
    expect(faults).toEqual([
      '0.500s client sends its last call again: a duplicate',
      '1.000s pool-1 machines fail to start, after 50ms each, for 400ms',
    ]);
  });
});

describe('the kinds', () => {
  test('are listed, and each is told in one line', () => {
    expect(faultKinds).toHaveLength(Object.keys(examples).length);
    for (const fault of Object.values(examples)) expect(describeFault(fault)).toMatch(/^[^\n]{5,120}$/);
  });
});
