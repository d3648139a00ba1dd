/** What Redis leaves open is a named choice in the twin: orders, random picks, the way of a scan. */
import { beforeAll, describe, expect, it } from 'vitest';
import { RedisServer, SetReply, warmUpRedis } from '../../../sim/redis/index.ts';

beforeAll(() => warmUpRedis());

/** A server whose choices are given: always `choice` modulo what is asked. */
function serverThatChooses(choice: number): { server: RedisServer; asked: string[] } {
  const asked: string[] = [];
  const server = new RedisServer({
    nowMs: () => 0,
    after: () => ({ cancel: () => undefined }),
    draw: (stream, key, below) => {
      asked.push(`${stream} ${key} ${below}`);
      return choice % below;
    },
  });
  return { server, asked };
}

function membersOf(reply: unknown): readonly unknown[] {
  return reply instanceof SetReply ? reply.items : [];
}

describe('what Redis leaves open', () => {
  it('is the order of insertion for choice 0, so that a shrunk world is a plain one', () => {
    const { server } = serverThatChooses(0);
    server.execute('SADD', 's', 'a', 'b', 'c');
    expect(membersOf(server.execute('SMEMBERS', 's'))).toEqual(['a', 'b', 'c']);
  });

  it('is another order for other choices, always complete', () => {
    const orders = new Set<string>();
    for (let choice = 0; choice < 6; choice++) {
      const { server } = serverThatChooses(choice);
      server.execute('SADD', 's', 'a', 'b', 'c');
      const members = membersOf(server.execute('SMEMBERS', 's'));
      expect(new Set(members)).toEqual(new Set(['a', 'b', 'c']));
      orders.add(members.join(''));
    }
    expect(orders.size).toBe(6);
  });

  it('is chosen by name, once a reply', () => {
    const { server, asked } = serverThatChooses(1);
    server.execute('SADD', 's', 'a', 'b', 'c');
    server.execute('SMEMBERS', 's');
    server.execute('SPOP', 's');
    expect(asked).toEqual(['redis s 6', 'redis SPOP s 3']);
  });
});

describe('SCAN', () => {
  it('answers every key that is there all the time, while others come and go', () => {
    const { server } = serverThatChooses(7);
    for (let index = 0; index < 500; index++) server.execute('SET', `stay:${index}`, 'v');
    const seen = new Set<string>();
    let cursor = '0';
    let round = 0;
    do {
      const [next, keys] = server.execute('SCAN', cursor, 'COUNT', '7') as [string, string[]];
      for (const key of keys) seen.add(key);
      server.execute('SET', `new:${round}`, 'v');
      server.execute('DEL', `new:${round - 3}`);
      cursor = next;
      round++;
    } while (cursor !== '0' && round < 1000);
    const kept = [...seen].filter((key) => key.startsWith('stay:'));
    expect(kept).toHaveLength(500);
    expect(round).toBeGreaterThan(30);
  });

  it('of a large hash goes through all fields once', () => {
    const { server } = serverThatChooses(3);
    for (let index = 0; index < 300; index++) server.execute('HSET', 'h', `f${index}`, 'v');
    const seen: string[] = [];
    let cursor = '0';
    do {
      const [next, flat] = server.execute('HSCAN', 'h', cursor, 'COUNT', '20') as [string, string[]];
      for (let index = 0; index < flat.length; index += 2) seen.push(flat[index] ?? '');
      cursor = next;
    } while (cursor !== '0');
    expect(new Set(seen).size).toBe(300);
    expect(seen).toHaveLength(300);
  });
});
