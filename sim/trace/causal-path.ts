/**
 * The most telling way from a cause to an effect: of all paths of the happens-before relation, the one that passes the fewest entries that
 * are beside the point. One backward pass finds the best path from every entry, because edges never point forwards.
 */
import type { CausalReason, Causality } from './causality.ts';
import type { TraceEvent } from './event.ts';

/** One step of a path: an entry, and why the next one follows it. */
export interface PathStep {
  readonly index: number;
  /** Null at the last entry. */
  readonly why: CausalReason | null;
}

/** The best ways to one entry. */
export interface PathsTo {
  /** From an entry to the effect; empty when it did not lead there. */
  readonly from: (index: number) => readonly PathStep[];
  /** How far: the weight of the path; Infinity when there is none. */
  readonly distance: (index: number) => number;
}

/** Passing an arrival or a timer costs little, a remark or command about the subject little more, anything else a detour. */
const WEIGHTS = { wire: 0.2, subject: 1, other: 3 } as const;
/** Real causes before presumed ones. */
const REASONS: Readonly<Record<CausalReason, number>> = { event: 0, created: 0, key: 0.2, delayed: 0, fault: 0, allowed: 5, pressed: 4 };

/** The best paths to the entry at `effect`; `isSubject` says which entries the story is about. */
export function pathsTo(causality: Causality, effect: number, isSubject: (entry: TraceEvent) => boolean): PathsTo {
  const distances = new Float64Array(effect + 1).fill(Infinity);
  const next = new Int32Array(effect + 1).fill(-1);
  const reasons: (CausalReason | undefined)[] = [];
  distances[effect] = 0;
  for (let index = effect; index >= 0; index -= 1) {
    const distance = distances[index] ?? Infinity;
    if (distance === Infinity) continue;
    for (const { from, why } of causality.before(index)) {
      const entry = causality.trace[from];
      if (entry === undefined) continue;
      const through = distance + REASONS[why] + weightOf(entry, isSubject);
      if (through >= (distances[from] ?? Infinity)) continue;
      distances[from] = through;
      next[from] = index;
      reasons[from] = why;
    }
  }
  const distance = (index: number): number => distances[index] ?? Infinity;
  return { distance, from: (index) => (distance(index) === Infinity ? [] : follow(index, next, reasons)) };
}

function weightOf(entry: TraceEvent, isSubject: (entry: TraceEvent) => boolean): number {
  if (entry.kind === 'deliver' || entry.kind === 'fire' || entry.kind === 'event') return WEIGHTS.wire;
  return isSubject(entry) || entry.kind === 'fault' ? WEIGHTS.subject : WEIGHTS.other;
}

function follow(start: number, next: Int32Array, reasons: readonly (CausalReason | undefined)[]): readonly PathStep[] {
  const path: PathStep[] = [];
  for (let index = start; index >= 0; index = next[index] ?? -1) path.push({ index, why: reasons[index] ?? null });
  return path;
}
