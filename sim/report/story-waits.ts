/**
 * What a story says when something did not happen in time: whether the world was deadlocked, went round in circles or was merely slow, and
 * what each host still waited for. A deadline that passed is the last event of such a world.
 */
import { explainStuck, type Violation } from '../check/index.ts';
import { namespaceOf } from './command-words.ts';
import { truncate, wrap } from './format.ts';
import { causalityOf, type TraceEvent } from '../trace/index.ts';

/** Why it did not go on. */
export interface StoryWaits {
  readonly kind: 'deadlock' | 'livelock' | 'slow';
  /** One sentence, without a full stop. */
  readonly sentence: string;
  /** The commands of one turn of a livelock: `gateway-1: EVALSHA intake, EVALSHA requeue`. Null when it is none. */
  readonly turn: string | null;
  /** One line a host, those first that the violation is about. */
  readonly waits: readonly string[];
}

/** Why it did not go on; null for a violation that says that something bad happened. */
export function storyWaits(trace: readonly TraceEvent[], violation: Violation): StoryWaits | null {
  if (trace.length === 0 || !(violation.missed === true || violation.waits !== undefined)) return null;
  const { kind, sentence, cycle, waits } = explainStuck(trace, {
    calmMs: calmOf(trace),
    deadlineMs: violation.atMs,
    about: violation.about,
    facts: violation.facts,
  });
  const told = violation.waits === undefined || violation.waits.length === 0 ? waits : violation.waits;
  const isAbout = (line: string): boolean => violation.about.some((id) => line.startsWith(`${id} `));
  const namespace = namespaceOf(trace);
  const short = (line: string): string => (namespace === '' ? line : line.replaceAll(namespace, ''));
  const lines = [...told.filter(isAbout), ...told.filter((line) => !isAbout(line))];
  return { kind, sentence: short(sentence), turn: turnOf(cycle?.steps ?? []), waits: lines.map(short) };
}

/** One turn; a host that does several things in a row is named once. */
function turnOf(steps: readonly string[]): string | null {
  const parts: string[] = [];
  let last = '';
  for (const step of steps) {
    const [host = '', ...deed] = step.split(' ');
    parts.push(host === last || deed.length === 0 ? deed.join(' ') || host : `${host}: ${deed.join(' ')}`);
    last = host;
  }
  return parts.length === 0 ? null : parts.join(', ');
}

/**
 * A line in at most `columns`, without being cut in the middle of what it says: channels lose their names, then its second half goes, then it
 * takes two lines.
 */
export function fitWait(line: string, columns: number, ellipsis: string): readonly string[] {
  const unnamed = line.replace(/; no message on .* since /, '; no message since ');
  const half = line.split('; ', 1)[0] ?? line;
  const fitting = [line, unnamed, half].find((one) => one.length <= columns);
  if (fitting !== undefined) return [fitting];
  const [first = '', ...rest] = wrap(half, columns);
  return [truncate(first, columns, ellipsis), truncate(rest.join(' '), columns, ellipsis)].filter((one) => one !== '');
}

/** When the last fault was over; 0 in a world without faults. */
function calmOf(trace: readonly TraceEvent[]): number {
  const ends = causalityOf(trace).faults.map(({ fromMicros, untilMicros }) => (untilMicros ?? fromMicros) / 1000);
  return Math.max(0, ...ends);
}
