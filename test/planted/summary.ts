/** What many hunts of one bug come to, as it is kept in `measured.json` beside this file. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { HuntRecord, MeasureSettings } from './measure.ts';
import type { PlantedBug } from './planted-bug.ts';
import type { SmallestWorld } from './smallest.ts';

/** Where the summary is kept, from the root of the repository. */
export const MEASURED_FILE = 'test/planted/measured.json';

/** One bug's row. */
export interface BugSummary {
  readonly name: string;
  /** The commit whose sources were measured, when it is not that of the others. */
  readonly sources?: string;
  /** Hunts made, and how many of them found it. */
  readonly hunts: number;
  readonly found: number;
  /** Over all hunts; null when more than half of them found nothing. */
  readonly medianWorlds: number | null;
  /** Median processor time of a hunt, found or not. */
  readonly cpuSeconds: number;
  /** The properties that were violated, the most frequent first. */
  readonly properties: readonly string[];
  /** The hunt that needed the fewest worlds; null when none found it. */
  readonly soonest: { readonly baseSeed: string; readonly worlds: number } | null;
  /** The soonest finding, shrunk; null when there is none or it could not be shrunk. */
  readonly smallest: Omit<SmallestWorld, 'bug'> | null;
}

/** All rows and how they were measured. */
export interface Measured {
  /** The commit whose sources were measured. */
  readonly sources: string;
  readonly settings: MeasureSettings;
  readonly bugs: readonly BugSummary[];
}

/** The row of a bug. @throws RangeError without hunts. */
export function summarize(bug: PlantedBug, hunts: readonly HuntRecord[], smallest: SmallestWorld | null): BugSummary {
  const found = hunts.filter((hunt) => hunt.worlds !== null);
  const soonest = found
    .flatMap(({ baseSeed, worlds }) => (worlds === null ? [] : [{ baseSeed, worlds }]))
    .sort((left, right) => left.worlds - right.worlds)[0];
  const counts = new Map<string, number>();
  for (const { property } of found) if (property !== null) counts.set(property, (counts.get(property) ?? 0) + 1);
  const middle = middleOf(hunts.map(({ worlds }) => worlds ?? Infinity));
  return {
    name: bug.name,
    hunts: hunts.length,
    found: found.length,
    medianWorlds: Number.isFinite(middle) ? middle : null,
    cpuSeconds: Math.round(middleOf(hunts.map(({ cpuSeconds }) => cpuSeconds)) * 100) / 100,
    properties: [...counts].sort(([, left], [, right]) => right - left).map(([id]) => id),
    soonest: soonest ?? null,
    smallest: smallest === null ? null : withoutName(smallest),
  };
}

function withoutName({ bug: _bug, ...rest }: SmallestWorld): Omit<SmallestWorld, 'bug'> {
  return rest;
}

/** The middle of some numbers, the lower one of two. @throws RangeError without numbers. */
export function middleOf(numbers: readonly number[]): number {
  const middle = [...numbers].sort((left, right) => left - right)[Math.floor((numbers.length - 1) / 2)];
  if (middle === undefined) throw new RangeError('the median of no numbers');
  return middle;
}

/** The summary as it is kept. */
export function readMeasured(): Measured {
  return JSON.parse(readFileSync(MEASURED_FILE, 'utf8')) as Measured;
}

/** Keeps a summary. */
export function writeMeasured(measured: Measured): void {
  writeFileSync(MEASURED_FILE, `${JSON.stringify(measured, null, 2)}\n`);
}
