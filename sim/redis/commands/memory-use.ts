/** What a key takes and how it is used: MEMORY USAGE, OBJECT IDLETIME, OBJECT FREQ. Asking is no use of the key. */
import { bytesOf } from '../memory/index.ts';
import { DoubleReply, failure, MapReply } from '../resp/index.ts';
import { at, isOption, needNumber, SYNTAX_ERROR } from './words.ts';
import type { Client } from '../client.ts';
import type { Value } from '../keyspace/index.ts';
import type { Reply } from '../resp/index.ts';

const LATER = 'Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.';
const NO_FREQUENCY = failure(`An LFU maxmemory policy is not selected, access frequency not tracked. ${LATER}`);
const NO_IDLE_TIME = failure(`An LFU maxmemory policy is selected, idle time not tracked. ${LATER}`);

/** MEMORY USAGE. */
export function memoryUsage(client: Client, argv: readonly string[]): Reply {
  if (argv.length > 3 && !(isOption(argv[3], 'SAMPLES') && argv.length === 5)) throw SYNTAX_ERROR;
  const samples = argv.length === 5 ? needNumber(at(argv, 4)) : 5;
  if (samples < 0) throw SYNTAX_ERROR;
  const value = quietly(client, at(argv, 2));
  return value === undefined ? null : bytesOf(at(argv, 2), value, samples);
}

/** MEMORY STATS: the names that Redis gives, with what the twin knows of memory; what it does not simulate is nothing, or 1 where it is a ratio. */
export function memoryStats({ server }: Client): Reply {
  const databases = server.data.used().filter(({ size }) => size > 0);
  const tables = databases.map(({ size, volatileSize }) => [size, volatileSize].map(tableBytes));
  const { memory } = server;
  const startup = memory.usedBytes - (memory.isUsed ? memory.dataBytes : 0);
  const total = startup + memory.dataBytes;
  const overhead = Math.min(total, startup + tables.flat().reduce((sum, bytes) => sum + bytes, 0));
  const keys = databases.reduce((sum, { size }) => sum + size, 0);
  const counts: Readonly<Record<string, number>> = {
    'overhead.total': overhead,
    'keys.count': keys,
    'keys.bytes-per-key': keys === 0 ? 0 : Math.floor((total - startup) / keys),
    'dataset.bytes': total - overhead,
  };
  const plain = (names: string): Reply[] => names.split(' ').flatMap((name): Reply[] => [name, 0]);
  const ratio = (name: string, value: number): Reply[] => [name, new DoubleReply(value)];
  return new MapReply([
    ...['peak.allocated', total, 'total.allocated', total, 'startup.allocated', startup],
    ...plain('replication.backlog clients.slaves clients.normal cluster.links aof.buffer lua.caches functions.caches'),
    ...databases.flatMap(({ index }, at): Reply[] => [`db.${index}`, tableReply(tables[at] ?? [])]),
    ...Object.entries(counts).flat(),
    ...ratio('dataset.percentage', total === startup ? 0 : (100 * (total - overhead)) / (total - startup)),
    ...ratio('peak.percentage', 100),
    ...['allocator.allocated', total, 'allocator.active', total, 'allocator.resident', total],
    ...ratio('allocator-fragmentation.ratio', 1),
    ...plain('allocator-fragmentation.bytes'),
    ...ratio('allocator-rss.ratio', 1),
    ...plain('allocator-rss.bytes'),
    ...ratio('rss-overhead.ratio', 1),
    ...plain('rss-overhead.bytes'),
    ...ratio('fragmentation', 1),
    ...plain('fragmentation.bytes'),
  ]);
}

function tableBytes(entries: number): number {
  return entries === 0 ? 0 : 8 * 2 ** Math.max(2, Math.ceil(Math.log2(entries))) + 24 * entries;
}

function tableReply([main = 0, expires = 0]: readonly number[]): Reply {
  const names = ['overhead.hashtable.main', main, 'overhead.hashtable.expires', expires, 'overhead.hashtable.slot-to-keys', 0];
  return new MapReply(names);
}

/** OBJECT IDLETIME, in seconds; 0 while nobody keeps count of uses. */
export function idleTime(client: Client, argv: readonly string[]): Reply {
  if (quietly(client, at(argv, 2)) === undefined) return null;
  const { memory } = client.server;
  if (memory.policy.endsWith('-lfu')) throw NO_IDLE_TIME;
  return memory.useOf(client.database.index, at(argv, 2))?.idleSeconds ?? 0;
}

/** OBJECT FREQ: the logarithmic counter. */
export function frequency(client: Client, argv: readonly string[]): Reply {
  if (quietly(client, at(argv, 2)) === undefined) return null;
  const { memory } = client.server;
  if (!memory.policy.endsWith('-lfu')) throw NO_FREQUENCY;
  return memory.useOf(client.database.index, at(argv, 2))?.frequency ?? 0;
}

function quietly(client: Client, key: string): Value | undefined {
  return client.database.expireIfDue(key) ? undefined : client.database.peek(key);
}
