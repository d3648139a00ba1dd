/**
 * The rows of a space-time diagram: what the story tells, the messages that carry one deed to the next, and the facts that no entry of the
 * trace shows (what a client saw, what never happened).
 */
import type { Violation } from '../check/index.ts';
import { isFaultOf, type CausalStory, type FaultSpan, type TraceEvent } from '../trace/index.ts';
import type { StoryFault } from './story-verdicts.ts';
import type { Words } from './words.ts';

/** One moment, before lanes are known. */
export interface HostRow {
  readonly atMs: number;
  readonly host: string;
  /** The sender, when a message arrives; null otherwise. */
  readonly from: string | null;
  /** When the message was sent; null when nothing tells. */
  readonly sentMs: number | null;
  readonly text: string;
  /** On the way from a fault, or from an earlier deed, to a fact. */
  readonly onPath: boolean;
  readonly mark: 'fault' | 'necessary' | 'end' | 'fact' | 'contradiction' | null;
  /** How telling it is. */
  readonly rank: number;
  /** Place in the trace. */
  readonly order: number;
}

const RANK_MIN = 30;
/** A message on the way that tells nothing itself shows how one row leads to the next. */
const CARRIER_RANK = 35;
const FACT_RANK = 90;
const FACTS_MAX = 6;
/** How a connection is set up after its first packet. */
const HANDSHAKE = /^(reply to )?(accept|INFO|HELLO|AUTH|CLIENT|SELECT|READY)\b/;

/** All rows, in no particular order. */
export function diagramRows(
  story: CausalStory,
  violation: Violation,
  blame: readonly StoryFault[] | null,
  words: Words,
): readonly HostRow[] {
  const ways = new Set([...story.paths, ...story.threads].flat().map(({ index }) => index));
  const events = new Set([...ways].map((index) => story.causality.trace[index]?.event));
  const told = story.entries
    .filter(({ rank }) => rank >= RANK_MIN)
    .map(({ index, rank, onPath }) => {
      const row = rowOf(story, index, words);
      const entry = story.causality.trace[index];
      const isOnWay = onPath || ways.has(index) || (entry?.kind !== 'fault' && events.has(entry?.event));
      return { ...row, rank, onPath: isOnWay, mark: markOf(story, index, violation, blame) };
    });
  return [...told, ...carriers(story, ways, words), ...bareFacts(story, violation, told)];
}

/** Whether a fault was found necessary. */
export function isNecessary(fault: Pick<FaultSpan, 'host' | 'fromMicros'>, blame: readonly StoryFault[] | null): boolean {
  return (blame ?? []).some((verdict) => verdict.necessary && isFaultOf(fault, verdict));
}

function rowOf({ causality }: CausalStory, index: number, words: Words): HostRow {
  const entry = causality.trace[index];
  const { from, at } = words.place(index);
  const creator = causality.group(entry?.cause ?? 0);
  return {
    atMs: (entry?.atMicros ?? 0) / 1000,
    host: at,
    from,
    sentMs: from === null || creator === null ? null : creator.atMicros / 1000,
    text: words.of(index),
    onPath: true,
    mark: null,
    rank: CARRIER_RANK,
    order: index,
  };
}

function markOf(
  { causality, anchors, faults }: CausalStory,
  index: number,
  { facts }: Violation,
  blame: readonly StoryFault[] | null,
): HostRow['mark'] {
  const fault = faults.find((one) => one.index === index);
  if (fault !== undefined) return isNecessary(fault, blame) ? 'necessary' : 'fault';
  if (faults.some((one) => one.endIndex === index)) return 'end';
  // An anchor may stand in for a fact that no entry shows; then the fact has a row of its own.
  const shown = facts.filter((fact, position) => anchors[position] === index && isAt(causality.trace[index], fact.atMs));
  if (shown.length === 0) return null;
  return facts.length > 1 && shown.some((fact) => fact === facts.at(-1)) ? 'contradiction' : 'fact';
}

function isAt(entry: TraceEvent | undefined, atMs: number): boolean {
  return entry !== undefined && Math.abs(atMs - entry.atMicros / 1000) < 0.01;
}

/** Messages on the way that are not told for themselves, between events of which one tells something: most are replies. */
function carriers(story: CausalStory, ways: ReadonlySet<number>, words: Words): readonly HostRow[] {
  const { entries } = story;
  const { trace } = story.causality;
  const told = entries.filter(({ rank }) => rank >= RANK_MIN).flatMap(({ index }) => trace[index] ?? []);
  const events = new Set(told.map(({ event }) => event));
  const commands = new Set(told.flatMap(({ kind, event }) => (kind === 'command' ? [event] : [])));
  const own = new Set(entries.map(({ index }) => index));
  return [...ways].flatMap((index) => {
    const entry = trace[index];
    if (entry?.kind !== 'deliver' || entry.peer === undefined || HANDSHAKE.test(entry.text)) return [];
    if (own.has(index) || commands.has(entry.event) || !(events.has(entry.event) || events.has(entry.cause))) return [];
    return [rowOf(story, index, words)];
  });
}

/** Facts that no row shows: what a client saw, or that something never happened. */
function bareFacts({ causality }: CausalStory, { facts }: Violation, told: readonly HostRow[]): readonly HostRow[] {
  return facts.slice(-FACTS_MAX).flatMap((fact) => {
    const isFact = ({ mark, atMs }: HostRow): boolean => (mark === 'fact' || mark === 'contradiction') && Math.abs(atMs - fact.atMs) < 0.01;
    if (told.some(isFact)) return [];
    const isLast = facts.length > 1 && fact === facts.at(-1);
    const order = causality.trace.findLastIndex((entry) => entry.atMicros <= fact.atMs * 1000) + 0.5;
    const { atMs, host, text } = fact;
    const mark = isLast ? 'contradiction' : 'fact';
    return [{ atMs, host, from: null, sentMs: null, text, onPath: isLast, mark, rank: FACT_RANK, order }];
  });
}
