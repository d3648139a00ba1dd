/** Replies on their way into Lua and out of it, by the tables of Redis's scripting documentation. */
import type { ReplyValue } from 'lua-redis-wasm';
import {
  BigNumberReply, DoubleReply, ErrorReply, formatDouble, MapReply, PushReply, SetReply, StatusReply, VerbatimReply,
} from '../resp/index.ts';
import type { Protocol, Reply } from '../resp/index.ts';

/** A command's reply for `redis.call`, in the protocol that the script has chosen. */
export function toScript(reply: Reply, protocol: Protocol): ReplyValue {
  if (typeof reply === 'string') return latin1(reply);
  if (typeof reply === 'number' || typeof reply === 'bigint' || reply === null) return reply;
  if (Array.isArray(reply)) return reply.map((item: Reply) => toScript(item, protocol));
  if (reply instanceof StatusReply) return { ok: latin1(reply.text) };
  if (reply instanceof ErrorReply) return { err: latin1(reply.message) };
  if (reply instanceof DoubleReply) return protocol === 3 ? { double: reply.value } : latin1(formatDouble(reply.value));
  if (reply instanceof VerbatimReply) return latin1(reply.text);
  if (reply instanceof BigNumberReply) return latin1(reply.digits);
  if (typeof reply === 'boolean') return protocol === 3 ? reply : Number(reply);
  return collectionToScript(reply, protocol);
}

function collectionToScript(reply: Reply, protocol: Protocol): ReplyValue {
  if (reply instanceof MapReply) {
    const items = reply.flat.map((item) => toScript(item, protocol));
    return protocol === 3 ? { map: inPairs(items) } : items;
  }
  if (reply instanceof SetReply) {
    const items = reply.items.map((item) => toScript(item, protocol));
    return protocol === 3 ? { set: items } : items;
  }
  if (reply instanceof PushReply) return reply.items.map((item) => toScript(item, protocol));
  return null;
}

/** WebAssembly turns a double beyond 64 bits into the largest integer, C on x86 into the smallest. */
const SATURATED = 2n ** 63n - 1n;
const OVERFLOWN = -(2n ** 63n);

/** What a script returned. */
export function fromScript(value: ReplyValue): Reply {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return value === SATURATED ? OVERFLOWN : value;
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  if (Array.isArray(value)) return value.map(fromScript);
  if ('ok' in value) return new StatusReply(value.ok.toString('latin1'));
  if ('err' in value) return scriptError(value.err.toString('latin1'), value.code?.toString('latin1'));
  if ('double' in value) return new DoubleReply(value.double);
  if ('map' in value) return new MapReply(value.map.flatMap(([key, item]) => [fromScript(key), fromScript(item)]));
  if ('set' in value) return new SetReply(value.set.map(fromScript));
  if ('big_number' in value) return new BigNumberReply(value.big_number.toString('latin1'));
  return new VerbatimReply(value.verbatim_string.string.toString('latin1'), value.verbatim_string.format.toString('latin1'));
}

function scriptError(message: string, code: string | undefined): Reply {
  if (message.startsWith('unsupported Lua return type')) return null;
  return new ErrorReply(code === undefined ? message : `${code} ${message}`);
}

function inPairs(items: readonly ReplyValue[]): [ReplyValue, ReplyValue][] {
  const pairs: [ReplyValue, ReplyValue][] = [];
  for (let index = 0; index + 1 < items.length; index += 2) pairs.push([items[index] ?? null, items[index + 1] ?? null]);
  return pairs;
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
