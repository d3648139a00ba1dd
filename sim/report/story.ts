/**
 * The story of a violation, at most 30 lines of 100 columns: the property and this instance of it, the facts that contradict each other,
 * the events that led there with the faults marked, where it was found, and the command that shows it again. The command line, vitest and
 * stored findings share it.
 */
import type { Fact, Violation } from '../check/index.ts';
import type { TraceEvent } from '../trace/index.ts';
import { formatCount, formatTime, truncate, wrap } from './format.ts';
import type { Paint } from './paint.ts';
import { relevantEvents, type StoryEvent } from './relevance.ts';
import type { Symbols } from './symbols.ts';

/** Columns of a story. */
export const STORY_COLUMNS = 100;
/** Lines of a story. */
export const STORY_LINES_MAX = 30;

const EVENTS_MAX = 12;
const FACTS_MAX = 6;
const PLACE_COLUMNS = 24;

/** What a story is told from. */
export interface StoryInput {
  readonly violation: Violation;
  readonly trace: readonly TraceEvent[];
  /** Events of the whole world. */
  readonly events: number;
  readonly choices: number;
  /** `Found by chaos, seed 8f3a91, world 212 of 1,000.` */
  readonly foundBy: string;
  /** Label and command or path, e.g. `['replay', 'npx manyworlds replay k7qm']`. */
  readonly commands: readonly (readonly [label: string, text: string])[];
}

/** How it is drawn. */
export interface StoryStyle {
  readonly paint: Paint;
  readonly symbols: Symbols;
}

/** The story, without a trailing line end. */
export function tellStory(input: StoryInput, style: StoryStyle): string {
  const head = headline(input.violation, style);
  const facts = factLines(input.violation.facts, style);
  const foundBy = wrap(input.foundBy, STORY_COLUMNS - 2).map((line) => `  ${line}`);
  const commands = commandLines(input.commands);
  const fixed = head.length + facts.length + foundBy.length + commands.length + 5;
  const room = Math.max(1, Math.min(EVENTS_MAX, STORY_LINES_MAX - fixed));
  const events = relevantEvents(input.trace, input.violation, room).map((entry) => eventLine(entry, style));
  const how = events.length === 0 ? [] : ['', happened(input, style), ...events];
  return [...head, '', ...facts, ...how, '', ...foundBy, '', ...commands].join('\n');
}

/** One event of a world on one line: time, place and what happened. */
export function eventLine({ event, times }: StoryEvent, { paint, symbols }: StoryStyle): string {
  const isFault = event.kind === 'fault';
  const mark = isFault ? `  ${symbols.mark} fault` : '';
  const again = times > 1 ? `  (${symbols.times}${formatCount(times)})` : '';
  const start = `${timeColumn(event.atMicros / 1000)}  ${placeOf(event, symbols).padEnd(PLACE_COLUMNS)}  `;
  const text =
    truncate(shortenNumbers(event.text, symbols.ellipsis), STORY_COLUMNS - start.length - mark.length - again.length, symbols.ellipsis) +
    again;
  if (!isFault) return start + text;
  return start + paint.fault(text.padEnd(STORY_COLUMNS - 26 - start.length) + mark);
}

function headline({ property, sentence }: Violation, { paint, symbols }: StoryStyle): string[] {
  const title = `${symbols.failed} ${property}`;
  if (title.length + 3 + sentence.length <= STORY_COLUMNS) return [`${paint.failure(title)}   ${sentence}`];
  const lines = wrap(sentence, STORY_COLUMNS - 4).slice(0, 4);
  return [paint.failure(title), ...lines.map((line) => `    ${line}`)];
}

function factLines(facts: readonly Fact[], style: StoryStyle): readonly string[] {
  const shown = facts.slice(-FACTS_MAX);
  const width = Math.max(0, ...shown.map((fact) => `${fact.host} ${fact.text}`.length));
  return shown.flatMap((fact, position) => factLine(fact, width, position === shown.length - 1 && shown.length > 1, style));
}

/** A fact on one line, or on two when it is long; the marks stay on the first. */
function factLine(fact: Fact, width: number, isContradiction: boolean, { paint, symbols }: StoryStyle): readonly string[] {
  const mark = isContradiction ? `   ${symbols.mark} contradiction` : '';
  const source = fact.source === undefined ? '' : `   ${fact.source}`;
  const start = `${timeColumn(fact.atMs)}  `;
  const room = STORY_COLUMNS - start.length - mark.length - source.length;
  const [first = '', ...rest] = wrap(`${fact.host} ${fact.text}`, room);
  const line = start + truncate(first, room, symbols.ellipsis).padEnd(Math.min(width, room)) + paint.faint(source) + paint.failure(mark);
  if (rest.length === 0) return [line.trimEnd()];
  const indent = ' '.repeat(start.length + 2);
  return [line.trimEnd(), indent + truncate(rest.join(' '), STORY_COLUMNS - indent.length, symbols.ellipsis)];
}

function happened(input: StoryInput, { paint }: StoryStyle): string {
  const size = `(the last of ${formatCount(input.events)} events, ${formatCount(input.choices)} decisions)`;
  return `  ${paint.strong('How it happened')}   ${paint.faint(size)}`;
}

function commandLines(commands: StoryInput['commands']): readonly string[] {
  const width = Math.max(0, ...commands.map(([label]) => label.length));
  return commands.map(([label, text]) => `  ${label.padEnd(width)}   ${text}`);
}

/** Script digests and UUIDs by their first digits, as people compare them. */
function shortenNumbers(text: string, ellipsis: string): string {
  return text
    .replaceAll(/\b([0-9a-f]{7})[0-9a-f]{25,}\b/g, `$1${ellipsis}`)
    .replaceAll(/\b([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, `$1${ellipsis}`);
}

function placeOf(event: TraceEvent, symbols: Symbols): string {
  if (event.peer === undefined || event.peer === event.host) return event.host;
  return `${event.peer.padEnd(9)} ${symbols.arrow} ${event.host}`;
}

function timeColumn(atMs: number): string {
  return formatTime(atMs).padStart(8);
}
