/**
 * Which entries of a recorded world tell how a claim came about: the best causal paths from the faults to the facts, the changes on the way
 * to each fact that concern its subject, and nothing else. Each entry has a rank, so that a report with little room keeps the most telling.
 */
import { causalityOf, type Causality } from './causality.ts';
import { pathsTo, type PathsTo, type PathStep } from './causal-path.ts';
import type { FaultSpan } from './fault-spans.ts';
import { anchorsOf, lastChanges, mentions, type Claim } from './claim.ts';
import type { TraceEvent } from './event.ts';
import { rankEntries, type CausalEntry } from './story-ranks.ts';
import { isTelling, triggerOf } from './story-threads.ts';

/** What is known of a fault by removing it and running again. */
export interface FaultVerdict {
  readonly target: string;
  readonly atMs: number;
  readonly necessary: boolean;
}

/** How a claim came about. */
export interface CausalStory {
  readonly causality: Causality;
  /**
   * Positions of the entries that show the facts, in order of the facts; null for a fact that no entry shows. Without facts, those of the last
   * changes of what the claim is about.
   */
  readonly anchors: readonly (number | null)[];
  /** In order of time. */
  readonly entries: readonly CausalEntry[];
  /** The faults of the story: the necessary ones when that is known, else those that led to a fact, else those of the hosts involved. */
  readonly faults: readonly FaultSpan[];
  /** The chosen paths, each from a fault to a fact. */
  readonly paths: readonly (readonly PathStep[])[];
  /** How each fact came about from what was done to its subject before, where that is no long way. */
  readonly threads: readonly (readonly PathStep[])[];
}

/** A chain of this weight explains nothing: a fault that is further away is beside the point. */
const DISTANCE_MAX = 30;
/** A thread of this weight passes a handful of deeds. */
const THREAD_MAX = 9;

/** The story of a claim; `tried` is null, or empty, while nobody has tried to remove the faults. */
export function causalStory(trace: readonly TraceEvent[], claim: Claim, tried: readonly FaultVerdict[] | null): CausalStory {
  const causality = causalityOf(trace);
  // Verdicts on faults that never struck in this world say nothing about it.
  const known = (tried ?? []).filter((verdict) => causality.faults.some((fault) => isFaultOf(fault, verdict)));
  const verdicts = known.length > 0 ? known : null;
  const isSubject = mentions(claim.about);
  const anchors = claim.facts.length > 0 ? anchorsOf(trace, claim) : lastChanges(trace, claim);
  const shown = anchors.filter((anchor) => anchor !== null);
  const candidates = candidateFaults(causality, claim, verdicts);
  const threads: (readonly PathStep[])[] = [];
  const paths = shown.flatMap((anchor) => {
    const ways = pathsTo(causality, anchor, isSubject);
    threads.push(threadOf(trace, ways, anchor, isSubject));
    return candidates.filter((fault) => ways.distance(fault.index) <= DISTANCE_MAX).map((fault) => ways.from(fault.index));
  });
  const events = new Set(shown.map((anchor) => trace[anchor]?.event));
  const starts = new Set(paths.map(([start]) => start?.index));
  // A fault that struck right behind what a fact tells need not lead to another fact: it may be why nothing more happened.
  const leading = candidates.filter((fault) => starts.has(fault.index) || events.has(triggerOf(causality, fault)?.event));
  const faults = chosenFaults(candidates, leading, involvedHosts(trace, claim, shown), verdicts);
  const chosen = paths.filter(([start]) => faults.some((fault) => fault.index === start?.index));
  return {
    causality,
    anchors,
    faults,
    paths: chosen,
    threads,
    entries: rankEntries({ causality, claim, anchors: shown, faults, paths: chosen }),
  };
}

/** From the earliest deed about the subject that leads to an entry without a detour. */
function threadOf(
  trace: readonly TraceEvent[],
  ways: PathsTo,
  effect: number,
  isSubject: (entry: TraceEvent) => boolean,
): readonly PathStep[] {
  for (let index = 0; index < effect; index += 1) {
    const entry = trace[index];
    if (entry === undefined || ways.distance(index) > THREAD_MAX || !isTelling(entry) || !isSubject(entry)) continue;
    return ways.from(index);
  }
  return [];
}

/** Faults that were removed and found needless are no candidates, if any was found necessary. */
function candidateFaults({ faults }: Causality, claim: Claim, verdicts: readonly FaultVerdict[] | null): readonly FaultSpan[] {
  const lastMicros = claim.facts.length > 0 ? Math.max(...claim.facts.map((fact) => fact.atMs * 1000)) + 1 : Infinity;
  const before = faults.filter((fault) => fault.fromMicros <= lastMicros);
  const necessary = (verdicts ?? []).filter((verdict) => verdict.necessary);
  if (necessary.length === 0) return before;
  return before.filter((fault) => necessary.some((verdict) => isFaultOf(fault, verdict)));
}

/** Whether a verdict speaks of this fault: the same host and moment, to the millisecond. */
export function isFaultOf(fault: Pick<FaultSpan, 'host' | 'fromMicros'>, verdict: Pick<FaultVerdict, 'target' | 'atMs'>): boolean {
  return fault.host === verdict.target && Math.abs(fault.fromMicros / 1000 - verdict.atMs) <= 1;
}

/** The hosts that the claim and the entries which show it name. */
function involvedHosts(trace: readonly TraceEvent[], claim: Claim, anchors: readonly number[]): ReadonlySet<string> {
  const seen = anchors.flatMap((anchor) => [trace[anchor]?.host ?? '', trace[anchor]?.peer ?? '']);
  return new Set([...claim.about, ...claim.facts.map((fact) => fact.host), ...seen]);
}

function chosenFaults(
  candidates: readonly FaultSpan[],
  leading: readonly FaultSpan[],
  involved: ReadonlySet<string>,
  verdicts: readonly FaultVerdict[] | null,
): readonly FaultSpan[] {
  if ((verdicts ?? []).some((verdict) => verdict.necessary)) return candidates;
  if (leading.length > 0 || verdicts !== null) return leading;
  return candidates.filter((fault) => involved.has(fault.host));
}
