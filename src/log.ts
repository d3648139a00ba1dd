/**
 * The log of a process, on pino: one JSON object a line on standard error, or plain text for a person at a terminal. It holds what
 * happened to which id, never payloads: an error is written as its message, because errors of ioredis carry the command with its arguments.
 */
import { pino } from 'pino';
import type { LogLevel } from './log-level.ts';
import type { SchedulerEvent } from './options.ts';
import { withoutPasswords } from './without-passwords.ts';

/** What a log is made from. */
export interface LogOptions {
  readonly level: LogLevel;
  /** `text` for a person, `json` for a machine. */
  readonly format: 'json' | 'text';
  /** In every line, e.g. role and id. */
  readonly fields: Readonly<Record<string, string | number>>;
  /** Takes whole lines. */
  readonly write: (line: string) => void;
}

/** Writes lines. Never throws. */
export interface Log {
  /** What a role tells (`onEvent`). */
  readonly event: (event: SchedulerEvent) => void;
  write(level: Exclude<LogLevel, 'silent'>, kind: string, detail: string): void;
}

type WrittenLevel = Parameters<Log['write']>[0];

/** Events whose level is not what their having an error or not says. */
const LEVEL_OF_KIND: ReadonlyMap<string, WrittenLevel> = new Map([
  ['gateway-turn-failed', 'error'],
  ['worker-failed', 'error'],
  ['worker-replaced', 'fatal'],
  ['container-failed', 'error'],
  ['worker-abandoned', 'warn'],
  ['admission-refused', 'warn'],
  ['http-request', 'debug'],
]);

/** Opens a log. */
export function openLog({ level, format, fields, write }: LogOptions): Log {
  const lines = format === 'json' ? write : (line: string): void => write(asText(line));
  const logger = pino(
    {
      level,
      base: { ...fields, pid: process.pid },
      messageKey: 'detail',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: lines },
  );
  const log: Log = {
    write: (at, kind, detail) => logger[at]({ kind }, withoutPasswords(detail)),
    event({ kind, detail, error }) {
      const reason = error instanceof Error && !detail.includes(error.message) ? `: ${error.message}` : '';
      log.write(LEVEL_OF_KIND.get(kind) ?? (error === undefined ? 'info' : 'warn'), kind, detail + reason);
    },
  };
  return log;
}

/** `12:00:01.250 warn  redis-error  connect ECONNREFUSED`. */
function asText(line: string): string {
  const { time, level, kind, detail } = JSON.parse(line) as Readonly<Record<string, string>>;
  return `${(time ?? '').slice(11, 23)} ${(level ?? '').padEnd(5)} ${kind ?? ''}  ${detail ?? ''}\n`;
}
