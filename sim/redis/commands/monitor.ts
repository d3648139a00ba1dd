/** MONITOR: this connection is told every command from now on. */
import { failure, NO_REPLY, OK } from '../resp/index.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

function monitor(client: Client): Reply {
  if (!client.mayBlock) throw failure("MONITOR isn't allowed for DENY BLOCKING client");
  const { monitors } = client.server;
  if (monitors.has(client)) return NO_REPLY;
  monitors.add(client);
  return OK;
}

/** MONITOR. */
export const monitorCommands: readonly CommandDefinition[] = [
  { name: 'monitor', arity: 1, flags: ['admin', 'noscript', 'loading', 'stale'], keys: null, run: monitor },
];
