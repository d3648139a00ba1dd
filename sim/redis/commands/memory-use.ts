/** What a key takes and how it is used: MEMORY USAGE, OBJECT IDLETIME, OBJECT FREQ. Asking is no use of the key. */
import { bytesOf } from '../memory/index.ts';
import { failure } from '../resp/index.ts';
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
