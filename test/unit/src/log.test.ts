/** Log lines: JSON for machines, text for people, a level for every event, and neither passwords nor payloads. */
import { describe, expect, it } from 'vitest';
import { openLog } from '../../../src/log.ts';
import type { LogLevel } from '../../../src/log-level.ts';

function logged(level: LogLevel, format: 'json' | 'text' = 'json') {
  const lines: string[] = [];
  const log = openLog({ level, format, fields: { role: 'gateway', id: 'g1' }, write: (line) => void lines.push(line) });
  return { log, lines };
}

/** As ioredis makes it: the command and its arguments hang on the error. */
function replyError(message: string): Error {
  return Object.assign(new Error(message), { command: { name: 'evalsha', args: ['payload'] } });
}

describe('a log line', () => {
  it('is one JSON object with time, level, role, id and what happened', () => {
    const { log, lines } = logged('info');
    log.event({ kind: 'worker-registered', detail: 'abc' });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.endsWith('\n')).toBe(true);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      role: 'gateway',
      id: 'g1',
      kind: 'worker-registered',
      detail: 'abc',
    });
  });

  it('has the level of its event: errors for failures, warnings for what has an error, debug for calls', () => {
    const { log, lines } = logged('trace');
    const error = new Error('no');
    log.event({ kind: 'gateway-turn-failed', detail: 'x', error });
    log.event({ kind: 'redis-error', detail: 'x', error });
    log.event({ kind: 'worker-abandoned', detail: 'x' });
    log.event({ kind: 'http-request', detail: 'x' });
    log.event({ kind: 'something-new', detail: 'x' });
    expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(['error', 'warn', 'warn', 'debug', 'info']);
  });

  it('below the level is not written', () => {
    const { log, lines } = logged('warn');
    log.event({ kind: 'reaped', detail: 'x' });
    expect(lines).toEqual([]);
  });

  it('says why, without the command that failed and without passwords', () => {
    const { log, lines } = logged('info');
    log.event({ kind: 'heartbeat-failed', detail: 'c1', error: replyError('READONLY redis://me:secret@host:1/0') });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ detail: 'c1: READONLY redis://…@host:1/0' });
    expect(lines.join('')).not.toMatch(/payload|secret/);
  });

  it('is short text for a person', () => {
    const { log, lines } = logged('info', 'text');
    log.event({ kind: 'reaped', detail: '1 leases' });
    expect(lines.join('')).toMatch(/^\d\d:\d\d:\d\d\.\d{3} info {2}reaped {2}1 leases\n$/);
  });
});
