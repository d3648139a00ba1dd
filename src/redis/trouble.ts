/** What an error of Redis or of the connection means for who asked: come in with another name, ask again, or it is about the command itself. */
import { RedisCannotWriteError, RedisRefusedError, RedisUnavailableError, SchedulerError } from '../errors.ts';

/** Redis wants another user, password or right. ioredis puts words of its own in front of some. */
const REFUSED = /\b(?:NOAUTH|WRONGPASS|NOPERM)\b.*|.*\binvalid password.*/;

/** Replies that say nothing about the command, only that this Redis cannot serve it now, and what to do about each. */
const NOT_NOW: ReadonlyMap<string, string> = new Map([
  ['LOADING', 'it is loading its data, which passes by itself'],
  ['BUSY', 'a script keeps it busy; look for it with SLOWLOG, or end it with SCRIPT KILL'],
  ['MASTERDOWN', 'it is a replica that has lost its master'],
  ['CLUSTERDOWN', 'it is part of a cluster; the scheduler needs one Redis by itself'],
  ['TRYAGAIN', 'it is part of a cluster; the scheduler needs one Redis by itself'],
]);

/** Said instead of an answer to a connection that is one too many, and the connection is closed. */
const TOO_MANY_CLIENTS = /\bmax number of clients reached\b/;
const TOO_MANY_ADVICE = 'it has as many clients as its maxclients allows; raise that, or find who keeps connections open';

/** Replies that say that Redis makes no write now, and what to do about each. */
const NO_WRITES: ReadonlyMap<string, string> = new Map([
  ['OOM', 'it is out of memory; raise its maxmemory, or remove data that is not ours'],
  ['READONLY', 'the address leads to a replica: give that of the primary, or wait for the end of a failover'],
  ['MISCONF', 'it cannot write to its disk; make room there, and look into its log for what failed'],
  ['NOREPLICAS', 'it has fewer replicas than min-replicas-to-write asks for'],
]);

/** The first word of a reply, by which Redis tells its errors apart. */
function wordOf(message: string): string {
  // Redis wraps what a command inside a script answers: `… -OOM command not allowed …`.
  return /^(?:ERR .*?-)?([A-Z]+) /.exec(message)?.[1] ?? '';
}

/** A reply without what Redis wraps around the error of a command inside a script: which script, by its digest, and where. */
function withoutScript(message: string): string {
  return message.replace(/^ERR .*?-(?=[A-Z]+ )/, '').replace(/\.? script: [0-9a-f]{40},.*$/s, '');
}

/** The typed error for what went wrong with `operation`; the error itself when it is about the command. */
export function typedTrouble(error: unknown, operation: string, waitedMs: number): unknown {
  if (!(error instanceof Error) || error instanceof SchedulerError) return error;
  const reply = REFUSED.exec(error.message)?.[0];
  if (reply !== undefined) return new RedisRefusedError(reply, { cause: error });
  const word = wordOf(error.message);
  const noWrites = NO_WRITES.get(word);
  if (noWrites !== undefined) return new RedisCannotWriteError(operation, withoutScript(error.message), noWrites, { cause: error });
  const advice = TOO_MANY_CLIENTS.test(error.message) ? TOO_MANY_ADVICE : NOT_NOW.get(word);
  return advice === undefined ? error : new RedisUnavailableError(operation, waitedMs, { cause: error, advice });
}
