/** CLIENT PAUSE and UNPAUSE. An UNPAUSE waits itself while all commands wait, as in Redis 7.0. */
import { failure, OK } from '../resp/index.ts';
import { at, isOption, parseInteger } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

function pause(client: Client, argv: readonly string[]): Reply {
  if (argv.length > 4) throw failure(`unknown subcommand or wrong number of arguments for '${at(argv, 1)}'. Try CLIENT HELP.`);
  const writesOnly = isOption(argv[3], 'WRITE');
  if (argv.length === 4 && !writesOnly && !isOption(argv[3], 'ALL')) throw failure('CLIENT PAUSE mode must be WRITE or ALL');
  const forMs = parseInteger(at(argv, 2));
  if (forMs === null) throw failure('timeout is not an integer or out of range');
  if (forMs < 0) throw failure('timeout is negative');
  client.server.pause.begin(Number(forMs), writesOnly ? 'write' : 'all');
  return OK;
}

function unpause(client: Client): Reply {
  client.server.pause.end();
  return OK;
}

/** The two subcommands. */
export const clientPauseCommands: readonly CommandDefinition[] = [
  { name: 'pause', arity: -3, flags: ['admin', 'noscript', 'loading', 'stale'], keys: null, run: pause },
  { name: 'unpause', arity: 2, flags: ['admin', 'noscript', 'loading', 'stale'], keys: null, run: unpause },
];
