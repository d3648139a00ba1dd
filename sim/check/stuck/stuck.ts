/**
 * Why something that must happen in time did not, read from a recorded world: a deadlock (nothing is tried any more), a livelock (the same is tried
 * again and again), or slowness (neither: more time might do). The trace shows which commands ran and which keys they changed, not the values, so
 * that a loop which makes progress only in values it adds to one key looks like a livelock.
 */
import type { TraceEvent } from '../../trace/index.ts';
import type { Fact } from '../violation.ts';
import { attemptsOf, isAbout } from './attempts.ts';
import { hostOf, loopAround, loopsByHost, type Loop } from './loops.ts';
import { stepsOfTurn } from './turn.ts';
import { waitsOf } from './waits.ts';
import { deedOf, mentions, triesNothing } from './wording.ts';

/** Which part of a trace is judged, and what is stuck. */
export interface StuckQuestion {
  /** When the faults were over, in virtual milliseconds; 0 for a world without faults. */
  readonly calmMs: number;
  /** When it should have happened. */
  readonly deadlineMs: number;
  /**
   * Ids or keys of what is stuck, as a violation's `about`. Names of hosts among them do not count. As far as the trace knows them, only what
   * is done to them is looked at; without them, everything.
   */
  readonly about?: readonly string[];
  /** What a property observed, e.g. what a pop popped: the trace does not know. Facts of the deadline itself are its judgement. */
  readonly facts?: readonly Fact[];
}

/** What repeats in a livelock. */
export interface StuckCycle {
  /** Mean time of one turn in virtual milliseconds. */
  readonly periodMs: number;
  /** Turns up to the deadline. */
  readonly times: number;
  /** The commands of the last turn with their hosts, in order: `gateway-1 EVALSHA requeue`. */
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

/** Waiting or a cycle must fill at least this share of the time before the deadline; what came before may have been progress. */
const shareMin = 1 / 4;

/** Tells deadlock, livelock and slowness apart. The trace must reach to the deadline or to the end of a world that ended earlier. */
export function explainStuck(trace: readonly TraceEvent[], question: StuckQuestion): Stuck {
  const calmMicros = question.calmMs * 1000;
  const untilMicros = Math.min(question.deadlineMs * 1000, Math.max(calmMicros, trace.at(-1)?.atMicros ?? 0));
  const span = { sinceMicros: untilMicros - (untilMicros - calmMicros) * shareMin, untilMicros };
  const entries = trace.filter(({ atMicros }) => atMicros <= untilMicros);
  const about = knownIds(entries, question.about ?? []);
  const attempts = attemptsOf(entries, calmMicros, about).filter((command) => about.length === 0 || isAbout(command, about));
  const waits = waitsOf(entries, calmMicros, untilMicros, question.about ?? []);
  const last = attempts.at(-1);
  if (last === undefined || last.atMicros < span.sinceMicros)
    return { kind: 'deadlock', sentence: sayDeadlock(entries, last, about, question), waits };
  const around = about.length > 0 ? loopAround(attempts, about, span) : null;
  const loops = around === null ? loopsByHost(attempts, span) : [around];
  if (loops === null) return { kind: 'slow', sentence: saySlow(last, attempts.length, about), waits };
  return { ...livelock(entries, loops), waits };
}

/** The ids that some command names, without hosts: a host is named by all that it does. */
function knownIds(trace: readonly TraceEvent[], about: readonly string[]): readonly string[] {
  const hosts = new Set(trace.flatMap(({ host, peer }) => [host, peer]));
  const commands = trace.filter((entry) => entry.kind === 'command' && !triesNothing(entry));
  return about.filter((id) => id !== '' && !hosts.has(id) && commands.some((command) => isAbout(command, [id])));
}

function livelock(trace: readonly TraceEvent[], loops: readonly Loop[]): Omit<Stuck, 'waits'> {
  const slowest = loops.reduce((slow, loop) => (loop.periodMicros > slow.periodMicros ? loop : slow));
  const { times, periodMicros } = slowest;
  const steps = stepsOfTurn(trace, loops, slowest);
  const hosts = [...new Set(loops.flatMap((loop) => loop.hosts))];
  const what = steps.length === 1 ? 'the same command' : `the same ${steps.length} commands`;
  const since = Math.min(...loops.map(({ attempts }) => attempts[0]?.atMicros ?? 0));
  const often = `every ${Math.round(periodMicros / 1000)}ms, ${times} times since ${seconds(since)}`;
  return {
    kind: 'livelock',
    sentence: `${sayList(hosts)} ${hosts.length === 1 ? 'repeats' : 'repeat'} ${what} ${often}`,
    cycle: { periodMs: Math.round(periodMicros) / 1000, times, steps },
  };
}

function sayDeadlock(
  trace: readonly TraceEvent[],
  last: TraceEvent | undefined,
  about: readonly string[],
  { calmMs, deadlineMs, facts = [] }: StuckQuestion,
): string {
  const touching =
    about.length === 0 ? undefined : trace.findLast((entry) => entry.kind === 'command' && !triesNothing(entry) && isAbout(entry, about));
  const told = facts.findLast(({ atMs, text }) => atMs < deadlineMs && mentions(text, about));
  if (told !== undefined && Math.round(told.atMs * 1000) > (touching?.atMicros ?? -1))
    return `nothing has happened to ${sayList(about)} since ${sayFact(told, about, trace)}`;
  if (touching !== undefined) return `nobody has touched ${sayList(about)} since ${sayDeed(touching)}`;
  return `nothing has been tried since ${last === undefined ? seconds(calmMs * 1000) : sayDeed(last)}`;
}

function saySlow(last: TraceEvent, attempts: number, about: readonly string[]): string {
  const times = attempts === 1 ? '1 command' : `${attempts} commands`;
  const what = about.length === 0 ? '' : ` on ${sayList(about)}`;
  return `work${what} went on (${times} since the calm; the last: ${sayDeed(last)}): it is slow, not stuck`;
}

function sayDeed(command: TraceEvent): string {
  return `${hostOf(command)} ran ${deedOf(command)} at ${seconds(command.atMicros)}`;
}

/** The fact's own words; who observed it is told unless it is a server or the words begin with what they are about. */
function sayFact({ atMs, host, text }: Fact, about: readonly string[], trace: readonly TraceEvent[]): string {
  const isTold = trace.some((entry) => entry.kind === 'command' && entry.host === host) || about.some((id) => text.startsWith(`${id} `));
  return `${seconds(atMs * 1000)}: ${isTold ? text : `${host} ${text}`}`;
}

function sayList(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

function seconds(micros: number): string {
  return `${(micros / 1e6).toFixed(3)}s`;
}
