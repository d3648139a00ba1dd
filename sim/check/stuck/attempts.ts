/**
 * Which commands of a trace try something. Polls, heartbeats and blocked pops go on for ever in a service that waits, so they say nothing; what
 * is left are commands that change something beyond a heartbeat's own keys, and commands about what is stuck that changed nothing.
 */
import type { TraceEvent } from '../../trace/index.ts';
import { deedOf, mentions, triesNothing } from './wording.ts';

/** Times that the same change must be made before it counts as a heartbeat. */
const heartbeatsMin = 3;

/**
 * The attempts since a moment. `about` are ids of what is stuck; without them a script that changed nothing cannot be told from a poll, and is
 * taken for one.
 */
export function attemptsOf(trace: readonly TraceEvent[], sinceMicros: number, about: readonly string[]): readonly TraceEvent[] {
  const commands = trace.filter((entry) => entry.kind === 'command' && entry.peer !== undefined && !triesNothing(entry));
  const recent = commands.filter(({ atMicros }) => atMicros >= sinceMicros);
  const heartbeats = heartbeatsOf(commands, recent);
  return recent.filter((command) => {
    if ((command.writes ?? []).length > 0) return !heartbeats.has(beatOf(command));
    return about.length > 0 ? isAbout(command, about) : !command.name.startsWith('EVAL');
  });
}

/** Does a command name or touch one of these ids? */
export function isAbout({ text, keys = [] }: TraceEvent, about: readonly string[]): boolean {
  return mentions([text, ...keys].join(' '), about);
}

/** Changes that one host makes again and again (in all the trace) to keys that nothing else changes (any more). */
function heartbeatsOf(commands: readonly TraceEvent[], recent: readonly TraceEvent[]): ReadonlySet<string> {
  const deedsByKey = new Map<string, Set<string>>();
  const times = new Map<string, number>();
  for (const command of commands) times.set(beatOf(command), (times.get(beatOf(command)) ?? 0) + 1);
  for (const command of recent)
    for (const key of command.writes ?? []) deedsByKey.set(key, (deedsByKey.get(key) ?? new Set()).add(deedOf(command)));
  const beats = recent.filter(
    (command) =>
      (times.get(beatOf(command)) ?? 0) >= heartbeatsMin && (command.writes ?? []).every((key) => deedsByKey.get(key)?.size === 1),
  );
  return new Set(beats.map(beatOf));
}

function beatOf(command: TraceEvent): string {
  return JSON.stringify([command.peer, deedOf(command), command.writes]);
}
