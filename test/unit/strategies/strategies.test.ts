/** What every strategy must keep, whatever it picks: the shared cases of all that are listed in `sim/strategies`. */
import net from 'node:net';
import { describe, expect, test } from 'vitest';
import { installDispatchers } from '../../../sim/kernel/index.ts';
import { strategies } from '../../../sim/strategies/index.ts';
import { SimulatedWorld } from '../../../sim/world/index.ts';

installDispatchers();

/** The widest lag window that a strategy may draw (`sim/strategies/random.ts`). */
const lagMsMax = 50;
const delaysMs = [1, 2, 3, 40, 41, 90, 200];

interface Seen {
  readonly hash: string;
  /** Moments of the world, in the order in which things happened. */
  readonly timesMs: number[];
  /** For each host the timers that fired, and how late each was, to the microsecond. */
  readonly timers: Map<string, { delayMs: number; lateMs: number }[]>;
  /** What the server received, by client. */
  readonly received: Map<string, string>;
  /** The order in which timers of different hosts fired. */
  readonly order: string;
}

/** Three hosts with the same timers, each sending numbered bytes to a server. */
async function run(name: string, seed: string): Promise<Seen> {
  const strategy = strategies.find((known) => known.name === name);
  if (strategy === undefined) throw new Error(`no strategy ${name}`);
  const world = new SimulatedWorld({ seed, strategy, stepsMax: 10_000, record: false, traceMax: 0 });
  const timesMs: number[] = [];
  const timers: Seen['timers'] = new Map();
  const received: Seen['received'] = new Map();
  const order: string[] = [];
  const { hash } = await world.run((built) => {
    built.host('server', () => undefined);
    built.network.listen('server', 7, ({ client }) => ({
      data: (bytes) => {
        timesMs.push(built.nowMs);
        received.set(client, (received.get(client) ?? '') + bytes.toString());
      },
      closed: () => undefined,
    }));
    for (const host of ['a', 'b', 'c']) {
      timers.set(host, []);
      built.host(host, () => {
        const socket = net.connect(7, 'server');
        const beganMs = built.nowMs;
        for (const delayMs of delaysMs) {
          setTimeout(() => {
            timesMs.push(built.nowMs);
            order.push(`${host}${delayMs}`);
            timers.get(host)?.push({ delayMs, lateMs: Math.round((built.nowMs - beganMs - delayMs) * 1000) / 1000 });
            socket.write(`${delayMs};`);
          }, delayMs);
        }
      });
    }
  });
  return { hash, timesMs, timers, received, order: order.join(' ') };
}

const seeds = Array.from({ length: 40 }, (_, index) => (index + 1).toString(16));

describe.each(strategies.map(({ name }) => name))('%s', (name) => {
  test('time never goes back', async () => {
    for (const seed of seeds) {
      const { timesMs } = await run(name, seed);
      expect(timesMs).toEqual([...timesMs].sort((a, b) => a - b));
    }
  });

  test('no timer fires early, none later than the lag window, and those of one host in their order', async () => {
    for (const seed of seeds) {
      const { timers } = await run(name, seed);
      for (const fired of timers.values()) {
        expect(fired.map(({ delayMs }) => delayMs)).toEqual(delaysMs);
        for (const { lateMs } of fired) {
          expect(lateMs).toBeGreaterThanOrEqual(0);
          expect(lateMs).toBeLessThanOrEqual(lagMsMax);
        }
      }
    }
  });

  test('bytes of one connection arrive in the order in which they were sent', async () => {
    for (const seed of seeds) {
      for (const text of (await run(name, seed)).received.values()) expect(text).toBe(delaysMs.map((delayMs) => `${delayMs};`).join(''));
    }
  });

  test('the same seed gives the same world', async () => {
    for (const seed of seeds.slice(0, 5)) expect(await run(name, seed)).toEqual(await run(name, seed));
  });
});

test('fifo has one order for equal timers, random has many', async () => {
  const orders = async (name: string): Promise<number> =>
    new Set(await Promise.all(seeds.map(async (seed) => (await run(name, seed)).order))).size;
  expect(await orders('fifo')).toBe(1);
  expect(await orders('random')).toBeGreaterThan(10);
});
