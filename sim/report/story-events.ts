/**
 * The events of a story as lines: those on the causal paths, the most telling ones when there is little room, what repeats once with a
 * count. Retries and polls go round in circles, so a run of the same few lines becomes one run with a count, too.
 */
import type { Violation } from '../check/index.ts';
import { causalStory, isFaultOf, type CausalEntry, type CausalStory, type FaultSpan, type TraceEvent } from '../trace/index.ts';
import { formatCount, formatTime, truncate } from './format.ts';
import { STORY_COLUMNS, type StoryStyle } from './story-style.ts';
import type { StoryFault } from './story-verdicts.ts';
import { wordsFor } from './words.ts';

/** One line of a story before it is drawn. */
export interface StoryEvent {
  readonly atMs: number;
  /** Number of the kernel event. */
  readonly event: number;
  /** Sender, when it is a message or a command. */
  readonly from: string | null;
  readonly at: string;
  readonly text: string;
  /** How often in a row. */
  readonly times: number;
  readonly mark: 'fault' | 'necessary' | null;
  /** Whether it is the end of a fault. */
  readonly isEnd: boolean;
  /** `src/worker.ts:88` when a fact at this event knows it. */
  readonly source: string | null;
}

/** Events that lie on no path explain the ones that do; of them only so many. */
const CONTEXT_MAX = 5;
const CYCLE_MAX = 4;
const PLACE_COLUMNS_MIN = 22;
const PLACE_COLUMNS_MAX = 34;
const TEXT_COLUMNS = 33;

/** The lines of a violation, at most `limit`, in order of time. */
export function storyEvents(
  trace: readonly TraceEvent[],
  violation: Violation,
  blame: readonly StoryFault[] | null,
  limit: number,
  ellipsis: string,
): readonly StoryEvent[] {
  const story = causalStory(trace, violation, blame);
  const tell = teller(story, violation, blame, ellipsis);
  const told = story.entries.filter((entry) => entry.rank >= RANK_MIN).map((entry) => ({ ...tell(entry.index), ...entry }));
  return join(collapse(choose(collapse(told), limit)));
}

/** A line that still competes for its place. */
interface Candidate extends StoryEvent, CausalEntry {}

/** From here on an entry is told for its own sake, below it as the background of others, and far below not at all. */
const CONTEXT_RANK = 85;
const RANK_MIN = 30;

/** The lines with the highest ranks, later ones before earlier ones of the same rank, in order of time. */
function choose(lines: readonly Candidate[], limit: number): readonly Candidate[] {
  const isContext = ({ onPath, rank }: Candidate): boolean => !onPath && rank < CONTEXT_RANK;
  const best = lines.toSorted((one, other) => other.rank - one.rank || other.index - one.index);
  const context = new Set(best.filter(isContext).slice(0, CONTEXT_MAX));
  const chosen = new Set(best.filter((line) => !isContext(line) || context.has(line)).slice(0, limit));
  return lines.filter((line) => chosen.has(line));
}

/** A host that comes back and acts at the same moment does so in one line: `resumes and starts c7`. */
function join(lines: readonly Candidate[]): readonly StoryEvent[] {
  const joined: StoryEvent[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    if (last !== undefined && last.isEnd && isBeside(last, line)) {
      joined[joined.length - 1] = { ...line, text: `${last.text} and ${line.text}`, isEnd: false };
    } else joined.push(line);
  }
  return joined;
}

function isBeside(one: StoryEvent, other: StoryEvent): boolean {
  return one.at === other.at && one.atMs === other.atMs && one.from === null && other.from === null && other.mark === null;
}

function teller(
  { causality, anchors, faults, entries }: CausalStory,
  violation: Violation,
  blame: readonly StoryFault[] | null,
  ellipsis: string,
): (index: number) => StoryEvent {
  const words = wordsFor(causality, ellipsis);
  const delayed = new Set(entries.flatMap((entry) => (entry.delayed ? [entry.index] : [])));
  const ends = new Set(causality.faults.map((fault) => fault.endIndex));
  const spans = new Map(faults.map((fault) => [fault.index, fault]));
  const sources = new Map(
    anchors.flatMap((anchor, position) => (anchor === null ? [] : [[anchor, violation.facts[position]?.source ?? null] as const])),
  );
  return (index) => {
    const { from, at } = words.place(index);
    const { atMicros = 0, event = 0 } = causality.trace[index] ?? {};
    const atMs = atMicros / 1000;
    const mark = markOf(spans.get(index), blame);
    return {
      atMs,
      event,
      from,
      at,
      text: words.of(index) + sentWords(causality, index, delayed),
      times: 1,
      mark,
      isEnd: ends.has(index),
      source: sources.get(index) ?? null,
    };
  };
}

/** A message that waited for the end of a fault says when it was sent. */
function sentWords({ trace, group }: CausalStory['causality'], index: number, delayed: ReadonlySet<number>): string {
  const entry = trace[index];
  const sent = entry === undefined ? null : group(entry.cause);
  return sent === null || entry?.kind !== 'deliver' || !delayed.has(index) ? '' : `, sent ${formatTime(sent.atMicros / 1000)}`;
}

function markOf(fault: FaultSpan | undefined, blame: readonly StoryFault[] | null): StoryEvent['mark'] {
  if (fault === undefined) return null;
  return (blame ?? []).some((verdict) => verdict.necessary && isFaultOf(fault, verdict)) ? 'necessary' : 'fault';
}

/** Lines that repeat, alone or as a run of up to `CYCLE_MAX`, become one run with a count. */
function collapse<Line extends StoryEvent>(lines: readonly Line[]): readonly Line[] {
  let collapsed = lines;
  for (let length = 1; length <= CYCLE_MAX; length += 1) collapsed = collapseRuns(collapsed, length);
  return collapsed;
}

function collapseRuns<Line extends StoryEvent>(lines: readonly Line[], length: number): readonly Line[] {
  const collapsed: Line[] = [];
  for (const line of lines) {
    collapsed.push(line);
    const repeats = collapsed.slice(-length);
    const first = collapsed.slice(-2 * length, -length);
    if (first.length < length || !first.every((one, position) => isSame(one, repeats[position]))) continue;
    const merged = first.map((one, position) => ({ ...one, times: one.times + (repeats[position]?.times ?? 0) }));
    collapsed.splice(-2 * length, 2 * length, ...merged);
  }
  return collapsed;
}

/** Tokens differ from try to try; a fault or a line with its own source is never one of many. */
function isSame(one: StoryEvent, other: StoryEvent | undefined): boolean {
  if (other === undefined || one.mark !== null || other.mark !== null || one.source !== null || other.source !== null) return false;
  return one.at === other.at && one.from === other.from && withoutTokens(one.text) === withoutTokens(other.text);
}

function withoutTokens(text: string): string {
  return text.replaceAll(/\b[0-9a-f]{4}(…|\.{3})/g, '#').replaceAll(/@\d+\.\d+s/g, '@');
}

/** The lines as they are drawn: time, place, what happened; faults are marked at one column. */
export function eventLines(events: readonly StoryEvent[], style: StoryStyle): readonly string[] {
  const places = events.map((event) => placeOf(event, style));
  const width = Math.min(PLACE_COLUMNS_MAX, Math.max(PLACE_COLUMNS_MIN, ...places.map((place) => place.length)));
  return events.map((event, position) => drawEvent(event, (places[position] ?? '').padEnd(width), style));
}

function placeOf({ from, at }: StoryEvent, { symbols }: StoryStyle): string {
  return from === null ? at : `${from.padEnd(9)} ${symbols.arrow} ${at}`;
}

function drawEvent({ atMs, text, times, mark, source }: StoryEvent, place: string, { paint, symbols }: StoryStyle): string {
  const start = `${formatTime(atMs).padStart(8)}  ${place}  `;
  const again = times > 1 ? `  (${symbols.times}${formatCount(times)})` : '';
  const marked = mark === null ? '' : `  ${symbols.mark} ${mark === 'necessary' ? 'fault, necessary' : 'fault'}`;
  const told = source === null || mark !== null ? '' : `   ${source}`;
  const room = STORY_COLUMNS - start.length - again.length - marked.length - told.length;
  const shown = truncate(text, room, symbols.ellipsis) + again;
  if (mark !== null) return start + paint.fault(shown.padEnd(Math.min(room, TEXT_COLUMNS)) + marked);
  return start + shown + paint.faint(told);
}
