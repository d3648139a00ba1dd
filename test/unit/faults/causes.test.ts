/** Faults that strike right after something has happened: a deed that the suite saw, a message that was sent or received. */
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { applyFaults, type Fault, type FaultHandle } from '../../../sim/faults/index.ts';
import type { World } from '../../../sim/world/index.ts';
import { simulate } from '../world/simulate.ts';

interface Seen {
  readonly atServer: string[];
  readonly atClient: string[];
  readonly deaths: string[];
  overMs: number[];
  /** How many messages to the server were put into words. */
  readonly described: number;
  handle: FaultHandle | null;
  readonly result: { readonly faults: readonly string[]; readonly hash: string };
}

/** A client sends `put 1`, `put 2`, … every 100 ms; the server answers and the suite calls it a deed `did-put` of the client. */
async function suffer(plan: readonly Fault[], alter?: (world: World, handle: FaultHandle) => void): Promise<Seen> {
  const seen = {
    atServer: [] as string[],
    atClient: [] as string[],
    deaths: [] as string[],
    overMs: [] as number[],
    described: 0,
    handle: null as FaultHandle | null,
  };
  const result = await simulate((world) => {
    world.network.setLatency({ minimumMicros: 1000, maximumMicros: 1000 });
    world.host('server', () => undefined);
    world.network.listen(
      'server',
      7,
      (connection) => ({
        data: (bytes) => {
          seen.atServer.push(`${world.nowMs} ${bytes.toString()}`);
          connection.write(Buffer.from(`ok ${bytes.toString()}`));
          world.did('client', 'did-put');
        },
        closed: () => undefined,
      }),
      (bytes) => {
        seen.described += 1;
        return bytes.toString();
      },
    );
    world.host('client', async () => {
      const socket = net.connect(7, 'server');
      socket.on('data', (bytes: Buffer) => seen.atClient.push(`${world.nowMs} ${bytes.toString()}`));
      socket.on('error', () => undefined);
      for (let number = 1; number <= 5; number += 1) {
        await sleep(100);
        socket.write(`put ${number}`);
      }
    });
    world.onHostChange(({ change, atMs }) => {
      if (change === 'crashed') seen.deaths.push(`${atMs}`);
    });
    const handle = applyFaults(world, plan, { onOver: () => seen.overMs.push(world.nowMs) });
    seen.handle = handle;
    alter?.(world, handle);
    world.at(1000, 'end', () => world.finish());
  });
  return { ...seen, result };
}

const when = (
  does: 'sent' | 'received' | 'deed',
  what: string,
  occurrence = 1,
  host?: string,
): { readonly when: NonNullable<Fault['when']> } => ({
  when: { does, what, occurrence, ...(host === undefined ? {} : { host }) },
});

describe('a cause', () => {
  test('sent: the host dies when its message has left, and the message arrives', async () => {
    const { atServer, atClient, deaths } = await suffer([
      { kind: 'crash', target: 'client', atMs: 900, forMs: null, manner: 'reset', ...when('sent', 'put 3') },
    ]);
    expect(deaths).toEqual(['300']);
    expect(atServer).toEqual(['101 put 1', '201 put 2', '301 put 3']);
    expect(atClient).toEqual(['102 ok put 1', '202 ok put 2']);
  });

  test('received, by another host than the target: words of the label, for the n-th time', async () => {
    const { deaths, result } = await suffer([
      { kind: 'crash', target: 'server', atMs: 900, forMs: null, manner: 'reset', ...when('received', 'reply to put', 2, 'client') },
    ]);
    expect(deaths).toEqual(['202']);
    expect(result.faults).toEqual(['0.202s server is killed']);
  });

  test('whole words only', async () => {
    const { deaths } = await suffer([{ kind: 'crash', target: 'client', atMs: 900, forMs: null, manner: 'reset', ...when('sent', 'pu') }]);
    expect(deaths).toEqual([]);
  });

  test('a deed: a pause strikes at once, so that the host does not hear of what it did', async () => {
    const { atServer, atClient } = await suffer([
      { kind: 'pause', target: 'client', atMs: 900, forMs: 150, ...when('deed', 'did-put', 2) },
    ]);
    expect(atServer.slice(0, 2)).toEqual(['101 put 1', '201 put 2']);
    expect(atClient.slice(0, 2)).toEqual(['102 ok put 1', '351 ok put 2']);
  });

  test('a deed: the reply that is on its way is lost', async () => {
    const { atServer, atClient, result } = await suffer([
      { kind: 'reset', target: 'client', peer: 'server', atMs: 900, manner: 'reply-lost', ...when('deed', 'did-put', 2) },
    ]);
    expect(atServer).toHaveLength(2);
    expect(atClient).toEqual(['102 ok put 1']);
    expect(result.faults).toEqual(['0.201s client connection to server reset, the reply on its way is lost']);
  });

  test('that has not happened by then never strikes', async () => {
    const { overMs, result, handle } = await suffer([
      { kind: 'pause', target: 'client', atMs: 250, forMs: 10, ...when('deed', 'did-put', 3) },
    ]);
    expect(result.faults).toEqual([]);
    expect(overMs).toEqual([250]);
    expect(handle?.acted.size).toBe(0);
  });

  test('that leads to nothing sensible is passed over: the host is down already', async () => {
    const { handle, result } = await suffer([
      { kind: 'crash', target: 'client', atMs: 150, forMs: 500, manner: 'reset' },
      { kind: 'crash', target: 'client', atMs: 900, forMs: 5, manner: 'reset', ...when('received', 'end', 1, 'server') },
    ]);
    expect(result.faults).toEqual(['0.150s client is killed, restarted after 500ms']);
    expect([...(handle?.acted ?? [])]).toEqual([['crash', 1]]);
  });
});

describe('a plan at work', () => {
  test('says what is active and what is to come, and when it is over', async () => {
    const states: string[] = [];
    const { overMs, handle } = await suffer(
      [
        { kind: 'pause', target: 'client', atMs: 100, forMs: 50 },
        { kind: 'slow', target: 'client', atMs: 300, forMs: 100, delayMs: 5 },
      ],
      (world, plan) => {
        for (const atMs of [50, 120, 200, 350, 500])
          world.at(atMs, 'look', () => states.push(`${atMs} ${plan.active ? 'active' : 'idle'} ${plan.busy ? 'busy' : 'done'}`));
      },
    );
    expect(states).toEqual(['50 idle busy', '120 active busy', '200 idle busy', '350 active busy', '500 idle done']);
    expect(overMs).toEqual([400]);
    expect([...(handle?.acted ?? [])]).toEqual([
      ['pause', 1],
      ['slow', 1],
    ]);
  });

  test('can be cancelled: what has not struck never will, what has is still healed', async () => {
    const { atClient, result } = await suffer(
      [
        { kind: 'pause', target: 'client', atMs: 150, forMs: 120 },
        { kind: 'crash', target: 'client', atMs: 300, forMs: null, manner: 'reset' },
        { kind: 'crash', target: 'client', atMs: 900, forMs: null, manner: 'reset', ...when('deed', 'did-put', 3) },
      ],
      (world, handle) => world.at(200, 'cancel', () => handle.cancel()),
    );
    expect(result.faults).toEqual(['0.150s client paused for 120ms']);
    expect(atClient).toHaveLength(5);
  });

  test('keeps to its budget also where nobody could know the moments', async () => {
    const down: Fault[] = [
      { kind: 'crash', target: 'server', atMs: 900, forMs: 300, manner: 'silence', ...when('deed', 'did-put', 1, 'client') },
      { kind: 'crash', target: 'client', atMs: 900, forMs: 300, manner: 'silence', ...when('deed', 'did-put', 1) },
    ];
    const strikes = async (downMax: number): Promise<number> => {
      let handle: FaultHandle | null = null;
      await simulate((world) => {
        world.host('server', () => undefined);
        world.host('client', () => undefined);
        handle = applyFaults(world, down, { budget: { faultsMax: 2, downMax } });
        world.at(10, 'deed', () => world.did('client', 'did-put'));
        world.at(1000, 'end', () => world.finish());
      });
      return (handle as FaultHandle | null)?.acted.get('crash') ?? 0;
    };
    expect(await strikes(2)).toBe(2);
    expect(await strikes(1)).toBe(1);
  });

  test('is the same world for the same seed', async () => {
    const plan: Fault[] = [
      { kind: 'latency', target: 'client', peer: 'server', atMs: 0, forMs: 900, minimumMs: 1, maximumMs: 5, slowShare: 0.3, slowMs: 40 },
      { kind: 'reset', target: 'client', peer: 'server', atMs: 350, manner: 'mid-reply' },
    ];
    expect((await suffer(plan)).result.hash).toBe((await suffer(plan)).result.hash);
  });
});

test('messages are put into words for as long as a fault waits for one', async () => {
  const struck = await suffer([{ kind: 'pause', target: 'server', atMs: 5000, forMs: 1, ...when('sent', 'put 2', 1, 'client') }]);
  expect(struck.result.faults).toHaveLength(1);
  expect(struck.described).toBe(2);
  const never = await suffer([{ kind: 'pause', target: 'server', atMs: 5000, forMs: 1, ...when('sent', 'put 9', 1, 'client') }]);
  expect(never.described).toBe(5);
  const atOnce = await suffer([{ kind: 'pause', target: 'server', atMs: 250, forMs: 1 }]);
  expect(atOnce.described).toBe(0);
});

test('what a server sends to a third is named after the message that made it, whether or not the world is recorded', async () => {
  /** `speaker` says something, and the server tells it to `listener`, who dies of it. */
  const relay = async (record: boolean): Promise<{ readonly deaths: readonly string[]; readonly hash: string }> => {
    const deaths: string[] = [];
    const { hash } = await simulate(
      (world) => {
        world.network.setLatency({ minimumMicros: 1000, maximumMicros: 1000 });
        let tell: ((bytes: Buffer) => void) | null = null;
        world.host('server', () => undefined);
        world.network.listen(
          'server',
          7,
          (connection) => {
            tell ??= (bytes) => connection.write(bytes);
            return { data: (bytes) => tell?.(bytes), closed: () => undefined };
          },
          (bytes) => bytes.toString(),
        );
        world.host('listener', () => {
          net.connect(7, 'server').on('error', () => undefined);
        });
        world.host('speaker', async () => {
          await sleep(50);
          net.connect(7, 'server').write('news of today');
        });
        world.onHostChange(({ host, change, atMs }) => {
          if (change === 'crashed') deaths.push(`${atMs} ${host.name}`);
        });
        const { when: cause } = when('received', 'push after news', 1, 'listener');
        applyFaults(world, [{ kind: 'crash', target: 'listener', atMs: 900, forMs: null, manner: 'reset', when: cause }]);
        world.at(1000, 'end', () => world.finish());
      },
      { record },
    );
    return { deaths, hash };
  };
  const plain = await relay(false);
  expect(plain.deaths).toHaveLength(1);
  expect(plain.deaths[0]).toContain('listener');
  expect(await relay(true)).toEqual(plain);
});
