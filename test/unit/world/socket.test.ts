/** Bytes pass straight through a simulated socket where nothing is buffered; everywhere else it is a stream like any other. */
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { simulate } from './simulate.ts';

/** What a server receives, and what the client hears of its answers, when the client does this with its connected socket. */
async function converse(
  talk: (socket: net.Socket, heard: string[]) => Promise<void> | void,
): Promise<{ received: string[]; heard: string[] }> {
  const received: string[] = [];
  const heard: string[] = [];
  await simulate((world) => {
    world.host('server', () => undefined);
    world.network.listen('server', 7, (connection) => ({
      data: (bytes) => {
        received.push(bytes.toString('latin1'));
        connection.write(Buffer.from(`ok ${bytes.length}`));
      },
      closed: () => received.push('closed'),
    }));
    world.host('client', async () => {
      const socket = net.connect(7, 'server');
      socket.on('error', (error) => heard.push(error.message));
      await new Promise((resolve) => socket.once('connect', resolve));
      await talk(socket, heard);
    });
    world.at(5000, 'end', () => world.finish());
  });
  return { received, heard };
}

test('text is UTF-8 unless the socket or the call says otherwise', async () => {
  const { received } = await converse(async (socket) => {
    socket.write('é');
    socket.write('é', 'latin1');
    socket.write(Buffer.from([1, 2]));
    await sleep(50);
    socket.setDefaultEncoding('latin1');
    socket.write('é');
  });
  expect(received.join('|')).toBe('\u00c3\u00a9|\u00e9|\u0001\u0002|\u00e9');
});

test('a corked socket writes once, in order, and calls back', async () => {
  const { received, heard } = await converse(async (socket, told) => {
    socket.cork();
    socket.write('a');
    socket.write('b', () => told.push('written'));
    socket.uncork();
    socket.write('c');
    await sleep(50);
    socket.end('d');
    expect(socket.write('e')).toBe(false);
  });
  expect(received.join('').replace('closed', '')).toBe('abcd');
  expect(heard).toEqual(['written', 'write after end']);
});

test('a reader who has paused, decodes or reads by himself misses nothing', async () => {
  const { heard } = await converse(async (socket, told) => {
    socket.on('data', (bytes: Buffer) => told.push(`data ${String(bytes)}`));
    socket.write('1');
    await sleep(50);
    socket.pause();
    socket.write('22');
    await sleep(50);
    told.push('paused');
    socket.resume();
    await sleep(50);
    socket.setEncoding('utf8');
    socket.write('333');
    await sleep(50);
  });
  expect(heard).toEqual(['data ok 1', 'paused', 'data ok 2', 'data ok 3']);
});
