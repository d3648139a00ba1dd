/**
 * How telling each entry of a story is, as a number, so that a report with little room keeps what matters: faults and facts, what lies on the
 * paths between them, what changed the subject on the way, and last what only keeps things going.
 */
import { causalPast, isExpiry, type Causality } from './causality.ts';
import type { PathStep } from './causal-path.ts';
import { mentions, type Claim } from './claim.ts';
import { tellsCauses } from './event-groups.ts';
import type { TraceEvent } from './event.ts';
import type { FaultSpan } from './fault-spans.ts';
import { aftermath, delayedOn, isTelling, struckBehind } from './story-threads.ts';

/** An entry that belongs into the story. */
export interface CausalEntry {
  /** Position in the trace. */
  readonly index: number;
  /** Whether a chosen path from a fault to a fact passes through it. */
  readonly onPath: boolean;
  /** Whether it waited for the end of a fault. */
  readonly delayed: boolean;
  /** How telling it is: 0 can be left out first. */
  readonly rank: number;
}

/** What entries are ranked by. */
export interface RankInput {
  readonly causality: Causality;
  readonly claim: Claim;
  /** Positions of the entries that show the facts. */
  readonly anchors: readonly number[];
  readonly faults: readonly FaultSpan[];
  readonly paths: readonly (readonly PathStep[])[];
}

/** How telling entries are; what concerns the rarest subject stands above what concerns a host that everything concerns. */
const RANKS = {
  fault: 100,
  anchor: 90,
  trigger: 85,
  pathSubject: 80,
  back: 75,
  delayed: 70,
  expiry: 65,
  subject: 60,
  aftermath: 50,
  near: 45,
  path: 40,
  upkeep: 20,
  read: 10,
} as const;
/** The entries of a story in order of time. */
export function rankEntries(input: RankInput): readonly CausalEntry[] {
  return new Ranking(input).entries();
}

/** Gives every entry of a story its rank. */
class Ranking {
  readonly #input: RankInput;
  readonly #onPath: ReadonlySet<number>;
  readonly #delayed: ReadonlySet<number>;
  readonly #ranks = new Map<number, number>();

  constructor(input: RankInput) {
    this.#input = input;
    this.#onPath = withCommands(input);
    this.#delayed = delayedOn(input.paths);
  }

  entries(): readonly CausalEntry[] {
    this.#rankSubjects();
    for (const index of aftermath(this.#input.causality, this.#input.claim, this.#input.anchors)) this.#raise(index, RANKS.aftermath);
    for (const index of this.#onPath) {
      if (this.#delayed.has(index) && this.#input.causality.trace[index]?.kind === 'deliver') this.#raise(index, RANKS.delayed);
      else if (isTelling(this.#input.causality.trace[index]))
        this.#raise(index, this.#ranks.get(index) === RANKS.subject ? RANKS.pathSubject : RANKS.path);
    }
    for (const anchor of this.#input.anchors) if (isTelling(this.#input.causality.trace[anchor])) this.#raise(anchor, RANKS.anchor);
    for (const fault of this.#input.faults) {
      this.#raise(fault.index, RANKS.fault);
      for (const index of struckBehind(this.#input.causality, fault)) this.#raise(index, RANKS.trigger);
      if (fault.endIndex !== null && this.#onPath.has(fault.endIndex)) this.#raise(fault.endIndex, RANKS.back);
    }
    return [...this.#ranks]
      .toSorted(([first], [second]) => first - second)
      .map(([index, rank]) => ({ index, rank, onPath: this.#onPath.has(index), delayed: this.#delayed.has(index) }));
  }

  /** What concerns the subject in the past of the facts. Of several subjects the one that fewest entries name is what the story is about. */
  #rankSubjects(): void {
    const { trace } = this.#input.causality;
    const past = [...this.#past()].filter((index) => isTelling(trace[index]));
    const rarest = rarestSubject(
      this.#input.claim,
      past.flatMap((index) => trace[index] ?? []),
    );
    const isSubject = mentions(this.#input.claim.about);
    const isUpkeep = upkeepOf(trace, this.#input.claim);
    for (const index of past) {
      const entry = trace[index];
      if (entry === undefined || !isSubject(entry)) continue;
      if (!isChange(entry)) this.#raise(index, RANKS.read);
      else if (isExpiry(entry)) this.#raise(index, RANKS.expiry);
      else if (isUpkeep(entry)) this.#raise(index, RANKS.upkeep);
      else this.#raise(index, rarest(entry) ? RANKS.subject : RANKS.near);
    }
  }

  /** Everything before the last fact where a trace does not tell what caused what. */
  #past(): Iterable<number> {
    const { trace } = this.#input.causality;
    if (tellsCauses(trace)) return causalPast(this.#input.causality, this.#input.anchors);
    const lastMicros = Math.max(0, ...this.#input.claim.facts.map((fact) => fact.atMs * 1000 + 1));
    return trace.flatMap((entry, index) => (entry.atMicros <= lastMicros ? [index] : []));
  }

  #raise(index: number, rank: number): void {
    this.#ranks.set(index, Math.max(rank, this.#ranks.get(index) ?? 0));
  }
}

/** The entries on the paths. A path that passes an arrival passes the command that arrived, when it is the only one of its packet. */
function withCommands({ causality: { trace, group }, paths }: RankInput): ReadonlySet<number> {
  const onPath = new Set(paths.flat().map(({ index }) => index));
  for (const index of [...onPath]) {
    const arrival = group(trace[index]?.event ?? 0);
    if (trace[index]?.kind !== 'deliver' || arrival === null) continue;
    const commands: number[] = [];
    for (let at = arrival.first; at <= arrival.last; at += 1) if (trace[at]?.kind === 'command') commands.push(at);
    if (commands.length === 1) for (const command of commands) onPath.add(command);
  }
  return onPath;
}

function rarestSubject(claim: Claim, past: readonly TraceEvent[]): (entry: TraceEvent) => boolean {
  const counted = [...new Set(claim.about)].map((id) => {
    const isAbout = mentions([id]);
    return { id, count: past.filter(isAbout).length };
  });
  const named = counted.filter(({ count }) => count > 0).toSorted((one, other) => one.count - other.count);
  const fewest = named[0]?.count ?? 0;
  // Several ids of one kind are named about as often: two containers of one machine are both what it is about.
  return mentions(named.filter(({ count }) => count <= 2 * fewest).map(({ id }) => id));
}

/**
 * Locks taken and given back, and times to live set anew, keep things going and seldom explain them; in a claim about locks they do. A lock
 * is a key that somebody once tried to set only if it was not there.
 */
function upkeepOf(trace: readonly TraceEvent[], claim: Claim): (entry: TraceEvent) => boolean {
  const locks = new Set(trace.flatMap((entry) => (/^SET\b.* NX\b/.test(entry.text) ? (entry.keys ?? []) : [])));
  const isAboutLocks = claim.facts.some((fact) => /\block\b/i.test(fact.text)) || claim.about.some((id) => locks.has(id));
  return (entry) => {
    if (entry.kind !== 'command') return false;
    if (/^P?EXPIRE(AT)?$/.test(entry.name)) return true;
    return !isAboutLocks && (entry.keys ?? []).every((key) => locks.has(key));
  };
}

function isChange(entry: TraceEvent): boolean {
  return entry.kind !== 'command' || isExpiry(entry) || (entry.writes ?? []).length > 0;
}
