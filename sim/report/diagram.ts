/**
 * What a space-time diagram is drawn from, whatever it is drawn with: lanes (hosts), rows (moments at which something is told), arrows between
 * lanes, bands of faults. Only the causal story is drawn; a world of ten thousand events is no picture.
 */
import type { Violation } from '../check/index.ts';
import { causalStory, isFaultOf, type CausalEntry, type CausalStory, type FaultSpan, type TraceEvent } from '../trace/index.ts';
import type { StoryFault } from './story-verdicts.ts';
import { wordsFor, type Words } from './words.ts';

/** What is to be drawn. */
export interface DiagramOptions {
  /** What the diagram explains. */
  readonly violation: Violation;
  /** What happens without each fault; absent or null while nobody has tried. */
  readonly blame?: readonly StoryFault[] | null;
  /** Rows at most, the most telling ones; 36 when it is left out. */
  readonly rows?: number;
}

/** One moment of a diagram. */
export interface DiagramRow {
  readonly atMs: number;
  /** Position of the lane at which it happens. */
  readonly lane: number;
  /** Position of the sender's lane, when a message arrives; null otherwise. */
  readonly fromLane: number | null;
  /** When the message was sent. */
  readonly sentMs: number | null;
  readonly text: string;
  /** On a causal path from a fault to a fact. */
  readonly onPath: boolean;
  readonly mark: 'fault' | 'necessary' | 'end' | 'fact' | 'contradiction' | null;
}

/** A fault as a stretch of a lane. */
export interface DiagramBand {
  readonly lane: number;
  readonly fromMs: number;
  /** Null when it lasts beyond the diagram. */
  readonly untilMs: number | null;
  readonly text: string;
  readonly kind: string;
  readonly necessary: boolean;
}

/** A diagram before it is drawn. */
export interface Diagram {
  /** Names of the hosts. */
  readonly lanes: readonly string[];
  /** In order of time. */
  readonly rows: readonly DiagramRow[];
  readonly bands: readonly DiagramBand[];
}

const ROWS_DEFAULT = 36;
/** A message on the path that tells nothing itself shows how one row leads to the next. */
const CARRIER_RANK = 35;
const RANK_MIN = 30;
/** Below it a row off the paths is background, of which only so much is drawn. */
const TOLD_RANK = 85;
const CONTEXT_MAX = 9;

/** A row with its host's name and its rank, before lanes are known. */
interface RankedRow extends Omit<DiagramRow, 'lane' | 'fromLane'> {
  readonly host: string;
  readonly from: string | null;
  readonly rank: number;
  readonly order: number;
}

/** The diagram of a violation. */
export function diagramOf(trace: readonly TraceEvent[], options: DiagramOptions, ellipsis: string): Diagram {
  const { violation, blame = null, rows: rowsMax = ROWS_DEFAULT } = options;
  const story = causalStory(trace, violation, blame);
  const words = wordsFor(story.causality, ellipsis);
  const told = story.entries.filter((entry) => entry.rank >= RANK_MIN).flatMap((entry) => toldRow(story, entry, words, blame, violation));
  const all = [...told, ...carriers(story, words), ...bareFacts(story, violation, told)];
  const chosen = chooseRows(all, rowsMax);
  const lanes = lanesOf(story, chosen);
  const lane = (host: string): number => lanes.indexOf(host);
  return {
    lanes,
    rows: chosen.map(({ atMs, sentMs, text, onPath, mark, host, from }) => ({
      atMs,
      lane: lane(host),
      fromLane: from === null ? null : lane(from),
      sentMs,
      text,
      onPath,
      mark,
    })),
    bands: story.faults
      .filter((fault) => fault.influence !== 'moment' && lane(fault.host) >= 0)
      .map((fault) => bandOf(fault, lane(fault.host), blame)),
  };
}

function toldRow(
  { causality, anchors, faults }: CausalStory,
  { index, rank, onPath }: CausalEntry,
  words: Words,
  blame: readonly StoryFault[] | null,
  violation: Violation,
): readonly RankedRow[] {
  const entry = causality.trace[index];
  if (entry === undefined) return [];
  const { from, at } = words.place(index);
  const fault = faults.find((one) => one.index === index);
  const isEnd = faults.some((one) => one.endIndex === index);
  const facts = anchors.flatMap((anchor, position) => (anchor === index && isExact(entry, violation, position) ? [position] : []));
  const isContradiction = facts.includes(violation.facts.length - 1) && violation.facts.length > 1;
  const mark =
    fault !== undefined
      ? isNecessary(fault, blame)
        ? 'necessary'
        : 'fault'
      : isEnd
        ? 'end'
        : isContradiction
          ? 'contradiction'
          : facts.length > 0
            ? 'fact'
            : null;
  const creator = from === null ? null : causality.group(entry.cause);
  return [
    {
      atMs: entry.atMicros / 1000,
      host: at,
      from,
      sentMs: creator === null ? null : creator.atMicros / 1000,
      text: words.of(index),
      onPath,
      mark,
      rank,
      order: index,
    },
  ];
}

/** An anchor may stand in for a fact that no entry shows. */
function isExact(entry: TraceEvent, violation: Violation, position: number): boolean {
  return Math.abs((violation.facts[position]?.atMs ?? -1) - entry.atMicros / 1000) < 0.01;
}

function isNecessary(fault: FaultSpan, blame: readonly StoryFault[] | null): boolean {
  return (blame ?? []).some((verdict) => verdict.necessary && isFaultOf(fault, verdict));
}

/** Messages on a path that are not told for themselves: most are replies. */
function carriers({ causality, paths, entries }: CausalStory, words: Words): readonly RankedRow[] {
  const { trace } = causality;
  const told = new Set(entries.map(({ index }) => trace[index]?.event));
  const indexes = new Set(paths.flat().map(({ index }) => index));
  return [...indexes].flatMap((index) => {
    const entry = trace[index];
    if (entry?.kind !== 'deliver' || entry.peer === undefined) return [];
    if (told.has(entry.event) && entries.some((one) => trace[one.index]?.event === entry.event && trace[one.index]?.kind === 'command'))
      return [];
    const creator = causality.group(entry.cause);
    const row: RankedRow = {
      atMs: entry.atMicros / 1000,
      host: entry.host,
      from: entry.peer,
      sentMs: creator === null ? null : creator.atMicros / 1000,
      text: words.of(index),
      onPath: true,
      mark: null,
      rank: CARRIER_RANK,
      order: index,
    };
    return entries.some((one) => one.index === index) ? [] : [row];
  });
}

/** Facts that no row shows: what a client saw, or that something never happened. */
function bareFacts({ causality }: CausalStory, violation: Violation, told: readonly RankedRow[]): readonly RankedRow[] {
  return violation.facts.slice(-6).flatMap((fact) => {
    const isShown = told.some(({ mark, atMs }) => (mark === 'fact' || mark === 'contradiction') && Math.abs(atMs - fact.atMs) < 0.01);
    if (isShown) return [];
    const isLast = fact === violation.facts.at(-1) && violation.facts.length > 1;
    const order = causality.trace.findLastIndex((entry) => entry.atMicros <= fact.atMs * 1000) + 0.5;
    const mark = isLast ? 'contradiction' : 'fact';
    return [{ atMs: fact.atMs, host: fact.host, from: null, sentMs: null, text: fact.text, onPath: isLast, mark, rank: 90, order }];
  });
}

function chooseRows(rows: readonly RankedRow[], limit: number): readonly RankedRow[] {
  const best = rows.toSorted((one, other) => other.rank - one.rank || other.order - one.order);
  const context = new Set(best.filter(({ onPath, rank }) => !onPath && rank < TOLD_RANK).slice(0, CONTEXT_MAX));
  const chosen = best.filter((row) => row.onPath || row.rank >= TOLD_RANK || context.has(row)).slice(0, limit);
  return chosen.toSorted((one, other) => one.order - other.order);
}

/** The hosts that the rows name, in order of appearance in the world, with the busiest one (the store) in the middle. */
function lanesOf({ causality, faults }: CausalStory, rows: readonly RankedRow[]): readonly string[] {
  const named = new Map<string, number>();
  for (const { host, from } of rows) {
    for (const name of from === null ? [host] : [host, from]) named.set(name, (named.get(name) ?? 0) + (from === null ? 0 : 1));
  }
  for (const { host } of faults) named.set(host, named.get(host) ?? 0);
  const known = [...causality.hosts].filter((host) => named.has(host));
  const others = [...named.keys()].filter((host) => !causality.hosts.has(host));
  const hosts = [...known, ...others].toSorted((one, other) => compareNames(one, other));
  const hub = hosts.toSorted((one, other) => (named.get(other) ?? 0) - (named.get(one) ?? 0))[0];
  if (hub === undefined || (named.get(hub) ?? 0) === 0) return hosts;
  const rest = hosts.filter((host) => host !== hub);
  return rest.toSpliced(Math.ceil(rest.length / 2), 0, hub);
}

/** By name, numbers by their value: `worker-2` before `worker-10`. */
function compareNames(one: string, other: string): number {
  const [first, second] = [one, other].map((name) => name.replaceAll(/\d+/g, (digits) => digits.padStart(6, '0')));
  return (first ?? '') < (second ?? '') ? -1 : 1;
}

function bandOf(fault: FaultSpan, lane: number, blame: readonly StoryFault[] | null): DiagramBand {
  return {
    lane,
    fromMs: fault.fromMicros / 1000,
    untilMs: fault.untilMicros === null ? null : fault.untilMicros / 1000,
    text: fault.text,
    kind: fault.kind,
    necessary: isNecessary(fault, blame),
  };
}
