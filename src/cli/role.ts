/** What `gateway` and `worker` share: a log, a check that Redis lets this user in, and an orderly end at the first signal. */
import { openLog, type Log } from '../log.ts';
import { LOG_LEVELS } from '../log-level.ts';
import type { CommonOptions, WorkerEnd } from '../options.ts';
import { EXIT } from './command.ts';
import { withClient } from './connection.ts';
import type { ParsedArguments } from './flags.ts';
import type { Terminal } from './terminal.ts';
import { RedisRefusedError } from '../errors.ts';

/** The log of a role, on standard error. @throws SchedulerError INVALID_OPTIONS. */
export function roleLog(written: ParsedArguments, terminal: Terminal, fields: Readonly<Record<string, string>>): Log {
  return openLog({
    level: written.choice('log-level', LOG_LEVELS, 'info'),
    format: written.choice('log-format', ['json', 'text'], terminal.errorIsTerminal ? 'text' : 'json'),
    fields,
    write: (line) => terminal.error(line),
  });
}

/** A role that was started. */
export interface RunningRole {
  /** Resolves when the role itself has reason to end. */
  readonly over?: Promise<string>;
  close(): Promise<void>;
}

/** Why a worker ends that shares its id with another one; the event before says it in words. */
const REPLACED: WorkerEnd = 'replaced';

/** Ends the role in order at the first signal, or when it wants to end; a Redis that refuses this user ends it at once. */
export async function runRole(role: RunningRole, options: CommonOptions, log: Log, terminal: Terminal): Promise<number> {
  const never = new Promise<never>(() => undefined);
  const reason = await Promise.race([signalled(terminal.signal), role.over ?? never, refusal(options).then((error) => error ?? never)]);
  if (reason instanceof RedisRefusedError) {
    log.write('fatal', 'redis-refused', reason.message);
    await role.close();
    return EXIT.refused;
  }
  log.write('info', 'draining', reason);
  await role.close();
  log.write('info', 'closed', 'in order');
  return reason === REPLACED ? EXIT.refused : EXIT.done;
}

function signalled(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const tell = (): void => resolve(String(signal.reason));
    if (signal.aborted) tell();
    else signal.addEventListener('abort', tell, { once: true });
  });
}

/** Asks Redis once. Only a refusal counts: when Redis is not there yet, the role waits for it. */
async function refusal(options: CommonOptions): Promise<RedisRefusedError | null> {
  try {
    await withClient({ ...options, onEvent: () => undefined }, (client) => client.status('preflight'));
  } catch (error) {
    if (error instanceof RedisRefusedError) return error;
  }
  return null;
}
