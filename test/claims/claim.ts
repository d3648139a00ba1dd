/** One claim of a source document beside what was measured: the verdict is computed from figures, the reason is written by a person who saw them. */
import type { Figures } from './figures.ts';
import type { Results } from './results.ts';

/** The source documents. */
export type DocumentNumber = '000' | '001' | '002' | '003' | '004';

/**
 * `not testable`: the claim says nothing that a world could show, or lacks what it would need. `not exercised`: what the claim is about never came
 * into play in its own setting, so that its figures say nothing for or against it.
 */
export type Verdict = 'confirmed' | 'refuted' | 'not exercised' | 'not testable';

/** A claim. */
export interface Claim {
  readonly document: DocumentNumber;
  /** In our words. */
  readonly claim: string;
  /** Which experiments were looked at, in words. */
  readonly where: string;
  /** What was measured, as text; empty for what is not testable. */
  readonly measured: (results: Results) => string;
  /** When it counts as confirmed, in words: what `holds` computes; `–` for what is not testable. */
  readonly criterion: string;
  /** Whether what the claim is about came into play at all; without it, it always does. */
  readonly isExercised?: (results: Results) => boolean;
  /** Whether the figures bear the claim out; null for what is not testable. */
  readonly holds: ((results: Results) => boolean) | null;
  /** What the person who wrote `because` saw. Figures that say otherwise stop the command. */
  readonly verdict: Verdict;
  readonly because: string;
}

/** The verdict that the figures give. */
export function verdictOf({ holds, isExercised }: Claim, results: Results): Verdict {
  if (holds === null) return 'not testable';
  if (isExercised?.(results) === false) return 'not exercised';
  return holds(results) ? 'confirmed' : 'refuted';
}

/** Claims whose text does not say any more what the figures say, one sentence each. */
export function outdated(claims: readonly Claim[], results: Results): readonly string[] {
  return claims.flatMap((claim) => {
    const now = verdictOf(claim, results);
    if (now === claim.verdict) return [];
    return [
      `document ${claim.document}, "${claim.claim}": the figures (${claim.measured(results)}) say ${now}, the text says ${claim.verdict}`,
    ];
  });
}

/** Does it hold in every world of an experiment? */
export const always = (worlds: readonly Figures[], holds: (figures: Figures) => boolean): boolean => worlds.every(holds);

/** Was everything placed within a time in every world? */
export const within = (worlds: readonly Figures[], limitMs: number): boolean =>
  always(worlds, ({ totalMs }) => totalMs !== null && totalMs <= limitMs);
