/** The simulated network under Node’s own `net`: connects, ordered bytes, ends, resets, partitions and holds. */
import net, { createConnection, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { World } from '../../../sim/world/index.ts';
import { simulate } from './simulate.ts';

/** A server that answers every chunk with `<chunk>` in angle brackets. */
function addEcho(world: World, log: string[] = []): void {
  world.host('server', () => undefined);
  world.network.listen('server', 7, (connection) => ({
    data: (bytes) => {
      log.push(bytes.toString());
      connection.write(Buffer.from(`<${bytes.toString()}>`));
    },
    closed: () => log.push('closed'),
  }));
}

function collect(socket: Socket, into: string[]): void {
  socket.on('connect', () => into.push('connect'));
  socket.on('data', (bytes: Buffer) => into.push(bytes.toString()));
  socket.on('end', () => into.push('end'));
  socket.on('error', (error: NodeJS.ErrnoException) => into.push(error.code ?? error.message));
  socket.on('close', () => into.push('close'));
}

describe('simulated TCP', () => {
  test('connect, ordered bytes, FIN: through the default and the named import', async () => {
    for (const connect of [net.connect, net.createConnection, createConnection]) {
      const seen: string[] = [];
      const served: string[] = [];
      await simulate(
        (world) => {
          addEcho(world, served);
          world.network.setLatency({ minimumMicros: 100, maximumMicros: 9000 });
          world.host('client', async () => {
            const socket = connect({ host: 'server', port: 7 });
            collect(socket, seen);
            for (const word of ['one', 'two', 'three']) {
              socket.write(word);
              await sleep(1);
            }
            await sleep(100);
            socket.end();
          });
        },
        { strategy: 'random', seed: '7' },
      );
      // What is written before the connection is open leaves in one piece, as with a real socket.
      expect(seen.join('').replaceAll('><', '')).toBe('connect<onetwothree>endclose');
      expect(served.join('')).toBe('onetwothreeclosed');
    }
  });

  test('a socket is a net.Socket to those who ask, and new net.Socket() can be connected', async () => {
    const seen: string[] = [];
    await simulate((world) => {
      addEcho(world);
      world.host('client', () => {
        const socket = new net.Socket();
        expect(socket instanceof net.Socket).toBe(true);
        collect(socket, seen);
        socket.connect(7, 'server', () => socket.end('bye'));
      });
    });
    expect(seen.join('')).toBe('connect<bye>endclose');
  });

  test('a port where nobody listens refuses; a name that nobody has is not found', async () => {
    const seen: string[] = [];
    await simulate((world) => {
      addEcho(world);
      world.host('client', async () => {
        collect(net.connect(8, 'server'), seen);
        await sleep(50);
        collect(net.connect(7, 'nowhere'), seen);
        await sleep(50);
        collect(net.connect(7, '127.0.0.1'), seen);
        await sleep(50);
        collect(net.connect(7, '192.0.2.1'), seen);
      });
    });
    expect(seen).toEqual(['ECONNREFUSED', 'close', 'ENOTFOUND', 'close', 'ECONNREFUSED', 'close', 'EHOSTUNREACH', 'close']);
  });

  test('a host that is down refuses, and one can be reached by its address', async () => {
    const seen: string[] = [];
    await simulate((world) => {
      addEcho(world);
      world.host('client', async () => {
        collect(net.connect(7, '10.0.0.1'), seen);
        await sleep(50);
        world.hosts()[0]?.crash();
        await sleep(50);
        collect(net.connect(7, 'server'), seen);
        await sleep(50);
        world.finish();
      });
    });
    expect(seen).toEqual(['connect', 'ECONNRESET', 'close', 'ECONNREFUSED', 'close']);
  });

  test('a crashed peer resets the connection; power loss says nothing', async () => {
    for (const [manner, expected] of [
      ['reset', 'connect ECONNRESET close'],
      ['silence', 'connect'],
    ] as const) {
      const seen: string[] = [];
      await simulate((world) => {
        addEcho(world);
        world.host('client', () => {
          collect(net.connect(7, 'server'), seen);
        });
        world.at(50, 'crash', () =>
          world
            .hosts()
            .find(({ name }) => name === 'server')
            ?.crash('test', manner),
        );
        world.at(500, 'end', () => world.finish());
      });
      expect(seen.join(' ')).toBe(expected);
    }
  });

  test('a partition keeps the bytes and delivers them after the heal, in order', async () => {
    const seen: string[] = [];
    const arrivals: number[] = [];
    await simulate((world) => {
      addEcho(world);
      world.host('client', async () => {
        const socket = net.connect(7, 'server');
        collect(socket, seen);
        socket.on('data', () => arrivals.push(world.nowMs));
        await sleep(100);
        socket.write('a');
        socket.write('b');
      });
      world.at(50, 'cut', () => world.network.partition('client', 'server'));
      world.at(5000, 'heal', () => world.network.heal('client', 'server'));
      world.at(6000, 'end', () => world.finish());
    });
    expect(seen.join('')).toBe('connect<a><b>');
    expect(arrivals[0]).toBeGreaterThan(5000);
  });

  test('a one-way cut lets requests through and keeps the replies', async () => {
    const served: string[] = [];
    const seen: string[] = [];
    await simulate((world) => {
      addEcho(world, served);
      world.host('client', async () => {
        const socket = net.connect(7, 'server');
        collect(socket, seen);
        await sleep(100);
        socket.write('a');
      });
      world.at(50, 'hold', () => world.network.hold('server', 'client'));
      world.at(1000, 'look', () => {
        expect(served).toEqual(['a']);
        expect(seen).toEqual(['connect']);
        world.network.release('server', 'client');
      });
      world.at(2000, 'end', () => world.finish());
    });
    expect(seen).toEqual(['connect', '<a>']);
  });

  test("a connect into a partition hangs; its timeout is the socket's own", async () => {
    const seen: string[] = [];
    await simulate((world) => {
      addEcho(world);
      world.network.partition('client', 'server');
      world.host('client', () => {
        const socket = net.connect(7, 'server');
        collect(socket, seen);
        socket.setTimeout(3000, () => {
          seen.push(`timeout at ${Math.round(world.nowMs)}`);
          socket.destroy();
        });
      });
      world.at(10_000, 'end', () => world.finish());
    });
    expect(seen).toEqual(['timeout at 3000', 'close']);
  });

  test('reset with the request lost: it never runs; with the reply lost: it runs', async () => {
    for (const [manner, expected] of [
      ['request-lost', []],
      ['reply-lost', ['x']],
    ] as const) {
      const served: string[] = [];
      const seen: string[] = [];
      const losses: string[] = [];
      await simulate((world) => {
        addEcho(world, served);
        world.network.onReplyLost(({ client }) => losses.push(client));
        world.host('client', async () => {
          const socket = net.connect(7, 'server');
          collect(socket, seen);
          await sleep(100);
          socket.write('x');
        });
        world.at(50, 'arm', () => world.network.resetOnNext('client', 'server', manner));
        world.at(500, 'end', () => world.finish());
      });
      expect(served.filter((entry) => entry !== 'closed')).toEqual(expected);
      expect(seen).toEqual(['connect', 'ECONNRESET', 'close']);
      expect(losses).toEqual(manner === 'reply-lost' ? ['client'] : []);
    }
  });

  test.each(['request-lost', 'reply-lost', 'idle', 'the server died'] as const)(
    'a reset with the reply lost is overtaken by another (%s): the client hears of it',
    async (then) => {
      const seen: string[] = [];
      await simulate((world) => {
        addEcho(world);
        world.network.setLatency({ minimumMicros: 5000, maximumMicros: 5000 });
        world.host('client', () => collect(net.connect(7, 'server'), seen));
        world.at(50, 'first', () => world.network.reset('client', 'server', 'reply-lost'));
        world.at(52, 'second', () => {
          if (then === 'the server died')
            world
              .hosts()
              .find(({ name }) => name === 'server')
              ?.crash();
          else world.network.reset('client', 'server', then);
        });
        world.at(500, 'end', () => world.finish());
      });
      expect(seen).toEqual(['connect', 'ECONNRESET', 'close']);
    },
  );

  test('a reply that is being lost is not cut as well: the client hears of the reset', async () => {
    const seen: string[] = [];
    await simulate((world) => {
      addEcho(world);
      world.host('client', async () => {
        const socket = net.connect(7, 'server');
        collect(socket, seen);
        await sleep(100);
        socket.write('x');
      });
      world.at(50, 'arm', () => {
        world.network.resetOnNext('client', 'server', 'reply-lost');
        world.network.resetOnNext('client', 'server', 'mid-reply');
      });
      world.at(500, 'end', () => world.finish());
    });
    expect(seen).toEqual(['connect', 'ECONNRESET', 'close']);
  });

  test('half-open: bytes vanish and nobody is told', async () => {
    const served: string[] = [];
    const seen: string[] = [];
    await simulate((world) => {
      addEcho(world, served);
      world.host('client', async () => {
        const socket = net.connect(7, 'server');
        collect(socket, seen);
        await sleep(100);
        socket.write('x');
      });
      world.at(50, 'half-open', () => world.network.halfOpen('client', 'server'));
      world.at(60_000, 'end', () => world.finish());
    });
    expect([served, seen]).toEqual([[], ['connect']]);
  });

  test('a refusing host refuses new connections only', async () => {
    const seen: string[] = [];
    await simulate((world) => {
      addEcho(world);
      world.host('client', async () => {
        const first = net.connect(7, 'server');
        await sleep(50);
        world.network.refuse('server');
        collect(net.connect(7, 'server'), seen);
        first.on('data', (bytes: Buffer) => seen.push(bytes.toString()));
        first.write('still');
        await sleep(50);
        world.network.accept('server');
        collect(net.connect(7, 'server'), seen);
        await sleep(50);
        world.finish();
      });
    });
    expect(seen.sort()).toEqual(['<still>', 'ECONNREFUSED', 'close', 'connect']);
  });

  test('latency of one link is its own', async () => {
    let arrivedMs = 0;
    await simulate((world) => {
      addEcho(world);
      world.network.setLinkLatency('client', 'server', { minimumMicros: 40_000, maximumMicros: 40_000 });
      world.host('client', () => {
        net.connect(7, 'server').on('connect', () => {
          arrivedMs = world.nowMs;
        });
      });
    });
    expect(arrivedMs).toBe(80);
  });
});
