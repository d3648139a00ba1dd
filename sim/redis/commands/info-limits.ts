/** What INFO says of memory, of clients and of what was refused for want of either. */
import type { RedisServer } from '../server.ts';

/** The section `Memory`. */
export function memoryLines(server: RedisServer): string[] {
  const { memory } = server;
  const used = memory.usedBytes;
  return [
    `used_memory:${used}`,
    `used_memory_human:${readable(used)}`,
    `maxmemory:${memory.maxBytes}`,
    ...(memory.isUsed ? [`maxmemory_human:${readable(memory.maxBytes)}`] : []),
    `maxmemory_policy:${memory.policy}`,
  ];
}

/** How many clients there may be. */
export function clientsMax(server: RedisServer): number {
  return server.clientsMax ?? Number(server.settings.get('maxclients') ?? 10_000);
}

/** Lines of the section `Stats` for those who ask for it, or when there is something to tell. */
export function refusalLines(server: RedisServer, isNamed: boolean): string[] {
  const { connectionsRejected, memory } = server;
  return [
    ...(isNamed || connectionsRejected > 0 ? [`rejected_connections:${connectionsRejected}`] : []),
    ...(isNamed || memory.evictedKeys > 0 ? [`evicted_keys:${memory.evictedKeys}`] : []),
  ];
}

/** Bytes as Redis prints them for people: `976.56K`. */
function readable(bytes: number): string {
  if (bytes < 1024) return `${bytes}B`;
  const units = ['K', 'M', 'G', 'T'];
  const power = Math.min(units.length, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(2)}${units[power - 1] ?? ''}`;
}
