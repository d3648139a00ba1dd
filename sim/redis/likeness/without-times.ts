/** What XINFO and XPENDING tell of streams, without the moments and spans of time in it: those are the machine's. */
import { isItems } from './wire.ts';
import type { Wire } from './wire.ts';

const TIMES = new Set<Wire>(['idle', 'inactive', 'seen-time', 'active-time']);
const ID = /^\d+-\d+$/;

/** The reply with zeros for times. */
export function withoutTimes(reply: Wire): Wire {
  if (isItems(reply)) return isPending(reply) ? pending(reply) : named(reply);
  return reply !== null && typeof reply === 'object' && 'map' in reply ? { map: named(reply.map) } : reply;
}

function named(items: readonly Wire[]): readonly Wire[] {
  return items.map((item, index) => (TIMES.has(items[index - 1] ?? null) && typeof item === 'number' ? 0 : withoutTimes(item)));
}

/** An entry that waits: id, (consumer,) time, deliveries. */
function isPending(items: readonly Wire[]): boolean {
  const [id] = items;
  return typeof id === 'string' && ID.test(id) && (items.length === 3 || items.length === 4) && typeof items.at(-1) === 'number';
}

function pending(items: readonly Wire[]): readonly Wire[] {
  return items.map((item, index) => (index === items.length - 2 && typeof item === 'number' ? 0 : item));
}
