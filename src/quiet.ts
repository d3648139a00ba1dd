/** Tells what goes wrong once: an error that comes again and again, as every turn of a loop meets it, is told once a minute. */
import type { SchedulerEvent } from './options.ts';

const SILENT_MS = 60_000;
/** Different errors that are remembered; more are told each time. */
const REMEMBERED_MAX = 100;

/** Passes events on, except an error that was told less than a minute ago. */
export function tellingOnce(emit: (event: SchedulerEvent) => void): (event: SchedulerEvent) => void {
  const toldAtMs = new Map<string, number>();
  return (event) => {
    if (event.error === undefined) return emit(event);
    const nowMs = performance.now();
    const key = `${event.kind} ${event.detail}`;
    const told = toldAtMs.get(key);
    if (told !== undefined && nowMs - told < SILENT_MS) return;
    if (toldAtMs.size >= REMEMBERED_MAX) toldAtMs.clear();
    toldAtMs.set(key, nowMs);
    emit(event);
  };
}
