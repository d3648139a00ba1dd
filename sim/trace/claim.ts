/**
 * What a story has to explain, as far as a trace is concerned: moments and places at which something was seen, and what it is about. A
 * violation is such a claim. Facts are found again in the trace by their moment, and among the entries of one moment by their words.
 */
import type { TraceEvent } from './event.ts';

/** Something that was seen. */
export interface ClaimedFact {
  /** Virtual milliseconds since the world began. */
  readonly atMs: number;
  readonly host: string;
  readonly text: string;
}

/** Facts, and the ids that they are about. */
export interface Claim {
  readonly facts: readonly ClaimedFact[];
  readonly about: readonly string[];
}

/** A fact's moment is known to the microsecond; rounding may move it by one. */
const TOLERANCE_MICROS = 1;

/**
 * Positions of the entries that show the facts, in order of the facts; null for a fact that no entry shows. A last fact that no entry shows
 * says that something never happened: what was heard last of the subject stands for it.
 */
export function anchorsOf(trace: readonly TraceEvent[], claim: Claim): readonly (number | null)[] {
  const anchors = claim.facts.map((fact) => anchorOf(trace, fact));
  const last = claim.facts.at(-1);
  if (last === undefined || anchors.at(-1) !== null) return anchors;
  const isSubject = mentions(claim.about.slice(0, 1));
  const heard = trace.findLastIndex((entry) => entry.kind !== 'fault' && entry.atMicros <= last.atMs * 1000 && isSubject(entry));
  return heard <= Math.max(...anchors.map((anchor) => anchor ?? -1)) ? anchors : [...anchors.slice(0, -1), heard];
}

/** How many changes stand for the facts that a claim has not. */
const CHANGES_MAX = 6;

/** What stands for the facts of a claim that has none: the last changes of what it is about, or the last of all when nothing names that. */
export function lastChanges(trace: readonly TraceEvent[], claim: Claim): readonly number[] {
  const changes = trace.flatMap((entry, index) => (entry.kind === 'note' || (entry.writes ?? []).length > 0 ? [index] : []));
  const isSubject = mentions(claim.about);
  const own = changes.filter((index) => {
    const entry = trace[index];
    return entry !== undefined && isSubject(entry);
  });
  return (own.length > 0 ? own : changes).slice(-CHANGES_MAX);
}

/** Matches entries that name one of the ids as a whole word, in their text or keys. */
export function mentions(about: readonly string[]): (entry: TraceEvent) => boolean {
  const words = about.map((id) => id.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  if (words.length === 0) return () => false;
  const pattern = new RegExp(`(?<![A-Za-z0-9_-])(${words.join('|')})(?![A-Za-z0-9_-])`);
  return (entry) => pattern.test(entry.text) || (entry.keys ?? []).some((key) => pattern.test(key));
}

function anchorOf(trace: readonly TraceEvent[], fact: ClaimedFact): number | null {
  const atMicros = fact.atMs * 1000;
  const words = wordsOf(`${fact.text} ${fact.host}`);
  let best: number | null = null;
  let bestLikeness = 0;
  for (let index = firstAt(trace, atMicros - TOLERANCE_MICROS); index < trace.length; index += 1) {
    const entry = trace[index];
    if (entry === undefined || entry.atMicros > atMicros + TOLERANCE_MICROS) break;
    const likeness = likenessOf(entry, fact, words);
    if (likeness > bestLikeness) [best, bestLikeness] = [index, likeness];
  }
  return best;
}

/** How well an entry of the right moment fits: the right place, words in common, and a kind that shows something. */
function likenessOf(entry: TraceEvent, fact: ClaimedFact, words: ReadonlySet<string>): number {
  if (entry.kind === 'fault' || (entry.host !== fact.host && entry.peer !== fact.host)) return 0;
  const own = wordsOf([entry.text, entry.name, entry.peer ?? '', ...(entry.keys ?? [])].join(' '));
  const common = [...own].filter((word) => words.has(word)).length;
  const kind = entry.kind === 'note' ? 1.5 : entry.kind === 'command' ? 1 : entry.kind === 'fire' ? 0 : 0.25;
  const changes = (entry.writes ?? []).length > 0 ? 0.5 : 0;
  return 0.1 + common + kind + changes + (entry.host === fact.host ? 0.5 : 0);
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(/[^\w-]+/).filter((word) => word !== ''));
}

/** Position of the first entry at or after a moment; times never decrease in a trace. */
function firstAt(trace: readonly TraceEvent[], atMicros: number): number {
  let low = 0;
  let high = trace.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((trace[middle]?.atMicros ?? Infinity) < atMicros) low = middle + 1;
    else high = middle;
  }
  return low;
}
