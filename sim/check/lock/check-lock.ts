/**
 * Did a lock keep its holders apart? That two of them believe at the same time that they hold it cannot be excluded with locks that expire (a pause,
 * a drifting clock and a slow reply each suffice), and it is harmless as long as the resource refuses late writes. Exclusion is broken when it
 * does not: a write took effect under an older epoch after a newer epoch had written.
 */
import type { Fact } from '../violation.ts';
import type { LockEvent } from './events.ts';
import { isOlder, withTenures, type HeldEvent, type Tenure } from './tenures.ts';

/** What a check found, with what a property needs to accuse it. */
export interface LockVerdict {
  /**
   * `exclusive`: never did two holders believe at once. `beliefs-overlap`: they did, and no write of an older epoch took effect behind one of a
   * newer. `exclusion-broken`: one did.
   */
  readonly kind: 'exclusive' | 'beliefs-overlap' | 'exclusion-broken';
  /** One sentence about this lock. */
  readonly sentence: string;
  /** In order of time; of `exclusion-broken` the last one is the write that must not have taken effect. */
  readonly facts: readonly Fact[];
  /** The lock and its holders. */
  readonly about: readonly string[];
  /** How often two holders believed at once, and the longest such time in milliseconds. */
  readonly overlaps: number;
  readonly longestOverlapMs: number;
  /** Writes that were refused. */
  readonly refusedWrites: number;
}

/** Judges one lock from its events. Events of one moment count in the order given. */
export function checkLock(lock: string, events: readonly LockEvent[]): LockVerdict {
  const ordered = events.toSorted((a, b) => a.atMs - b.atMs);
  const held = withTenures(ordered);
  const tenures = [...new Set(held.map(({ tenure }) => tenure))];
  const overlaps = overlapsOf(tenures);
  const counted = {
    overlaps: overlaps.length,
    longestOverlapMs: Math.max(0, ...overlaps.map(({ sinceMs, untilMs }) => untilMs - sinceMs)),
    refusedWrites: ordered.filter((event) => event.kind === 'write' && !event.effective).length,
  };
  const late = lateWrite(held);
  if (late !== null) return { ...counted, ...accuseWrite(lock, late) };
  const [overlap] = overlaps.toSorted((a, b) => b.untilMs - b.sinceMs - (a.untilMs - a.sinceMs));
  if (overlap !== undefined) return { ...counted, ...tellOverlap(lock, overlap, counted.refusedWrites) };
  return { ...counted, ...tellExclusive(lock, tenures) };
}

type Told = Pick<LockVerdict, 'kind' | 'sentence' | 'facts' | 'about'>;
type Write = LockEvent & { readonly kind: 'write' };

interface Overlap {
  readonly first: Tenure;
  readonly second: Tenure;
  readonly sinceMs: number;
  readonly untilMs: number;
}

interface LateWrite {
  readonly write: Write;
  readonly tenure: Tenure;
  /** The write of a newer epoch that came before. */
  readonly newer: Write;
  readonly newerTenure: Tenure;
}

function overlapsOf(tenures: readonly Tenure[]): readonly Overlap[] {
  const sorted = tenures.toSorted((a, b) => a.sinceMs - b.sinceMs);
  return sorted.flatMap((second, index) =>
    sorted.slice(0, index).flatMap((first) => {
      const sinceMs = second.sinceMs;
      const untilMs = Math.min(first.untilMs, second.untilMs);
      return untilMs > sinceMs && first.holder !== second.holder ? [{ first, second, sinceMs, untilMs }] : [];
    }),
  );
}

function lateWrite(held: readonly HeldEvent[]): LateWrite | null {
  let newest: { readonly newer: Write; readonly newerTenure: Tenure } | null = null;
  for (const { event, tenure } of held) {
    if (event.kind !== 'write' || !event.effective) continue;
    if (newest !== null && isOlder(tenure, newest.newerTenure)) return { write: event, tenure, ...newest };
    newest = { newer: event, newerTenure: tenure };
  }
  return null;
}

function accuseWrite(lock: string, { write, tenure, newer, newerTenure }: LateWrite): Told {
  const what = (event: Write): string => event.what ?? 'what it protects';
  const late = `${write.holder} wrote ${what(write)} under ${sayEpoch(write)} of lock ${lock}`;
  return {
    kind: 'exclusion-broken',
    sentence: `${late} after ${newer.holder} had written under ${sayEpoch(newer)}`,
    facts: [
      ...[tenure, newerTenure].toSorted((a, b) => a.sinceMs - b.sinceMs).map((one) => acquiredFact(lock, one)),
      writeFact(newer, `wrote ${what(newer)} under ${sayEpoch(newer)}`),
      writeFact(write, `wrote ${what(write)} under ${sayEpoch(write)}, and it took effect`),
    ],
    about: [...new Set([lock, write.holder, newer.holder])],
  };
}

function tellOverlap(lock: string, { first, second, sinceMs, untilMs }: Overlap, refusedWrites: number): Told {
  const refused =
    refusedWrites === 0
      ? 'no late write took effect'
      : `${refusedWrites} late ${refusedWrites === 1 ? 'write was' : 'writes were'} refused`;
  return {
    kind: 'beliefs-overlap',
    sentence: `${first.holder} and ${second.holder} both believed for ${sayMs(untilMs - sinceMs)} that they held lock ${lock}; ${refused}`,
    facts: [acquiredFact(lock, first), acquiredFact(lock, second)],
    about: [lock, first.holder, second.holder],
  };
}

function tellExclusive(lock: string, tenures: readonly Tenure[]): Told {
  const holders = [...new Set(tenures.map(({ holder }) => holder))];
  const times = tenures.length === 1 ? 'once' : `${tenures.length} times`;
  return {
    kind: 'exclusive',
    sentence: `lock ${lock} was held ${times}, never by two at once`,
    facts: [],
    about: [lock, ...holders],
  };
}

function acquiredFact(lock: string, { holder, epoch, sinceMs, untilMs, source }: Tenure): Fact {
  const text =
    untilMs > sinceMs
      ? `held lock ${lock} under ${sayEpoch({ epoch })}${untilMs === Infinity ? '' : ` and believed so until ${sayTime(untilMs)}`}`
      : `used ${sayEpoch({ epoch })} of lock ${lock} without having been given it`;
  return { atMs: sinceMs, host: holder, text, ...(source === undefined ? {} : { source }) };
}

function writeFact({ atMs, holder, source }: Write, text: string): Fact {
  return { atMs, host: holder, text, ...(source === undefined ? {} : { source }) };
}

function sayEpoch({ epoch }: { readonly epoch: number | string }): string {
  return `${typeof epoch === 'number' ? 'epoch' : 'token'} ${epoch}`;
}

function sayMs(milliseconds: number): string {
  return milliseconds === Infinity ? 'ever' : `${Math.round(milliseconds * 1000) / 1000}ms`;
}

function sayTime(atMs: number): string {
  return `${(atMs / 1000).toFixed(3)}s`;
}
