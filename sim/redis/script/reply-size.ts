/** How long a reply is before it is written: it goes into memory that must be asked for first. */
import { BigNumberReply, DoubleReply, ErrorReply, MapReply, PushReply, SetReply, StatusReply, VerbatimReply } from '../resp/index.ts';
import type { Protocol, Reply } from '../resp/index.ts';

/** The bytes that a reply takes in the wire format of `lua-redis-wasm`, in the protocol that the script has chosen. */
export function sizeOf(reply: Reply, protocol: Protocol): number {
  if (typeof reply === 'string') return 5 + reply.length;
  if (typeof reply === 'number' || typeof reply === 'bigint' || typeof reply === 'boolean') return 13;
  if (Array.isArray(reply)) return sizeOfAll(reply, protocol);
  if (reply instanceof StatusReply) return 5 + reply.text.length;
  if (reply instanceof ErrorReply) return 5 + reply.message.length;
  if (reply instanceof DoubleReply) return protocol === 3 ? 13 : 5 + reply.text.length;
  if (reply instanceof MapReply) return sizeOfAll(reply.flat, protocol);
  if (reply instanceof SetReply || reply instanceof PushReply) return sizeOfAll(reply.items, protocol);
  if (reply instanceof VerbatimReply) return 5 + reply.text.length;
  if (reply instanceof BigNumberReply) return 5 + reply.digits.length;
  return 5;
}

function sizeOfAll(items: readonly Reply[], protocol: Protocol): number {
  let size = 5;
  for (const item of items) size += sizeOf(item, protocol);
  return size;
}
