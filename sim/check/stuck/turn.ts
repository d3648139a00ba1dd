/** One turn of a loop in words: its attempts and the commands that led to them, followed back from cause to cause until a timer. */
import type { TraceEvent } from '../../trace/index.ts';
import { hostOf, type Loop } from './loops.ts';
import { deedOf } from './wording.ts';

const stepsMax = 12;

/** The last turn of the slowest of the loops, with what the others did meanwhile: `gateway-1 EVALSHA intake`, in order. */
export function stepsOfTurn(trace: readonly TraceEvent[], loops: readonly Loop[], slowest: Loop): readonly string[] {
  const before = slowest.attempts.at(-slowest.period - 1)?.step ?? 0;
  const last = slowest.attempts.at(-1)?.step ?? Infinity;
  const isInTurn = ({ step }: TraceEvent): boolean => step > before && step <= last;
  const attempts = loops.flatMap((loop) => loop.attempts).filter(isInTurn);
  const leading = eventsLeadingTo(trace.filter(isInTurn), attempts);
  const steps = trace
    .filter((entry) => isInTurn(entry) && entry.kind === 'command' && entry.peer !== undefined && leading.has(entry.event))
    .map((command) => `${hostOf(command)} ${deedOf(command)}`);
  return steps.length > stepsMax ? [...steps.slice(0, stepsMax - 1), `and ${steps.length - stepsMax + 1} more`] : steps;
}

function eventsLeadingTo(entries: readonly TraceEvent[], attempts: readonly TraceEvent[]): ReadonlySet<number> {
  const first = new Map<number, TraceEvent>();
  for (const entry of entries) if (!first.has(entry.event)) first.set(entry.event, entry);
  const leading = new Set<number>();
  for (const attempt of attempts) {
    let at = first.get(attempt.event);
    while (at !== undefined && !leading.has(at.event)) {
      leading.add(at.event);
      at = at.kind === 'fire' ? undefined : first.get(at.cause);
    }
  }
  return leading;
}
