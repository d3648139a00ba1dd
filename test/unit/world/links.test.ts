/** What can be wrong with a link and with names: slow tails, little bandwidth, holds, cut replies, reset handshakes, dead connections, look-ups. */
import dns from 'node:dns';
import net, { type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { World } from '../../../sim/world/index.ts';
import { simulate } from './simulate.ts';

const exact = { minimumMicros: 1000, maximumMicros: 1000 };

/** A server that answers every chunk with the same chunk, with 1 ms of latency on every link. */
function addEcho(world: World, log: string[] = []): void {
  world.network.setLatency(exact);
  world.host('server', () => undefined);
  world.network.listen('server', 7, (connection) => {
    log.push('accepted');
    return { data: (bytes) => connection.write(bytes), closed: () => log.push('closed') };
  });
}

function collect(world: World, socket: Socket, into: string[]): Socket {
  socket.on('connect', () => into.push(`${world.nowMs} connect`));
  socket.on('data', (bytes: Buffer) => into.push(`${world.nowMs} ${bytes.toString()}`));
  socket.on('error', (error: NodeJS.ErrnoException) => into.push(`${world.nowMs} ${error.message}`));
  return socket;
}

describe('links', () => {
  test('a slow tail: most segments take little, some take very long', async () => {
    const takesMs: number[] = [];
    await simulate((world) => {
      addEcho(world);
      world.network.setLinkLatency(
        'client',
        'server',
        { minimumMicros: 1000, maximumMicros: 2000, slowShare: 0.1, slowMicros: 500_000 },
        true,
      );
      world.host('client', async () => {
        const socket = net.connect(7, 'server');
        let sentMs = 0;
        socket.on('data', () => takesMs.push(world.nowMs - sentMs - 1));
        await sleep(1000);
        for (let step = 0; step < 300; step += 1) {
          sentMs = world.nowMs;
          socket.write('x');
          await sleep(600);
        }
        world.finish();
      });
    });
    const slow = takesMs.filter((ms) => ms > 2);
    expect(takesMs).toHaveLength(300);
    expect(Math.min(...takesMs)).toBeGreaterThanOrEqual(1);
    expect(slow.length).toBeGreaterThan(15);
    expect(slow.length).toBeLessThan(50);
    expect(Math.max(...slow)).toBeGreaterThan(300);
    expect(Math.max(...slow)).toBeLessThanOrEqual(500);
  });

  test('a clog lets so many bytes a second pass, over all connections, and is over', async () => {
    const seen: string[] = [];
    await simulate((world) => {
      addEcho(world);
      world.host('client', async () => {
        const sockets = [net.connect(7, 'server'), net.connect(7, 'server')];
        sockets.forEach((socket, index) => socket.on('data', () => seen.push(`${world.nowMs} ${index}`)));
        await sleep(10);
        world.network.clog('client', 'server', 1000, true);
        for (const socket of sockets) socket.write('x'.repeat(60));
        await sleep(290);
        world.network.clog('client', 'server', null, true);
        sockets[0]?.write('x');
        await sleep(100);
        world.finish();
      });
    });
    // 60 bytes and their header of 40 take 100 ms on a link of 1000 bytes a second; the second waits for the first.
    expect(seen).toEqual(['112 0', '212 1', '302 0']);
  });

  test('what queued up in front of a clog passes when it is over, in order', async () => {
    const seen: string[] = [];
    await simulate((world) => {
      addEcho(world);
      world.host('client', async () => {
        const socket = net.connect(7, 'server');
        socket.on('data', (bytes: Buffer) => seen.push(`${world.nowMs} ${bytes.toString()}`));
        await sleep(10);
        world.network.clog('client', 'server', 1);
        socket.write('one');
        await sleep(40);
        socket.write('two');
        await sleep(50);
        world.network.clog('client', 'server', null);
        socket.write('three');
        await sleep(100);
        world.finish();
      });
    });
    expect(seen).toEqual(['102 one', '102 two', '102 three']);
  });

  test('what was held arrives at once when it is released; what was cut takes the latency once more', async () => {
    const seen: string[] = [];
    await simulate((world) => {
      addEcho(world);
      world.host('client', async () => {
        const socket = net.connect(7, 'server');
        socket.on('data', (bytes: Buffer) => seen.push(`${world.nowMs} ${bytes.toString()}`));
        await sleep(10);
        world.network.hold('client', 'server');
        socket.write('held');
        await sleep(90);
        world.network.release('client', 'server');
        await sleep(100);
        world.network.partition('client', 'server', true);
        socket.write('cut');
        await sleep(100);
        world.network.heal('client', 'server', true);
        await sleep(10);
        world.finish();
      });
    });
    expect(seen).toEqual(['101 held', '302 cut']);
  });

  test('a reply is cut at a byte, and then the connection is reset', async () => {
    const seen: string[] = [];
    const log: string[] = [];
    let struck = 0;
    await simulate((world) => {
      addEcho(world, log);
      world.host('client', async () => {
        const socket = collect(world, net.connect(7, 'server'), seen);
        await sleep(10);
        world.network.resetOnNext('client', 'server', 'mid-reply', () => (struck += 1));
        socket.write('abcdefghij');
        await sleep(10);
        world.finish();
      });
    });
    const [, reply = '', error] = seen;
    expect('12 abcdefghij'.startsWith(reply)).toBe(true);
    expect(reply.length).toBeGreaterThan('12 '.length);
    expect(reply.length).toBeLessThan('12 abcdefghij'.length);
    expect(error).toBe('12 read ECONNRESET');
    expect(log).toEqual(['accepted', 'closed']);
    expect(struck).toBe(1);
  });

  test('the next handshake is reset: the server never hears of the connection; the one after it succeeds', async () => {
    const seen: string[] = [];
    const log: string[] = [];
    await simulate((world) => {
      addEcho(world, log);
      world.network.resetOnNext('client', 'server', 'handshake');
      world.host('client', async () => {
        collect(world, net.connect(7, 'server'), seen);
        await sleep(10);
        collect(world, net.connect(7, 'server'), seen);
        await sleep(10);
        world.finish();
      });
    });
    expect(seen).toEqual(['2 connect', '2 read ECONNRESET', '12 connect']);
    expect(log).toEqual(['accepted']);
  });

  test('a reset that was disarmed does not strike', async () => {
    const seen: string[] = [];
    await simulate((world) => {
      addEcho(world);
      world.host('client', async () => {
        const socket = collect(world, net.connect(7, 'server'), seen);
        await sleep(10);
        world.network.resetOnNext('client', 'server', 'request-lost')();
        socket.write('x');
        await sleep(10);
        world.finish();
      });
    });
    expect(seen).toEqual(['2 connect', '12 x']);
  });

  test.each(['request-lost', 'reply-lost'] as const)('what is in flight is reset, %s, and only that', async (manner) => {
    const seen: string[] = [];
    const counts: number[] = [];
    const lost: string[] = [];
    await simulate((world) => {
      addEcho(world);
      world.network.onReplyLost(({ client }) => lost.push(client));
      world.host('client', async () => {
        const socket = collect(world, net.connect(7, 'server'), seen);
        net.connect(7, 'server');
        await sleep(10);
        counts.push(world.network.resetInFlight('client', 'server', manner));
        socket.write('x');
        counts.push(world.network.resetInFlight('client', 'server', manner));
        await sleep(10);
        world.finish();
      });
    });
    expect(counts).toEqual([0, 1]);
    expect(seen).toEqual(['2 connect', manner === 'request-lost' ? '11 read ECONNRESET' : '12 read ECONNRESET']);
    expect(lost).toEqual(manner === 'request-lost' ? [] : ['client']);
  });

  test('half-open connections say nothing until they time out', async () => {
    const seen: string[] = [];
    const log: string[] = [];
    await simulate((world) => {
      addEcho(world, log);
      world.host('client', async () => {
        expect(world.network.halfOpen('client', 'server')).toBe(null);
        const socket = collect(world, net.connect(7, 'server'), seen);
        await sleep(10);
        const timeOut = world.network.halfOpen('client', 'server');
        socket.write('lost');
        await sleep(90);
        expect(log).toEqual(['accepted']);
        timeOut?.();
        await sleep(10);
        world.finish();
      });
    });
    expect(seen).toEqual(['2 connect', '101 read ETIMEDOUT']);
    expect(log).toEqual(['accepted', 'closed']);
  });

  test('a machine that lost power answers with a reset once it is back and something reaches it', async () => {
    const seen: string[] = [];
    const log: string[] = [];
    await simulate((world) => {
      addEcho(world, log);
      const server = world.hosts()[0];
      world.host('client', async () => {
        const [waiting, idle, late] = [net.connect(7, 'server'), net.connect(7, 'server'), net.connect(7, 'server')];
        await sleep(10);
        collect(world, waiting, seen);
        collect(world, idle, seen);
        collect(world, late, seen);
        server?.crash('power loss', 'silence');
        waiting.write('sent meanwhile');
        await sleep(90);
        server?.restart();
        await sleep(100);
        late.write('sent later');
        await sleep(100);
        world.finish();
      });
    });
    expect(seen).toEqual(['101 read ECONNRESET', '201 read ECONNRESET']);
  });

  test('a server learns from the machine of a client that lost power that the client is gone', async () => {
    const log: string[] = [];
    await simulate((world) => {
      world.network.setLatency(exact);
      world.host('server', () => undefined);
      world.network.listen('server', 7, (connection) => {
        world.at(world.nowMs + 200, 'push', () => connection.write(Buffer.from('news')));
        return { data: () => undefined, closed: () => log.push(`${world.nowMs} closed`) };
      });
      const client = world.host('client', (host) => {
        if (host.incarnation === 1) net.connect(7, 'server').on('error', () => undefined);
      });
      world.at(50, 'crash', () => client.crash('power loss', 'silence'));
      world.at(100, 'restart', () => client.restart());
      world.at(300, 'end', () => world.finish());
    });
    expect(log).toEqual(['202 closed']);
  });

  test.each(['ENOTFOUND', 'EAI_AGAIN'] as const)(
    'look-ups fail with %s on one host, for connects and dns.lookup, until they are mended',
    async (code) => {
      const seen: string[] = [];
      await simulate((world) => {
        addEcho(world);
        world.network.failLookups('client', 'server', code);
        world.host('other', () => void collect(world, net.connect(7, 'server'), seen));
        world.host('client', async () => {
          await sleep(10);
          collect(world, net.connect(7, 'server'), seen);
          dns.lookup('server', (error) => seen.push(`${world.nowMs} dns: ${error?.message ?? ''}`));
          await dns.promises
            .lookup('server')
            .catch((error: NodeJS.ErrnoException) => seen.push(`${world.nowMs} promise: ${error.code ?? ''}`));
          await sleep(10);
          world.network.mendLookups('client', 'server');
          collect(world, net.connect(7, 'server'), seen);
          await sleep(10);
          world.finish();
        });
      });
      expect(seen.toSorted()).toEqual(
        [
          '2 connect',
          `10 getaddrinfo ${code} server`,
          `10 dns: getaddrinfo ${code} server`,
          `10 promise: ${code}`,
          '22 connect',
        ].toSorted(),
      );
    },
  );
});
