/** Where a debugger stops in a world. It is a function of its own, so that the first frame a person sees says what is going on. */
import type { TraceEvent } from '../trace/index.ts';

/** Stops in the debugger that is attached; does nothing when none is. The event has not happened yet: step out to run it. */
export function stopHere(virtualTimeMs: number, host: string, next: TraceEvent): string {
  // oxlint-disable-next-line no-debugger -- stopping here is what `replay --inspect` is for
  debugger;
  return `${virtualTimeMs} ${host} ${next.text}`;
}
