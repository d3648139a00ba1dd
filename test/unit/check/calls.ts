/** Histories by hand: each call on one line, as a clerk would note it. */
import type { Operation } from '../../../sim/check/index.ts';

/**
 * Calls from lines such as `ann write 1 @ 1-3`, `bob read = 2 @ 2-4`, `eve pop ? @ 3` (nobody knows), `eve pop ✗ @ 3-5` (did not happen). Moments
 * are milliseconds and order at once; arguments and answers are JSON. `[k]` before the process is the key.
 */
export function calls(...lines: readonly string[]): readonly Operation[] {
  return lines.map((line, index) => {
    const match = /^(?:\[(\S+)\] )?(\S+) (\w+)(?: ([^=?✗@]+?))?(?: = (.+?)| (\?)| (✗))? @ ([\d.]+)(?:-([\d.]+))?$/.exec(line);
    if (match === null) throw new Error(`cannot read the call "${line}"`);
    const [, key = null, process = '', operation = '', argument, result, unknown, failed, begin = '', end] = match;
    const isUnknown = unknown !== undefined || end === undefined;
    return {
      id: index + 1,
      process,
      operation,
      argument: argument === undefined ? undefined : (JSON.parse(argument) as unknown),
      key,
      outcome: isUnknown ? 'unknown' : failed === undefined ? 'ok' : 'fail',
      result: result === undefined ? undefined : (JSON.parse(result) as unknown),
      reason: null,
      invokedMs: Number(begin),
      returnedMs: end === undefined ? null : Number(end),
      invokedOrder: Number(begin),
      returnedOrder: isUnknown ? null : Number(end),
    };
  });
}
