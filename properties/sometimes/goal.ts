/** What a `sometimes` goal is: a name, its words, and a watcher that says when the situation was there. */
import type { Court, PropertyListener } from '../property.ts';

/** A situation that must be met at least once over all worlds of a run. */
export interface Goal {
  readonly name: string;
  readonly statement: string;
  watch(court: Court): PropertyListener;
}

/** Calls `court.reach` at the first time only. */
export function once(court: Court, name: string): () => void {
  let reached = false;
  return () => {
    if (reached) return;
    reached = true;
    court.reach(name);
  };
}

/** Did the host lose its memory? */
export const dies = (change: string): boolean => change === 'crashed' || change === 'died';
