/**
 * Which attempts repeat up to the deadline. When what is stuck is known, the sequence of everything done to it counts, whoever does it: hosts of one
 * role take turns. Otherwise the sequence of each host counts.
 */
import type { TraceEvent } from '../../trace/index.ts';
import { isAbout } from './attempts.ts';
import { repetitionAtEnd } from './cycle.ts';
import { deedOf, mentions, sameText } from './wording.ts';

/** Attempts that repeat. */
export interface Loop {
  /** The hosts that take part, in the order of their first attempt. */
  readonly hosts: readonly string[];
  /** All its turns. */
  readonly attempts: readonly TraceEvent[];
  /** Attempts of one turn. */
  readonly period: number;
  readonly times: number;
  /** Mean time of one turn. */
  readonly periodMicros: number;
}

/** Until when the attempts must have gone on, and since when. */
export interface Span {
  /** A loop must have begun by then. */
  readonly sinceMicros: number;
  readonly untilMicros: number;
}

/** A loop has at least so many turns. */
const timesMin = 3;

/** The loop in which what is stuck goes round; null when it does not. */
export function loopAround(attempts: readonly TraceEvent[], about: readonly string[], span: Span): Loop | null {
  const touching = attempts.filter((command) => isAbout(command, about));
  const names = touching.map((command) => {
    const { keys = [], writes = [] } = command;
    const touched = (writes.length > 0 ? writes : keys).filter((key) => mentions(key, about));
    return JSON.stringify([deedOf(command), touched.toSorted()]);
  });
  return loopOf(touching, names, span);
}

/** The loops of each host that tries; null when some host tries something new. */
export function loopsByHost(attempts: readonly TraceEvent[], span: Span): readonly Loop[] | null {
  const byHost = new Map<string, TraceEvent[]>();
  for (const command of attempts) {
    const commands = byHost.get(hostOf(command));
    if (commands === undefined) byHost.set(hostOf(command), [command]);
    else commands.push(command);
  }
  const active = [...byHost.values()].filter((commands) => (commands.at(-1)?.atMicros ?? 0) >= span.sinceMicros);
  const loops = active.flatMap((commands) => {
    const names = commands.map(({ text, keys = [] }) => JSON.stringify([sameText(text), keys.toSorted()]));
    return loopOf(commands, names, span) ?? [];
  });
  return loops.length > 0 && loops.length === active.length ? loops : null;
}

/** The host that sent a command. */
export function hostOf(command: TraceEvent): string {
  return command.peer ?? command.host;
}

function loopOf(commands: readonly TraceEvent[], names: readonly string[], { sinceMicros, untilMicros }: Span): Loop | null {
  const repetition = repetitionAtEnd(names, timesMin);
  if (repetition === null) return null;
  const { period, times } = repetition;
  const attempts = commands.slice(-period * times);
  const firstMicros = attempts[0]?.atMicros ?? 0;
  const lastMicros = attempts.at(-1)?.atMicros ?? 0;
  const beforeMicros = attempts.at(-1 - period)?.atMicros ?? firstMicros;
  const periodMicros = (lastMicros - (attempts[period - 1]?.atMicros ?? firstMicros)) / (times - 1);
  // It is over when its next turn should have come long before the deadline; retries may wait longer and longer.
  const isOver = untilMicros - lastMicros > 2 * Math.max(periodMicros, lastMicros - beforeMicros) + 1;
  if (isOver || firstMicros > sinceMicros) return null;
  return { hosts: [...new Set(attempts.map(hostOf))], attempts, period, times, periodMicros };
}
