/**
 * Replies as RESP bytes, kept as latin1 text until they are written: joining strings is the fastest buffer that JavaScript has.
 */
import {
  BigNumberReply,
  DoubleReply,
  ErrorReply,
  MapReply,
  NO_REPLY,
  NULL_ARRAY,
  OK,
  PushReply,
  SetReply,
  SeveralReplies,
  StatusReply,
  VerbatimReply,
} from './reply.ts';
import type { Reply } from './reply.ts';

/** The two versions of the protocol that a connection can speak. */
export type Protocol = 2 | 3;

/** One reply in RESP2 or RESP3, as latin1 text; a `NO_REPLY` is empty. */
export function encodeReply(reply: Reply, protocol: Protocol): string {
  if (typeof reply === 'string') return `$${reply.length}\r\n${reply}\r\n`;
  if (typeof reply === 'number' || typeof reply === 'bigint') return `:${reply}\r\n`;
  if (reply === OK) return '+OK\r\n';
  if (reply === null) return protocol === 3 ? '_\r\n' : '$-1\r\n';
  if (Array.isArray(reply)) return encodeItems('*', reply.length, reply, protocol);
  return encodeRare(reply, protocol);
}

function encodeItems(mark: string, count: number, items: readonly Reply[], protocol: Protocol): string {
  let text = `${mark}${count}\r\n`;
  for (const item of items) text += encodeReply(item, protocol);
  return text;
}

function encodeRare(reply: Reply, protocol: Protocol): string {
  if (reply instanceof StatusReply) return `+${oneLine(reply.text)}\r\n`;
  if (reply instanceof ErrorReply) return `-${oneLine(reply.message.replace(/[\r\n]+$/, ''))}\r\n`;
  if (reply === NULL_ARRAY) return protocol === 3 ? '_\r\n' : '*-1\r\n';
  if (reply === NO_REPLY) return '';
  if (reply instanceof SeveralReplies) return reply.replies.map((one) => encodeReply(one, protocol)).join('');
  if (typeof reply === 'boolean') return protocol === 3 ? (reply ? '#t\r\n' : '#f\r\n') : reply ? ':1\r\n' : ':0\r\n';
  return protocol === 3 ? encodeInThree(reply) : encodeInTwo(reply);
}

function encodeInThree(reply: Reply): string {
  if (reply instanceof DoubleReply) return `,${reply.text}\r\n`;
  if (reply instanceof MapReply) return encodeItems('%', reply.flat.length / 2, reply.flat, 3);
  if (reply instanceof SetReply) return encodeItems('~', reply.items.length, reply.items, 3);
  if (reply instanceof PushReply) return encodeItems('>', reply.items.length, reply.items, 3);
  if (reply instanceof VerbatimReply) return `=${reply.text.length + 4}\r\n${reply.format}:${reply.text}\r\n`;
  if (reply instanceof BigNumberReply) return `(${reply.digits}\r\n`;
  return '';
}

function encodeInTwo(reply: Reply): string {
  if (reply instanceof DoubleReply) return encodeReply(reply.text, 2);
  if (reply instanceof MapReply) return encodeItems('*', reply.flat.length, reply.flat, 2);
  if (reply instanceof SetReply || reply instanceof PushReply) return encodeItems('*', reply.items.length, reply.items, 2);
  if (reply instanceof VerbatimReply) return encodeReply(reply.text, 2);
  if (reply instanceof BigNumberReply) return encodeReply(reply.digits, 2);
  return '';
}

/** Errors and states are one line: Redis turns line breaks within them into spaces; those at the end of an error it drops. */
function oneLine(text: string): string {
  return /[\r\n]/.test(text) ? text.replace(/[\r\n]/g, ' ') : text;
}
