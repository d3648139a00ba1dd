/** What is written to disk when somebody asks for it: SAVE, BGSAVE, LASTSAVE, BGREWRITEAOF, SHUTDOWN. */
import { ErrorReply, failure, NO_REPLY, OK, StatusReply } from '../resp/index.ts';
import { isOption, SYNTAX_ERROR } from './words.ts';
import type { CommandDefinition, CommandFlag } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

const ALREADY_SAVING = failure('Background save already in progress');
const ALREADY_REWRITING = failure('Background append only file rewriting already in progress');
const REWRITING = failure(
  "Another child process is active (AOF?): can't BGSAVE right now. Use BGSAVE SCHEDULE in order to schedule a BGSAVE whenever possible.",
);
/** All that SAVE says when it fails. */
const NOT_SAVED = new ErrorReply('ERR');
const CANNOT_REWRITE = failure("Can't execute an AOF background rewriting. Please check the server logs for more information.");
const CANNOT_END = failure('Errors trying to SHUTDOWN. Check logs.');

function save(client: Client): Reply {
  const { snapshots } = client.server.persistence;
  if (snapshots.isSaving) throw ALREADY_SAVING;
  snapshots.saves += 1;
  return snapshots.saveNow() ? OK : NOT_SAVED;
}

function saveInBackground(client: Client, argv: readonly string[]): Reply {
  const { snapshots } = client.server.persistence;
  const mayWait = argv.length === 2 && isOption(argv[1], 'SCHEDULE');
  if (argv.length > 1 && !mayWait) throw SYNTAX_ERROR;
  if (snapshots.isSaving) throw ALREADY_SAVING;
  if (snapshots.isRewriting || client.executing) {
    if (!mayWait && !client.executing) throw REWRITING;
    snapshots.scheduleSave();
    return new StatusReply('Background saving scheduled');
  }
  snapshots.begin();
  return new StatusReply('Background saving started');
}

function rewrite(client: Client): Reply {
  const { snapshots } = client.server.persistence;
  if (snapshots.isRewriting) throw ALREADY_REWRITING;
  if (snapshots.isSaving || client.executing) {
    snapshots.scheduleRewrite();
    return new StatusReply('Background append only file rewriting scheduled');
  }
  const { appendsOnly, disk } = client.server.persistence;
  if (appendsOnly && disk.isFull) {
    disk.rewriteFailed = true;
    throw CANNOT_REWRITE;
  }
  snapshots.rewrite();
  return new StatusReply('Background append only file rewriting started');
}

/** Answers nothing when it works: the connection ends with the process. */
function shutDown(client: Client, argv: readonly string[]): Reply {
  let saves: boolean | null = null;
  let aborts = false;
  for (const word of argv.slice(1)) {
    if (isOption(word, 'NOSAVE') && saves !== true) saves = false;
    else if (isOption(word, 'SAVE') && saves !== false) saves = true;
    else if (isOption(word, 'ABORT')) aborts = true;
    else if (!isOption(word, 'NOW') && !isOption(word, 'FORCE')) throw SYNTAX_ERROR;
  }
  if (aborts && argv.length > 2) throw SYNTAX_ERROR;
  if (aborts) throw failure('No shutdown in progress.');
  if (client.server.environment.exit === undefined) throw CANNOT_END;
  if (!client.server.persistence.beforeShutdown(saves)) throw CANNOT_END;
  client.server.environment.exit();
  return NO_REPLY;
}

const ADMIN: readonly CommandFlag[] = ['admin', 'noscript'];

/** The commands of persistence. */
export const persistenceCommands: readonly CommandDefinition[] = [
  { name: 'save', arity: 1, flags: [...ADMIN, 'no-multi'], keys: null, run: save },
  { name: 'bgsave', arity: -1, flags: ADMIN, keys: null, run: saveInBackground },
  {
    name: 'lastsave',
    arity: 1,
    flags: ['loading', 'stale', 'fast'],
    keys: null,
    run: (client) => Math.floor(client.server.persistence.snapshots.lastSaveMs / 1000),
  },
  { name: 'bgrewriteaof', arity: 1, flags: ADMIN, keys: null, run: rewrite },
  { name: 'shutdown', arity: -1, flags: [...ADMIN, 'loading', 'stale', 'no-multi'], keys: null, run: shutDown },
];
