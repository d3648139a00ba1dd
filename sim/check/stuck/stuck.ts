/**
 * Why something that must happen in time did not, read from a recorded world: a deadlock (nothing is tried any more), a livelock (the same is tried
 * again and again), or slowness (neither: more time might do). The trace shows which commands ran and which keys they changed, not the values, so
 * that a loop which makes progress only in values it adds to one key looks like a livelock.
 */
import type { TraceEvent } from '../../trace/index.ts';
import { attemptsOf, isAbout } from './attempts.ts';
import { repetitionAtEnd } from './cycle.ts';
import { waitsOf } from './waits.ts';
import { deedOf, sameText } from './wording.ts';

/** Which part of a trace is judged, and what is stuck. */
export interface StuckQuestion {
  /** When the faults were over, in virtual milliseconds; 0 for a world without faults. */
  readonly calmMs: number;
  /** When it should have happened. */
  readonly deadlineMs: number;
  /** Ids or keys of what is stuck, as a violation's `about`; names of hosts among them do not count. */
  readonly about?: readonly string[];
}

/** What repeats in a livelock. */
export interface StuckCycle {
  /** Mean time of one turn in virtual milliseconds. */
  readonly periodMs: number;
  /** Turns up to the deadline. */
  readonly times: number;
  /** The commands of one turn with their hosts, in order: `gateway-1 EVALSHA requeue`. */
  readonly steps: readonly string[];
}

/** Why something is stuck. */
export interface Stuck {
  readonly kind: 'deadlock' | 'livelock' | 'slow';
  /** One sentence, without a full stop. */
  readonly sentence: string;
  readonly cycle?: StuckCycle;
  /** One line a host: what it waits for. */
  readonly waits: readonly string[];
}

/** A cycle has at least so many turns. */
const timesMin = 3;
/** Waiting or a cycle must fill at least this share of the time before the deadline; what came before may have been progress. */
const shareMin = 1 / 4;
const stepsMax = 12;

/** Tells deadlock, livelock and slowness apart. The trace must reach to the deadline or to the end of a world that ended earlier. */
export function explainStuck(trace: readonly TraceEvent[], question: StuckQuestion): Stuck {
  const hosts = new Set(trace.flatMap(({ host, peer }) => [host, peer]));
  const about = (question.about ?? []).filter((id) => id !== '' && !hosts.has(id));
  const untilMicros = Math.min(question.deadlineMs * 1000, Math.max(0, trace.at(-1)?.atMicros ?? 0, question.calmMs * 1000));
  const calmMicros = question.calmMs * 1000;
  const before = trace.filter(({ atMicros }) => atMicros <= untilMicros);
  const tailMicros = untilMicros - (untilMicros - calmMicros) * shareMin;
  const waits = waitsOf(before, calmMicros);
  const attempts = attemptsOf(before, calmMicros, about);
  const last = attempts.at(-1);
  if (last === undefined || last.atMicros < tailMicros)
    return { kind: 'deadlock', sentence: sayDeadlock(before, last, about, question), waits };
  const loops = loopsOf(attempts, about, tailMicros, untilMicros);
  if (loops !== null) return sayLivelock(before, loops, waits);
  return { kind: 'slow', sentence: saySlow(last, attempts.length), waits };
}

/** The commands of one host that repeat up to the deadline. */
interface Loop {
  readonly host: string;
  readonly attempts: readonly TraceEvent[];
  readonly period: number;
  readonly times: number;
  readonly periodMicros: number;
}

/** The loops of those who try; null when somebody tries something new, unless what is stuck is known and is only tried in loops. */
function loopsOf(
  attempts: readonly TraceEvent[],
  about: readonly string[],
  tailMicros: number,
  untilMicros: number,
): readonly Loop[] | null {
  const touching = attempts.filter((command) => isAbout(command, about));
  const byHost = new Map<string, TraceEvent[]>();
  for (const command of touching.length > 0 ? touching : attempts) {
    const host = command.peer ?? command.host;
    byHost.set(host, [...(byHost.get(host) ?? []), command]);
  }
  const active = [...byHost].filter(([, commands]) => (commands.at(-1)?.atMicros ?? 0) >= tailMicros);
  const loops = active.flatMap(([host, commands]) => loopOf(host, commands, tailMicros, untilMicros) ?? []);
  return loops.length > 0 && loops.length === active.length ? loops : null;
}

function loopOf(host: string, commands: readonly TraceEvent[], tailMicros: number, untilMicros: number): Loop | null {
  const repetition = repetitionAtEnd(
    commands.map(({ text, keys = [] }) => `${sameText(text)} ${keys.toSorted().join(' ')}`),
    timesMin,
  );
  if (repetition === null) return null;
  const { period, times } = repetition;
  const attempts = commands.slice(-period * times);
  const sinceMicros = attempts[0]?.atMicros ?? 0;
  const lastMicros = attempts.at(-1)?.atMicros ?? 0;
  const beforeMicros = commands[commands.length - 1 - period]?.atMicros ?? sinceMicros;
  const periodMicros = (lastMicros - (attempts[period - 1]?.atMicros ?? sinceMicros)) / (times - 1);
  // It goes on up to the deadline when the next turn would only come behind it; retries may wait longer and longer.
  const isOver = untilMicros - lastMicros > 2 * Math.max(periodMicros, lastMicros - beforeMicros) + 1;
  return isOver || sinceMicros > tailMicros ? null : { host, attempts, period, times, periodMicros };
}

function sayLivelock(trace: readonly TraceEvent[], loops: readonly Loop[], waits: readonly string[]): Stuck {
  const slowest = loops.reduce((slow, loop) => (loop.periodMicros > slow.periodMicros ? loop : slow));
  const sinceMicros = Math.min(...loops.map(({ attempts }) => attempts[0]?.atMicros ?? 0));
  const steps = stepsOf(trace, loops, slowest);
  const { times, periodMicros } = slowest;
  const hosts = loops.map(({ host }) => host);
  const what = steps.length === 1 ? 'the same command' : `the same ${steps.length} commands`;
  return {
    kind: 'livelock',
    sentence: `${sayList(hosts)} ${hosts.length === 1 ? 'repeats' : 'repeat'} ${what} every ${Math.round(periodMicros / 1000)}ms, ${times} times since ${seconds(sinceMicros)}`,
    cycle: { periodMs: Math.round(periodMicros) / 1000, times, steps },
    waits,
  };
}

/** One turn of the slowest loop: the commands of the looping hosts that lead to its attempts, followed back from cause to cause. */
function stepsOf(trace: readonly TraceEvent[], loops: readonly Loop[], slowest: Loop): readonly string[] {
  const turn = slowest.attempts.slice(-slowest.period);
  const before = slowest.attempts.at(-slowest.period - 1);
  const beganStep = before?.step ?? 0;
  const endStep = turn.at(-1)?.step ?? Infinity;
  const inTurn = trace.filter(({ step }) => step > beganStep && step <= endStep);
  const attempts = loops.flatMap(({ attempts }) => attempts).filter(({ step }) => step > beganStep && step <= endStep);
  const causes = causesOf(inTurn, attempts);
  const commands = inTurn.filter(
    (entry) => entry.kind === 'command' && causes.has(entry.event) && loops.some(({ host }) => host === entry.peer),
  );
  const steps = (commands.length > 0 ? commands : attempts).map((command) => `${command.peer ?? command.host} ${deedOf(command)}`);
  return steps.length > stepsMax ? [...steps.slice(0, stepsMax - 1), `and ${steps.length - stepsMax + 1} more`] : steps;
}

/** The events of attempts and all that led to them, as far as they are among these entries. */
function causesOf(entries: readonly TraceEvent[], attempts: readonly TraceEvent[]): ReadonlySet<number> {
  const causeOf = new Map(entries.map(({ event, cause }) => [event, cause]));
  const causes = new Set<number>();
  for (const { event } of attempts) {
    let at: number | undefined = event;
    while (at !== undefined && causeOf.has(at) && !causes.has(at)) {
      causes.add(at);
      at = causeOf.get(at);
    }
  }
  return causes;
}

function sayDeadlock(
  trace: readonly TraceEvent[],
  last: TraceEvent | undefined,
  about: readonly string[],
  { calmMs }: StuckQuestion,
): string {
  const touching = about.length === 0 ? undefined : trace.findLast((entry) => entry.kind === 'command' && isAbout(entry, about));
  if (touching !== undefined)
    return `nobody has touched ${about[0] ?? ''} since ${touching.peer ?? touching.host} ran ${deedOf(touching)} at ${seconds(touching.atMicros)}`;
  if (last !== undefined) return `nothing has been tried since ${last.peer ?? last.host} ran ${deedOf(last)} at ${seconds(last.atMicros)}`;
  return `nothing has been tried since ${seconds(calmMs * 1000)}`;
}

function saySlow(last: TraceEvent, attempts: number): string {
  const times = attempts === 1 ? '1 command' : `${attempts} commands`;
  return `work went on until the deadline (${times}, the last ${deedOf(last)} of ${last.peer ?? last.host} at ${seconds(last.atMicros)}): it is slow, not stuck`;
}

function sayList(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

function seconds(micros: number): string {
  return `${(micros / 1e6).toFixed(3)}s`;
}
