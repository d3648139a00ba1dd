/**
 * The story of a violation, at most 30 lines of 100 columns: the property and this instance of it, the facts that contradict each other,
 * the events that led there with the faults marked, what was found out by running it again, where it was found, and the command that shows
 * it again. The command line, vitest and stored findings share it.
 */
import type { Fact, Violation } from '../check/index.ts';
import type { TraceEvent } from '../trace/index.ts';
import { formatTime, truncate, wrap } from './format.ts';
import { eventLines, storyEvents } from './story-events.ts';
import { fitWait, storyWaits, type StoryWaits } from './story-waits.ts';
import {
  blameLines,
  configurationLines,
  decisionLines,
  sizeWords,
  type StoryDecision,
  type StoryFault,
  type StoryShrinking,
} from './story-verdicts.ts';
import { STORY_COLUMNS, type StoryStyle } from './story-style.ts';

/** Lines of a story. */
export const STORY_LINES_MAX = 30;

const EVENTS_MAX = 12;
const EVENTS_MIN = 4;
const FACTS_MAX = 6;
/** Facts that are told in any case. */
const FACTS_MIN = 2;
const WAITS_MAX = 3;
/** A blank line, a title and a sentence. */
const WAITS_LINES_MIN = 3;

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
  /** Every fault of the world with what happens without it; absent or null while nobody has tried. */
  readonly blame?: readonly StoryFault[] | null;
  /** How small the world became; absent or null when it was not shrunk. */
  readonly shrunk?: StoryShrinking | null;
  /** When the violation was decided; absent or null when nobody knows. */
  readonly decidedAt?: StoryDecision | null;
  /** What the world switched on: shown are the entries that are not false, 0, empty or `off`. */
  readonly configuration?: Readonly<Record<string, string | number | boolean>> | null;
}

/** The story, without a trailing line end. */
export function tellStory(input: StoryInput, style: StoryStyle): string {
  const head = headline(input.violation, style);
  // Room is kept for the name of the decisive event, which is said when no line tells that event.
  const tail = tailLines(input, false);
  // A blank line below the headline, and above the events one and their title.
  const room = STORY_LINES_MAX - head.length - tail.length - 3;
  const waits = waitLines(storyWaits(input.trace, input.violation), room - FACTS_MIN - EVENTS_MIN, style);
  const facts = factLines(input.violation.facts, room - waits.length - EVENTS_MIN, style);
  const eventsMax = Math.max(1, Math.min(EVENTS_MAX, room - waits.length - facts.length));
  const events = storyEvents(input.trace, input.violation, input.blame ?? null, eventsMax, style.symbols.ellipsis);
  const size = style.paint.faint(sizeWords(input.shrunk ?? null, input.events, input.choices));
  const how = events.length === 0 ? [] : ['', `  ${style.paint.strong('How it happened')}   ${size}`, ...eventLines(events, style)];
  const isDecisionTold = events.some(({ event }) => event === input.decidedAt?.event);
  const seen = facts.length === 0 ? [] : ['', ...facts];
  return [...head, ...seen, ...how, ...waits, ...tailLines(input, isDecisionTold)].join('\n');
}

/** What was found out, where it was found, and the commands, each below a blank line. */
function tailLines({ blame, decidedAt, foundBy, configuration, commands }: StoryInput, isDecisionTold: boolean): readonly string[] {
  const columns = STORY_COLUMNS - 2;
  const verdicts = [...blameLines(blame ?? [], columns), ...decisionLines(decidedAt ?? null, columns, isDecisionTold)];
  const found = [...wrap(foundBy, columns).slice(0, 3), ...configurationLines(configuration ?? {}, columns)];
  const width = Math.max(0, ...commands.map(([label]) => label.length));
  const shown = commands.map(([label, text]) => `${label.padEnd(width)}   ${text}`);
  const blocks = [verdicts, found, shown].filter((lines) => lines.length > 0);
  return blocks.flatMap((lines) => ['', ...lines.map((line) => `  ${line}`)]);
}

/** What still waits, for what, and why it does not go on. */
function waitLines(waits: StoryWaits | null, room: number, { paint, symbols }: StoryStyle): readonly string[] {
  if (waits === null || room < WAITS_LINES_MIN) return [];
  const { kind, sentence, turn, waits: hosts } = waits;
  const columns = STORY_COLUMNS - 2;
  const told = [...(turn === null ? [] : [`in turn ${turn}`]), ...hosts.slice(0, WAITS_MAX)];
  const lines: string[] = [];
  // What does not fit is left out as a whole.
  for (const one of [wrap(`${sentence}.`, columns), ...told.map((line) => fitWait(line, columns, symbols.ellipsis))])
    if (lines.length + one.length <= room - 2) lines.push(...one);
  if (lines.length === 0) return [];
  const title = `  ${paint.strong('Why it does not go on')}   ${paint.faint(`(${kind})`)}`;
  return ['', title, ...lines.map((line) => `  ${line}`)];
}

function headline({ property, sentence }: Violation, { paint, symbols }: StoryStyle): string[] {
  const title = `${symbols.failed} ${property}`;
  if (title.length + 3 + sentence.length <= STORY_COLUMNS) return [`${paint.failure(title)}   ${sentence}`];
  const lines = wrap(sentence, STORY_COLUMNS - 4).slice(0, 4);
  return [paint.failure(title), ...lines.map((line) => `    ${line}`)];
}

/** The facts, the last ones when there are many, and on one line each when the room is small. */
function factLines(facts: readonly Fact[], room: number, style: StoryStyle): readonly string[] {
  const shown = facts.slice(-Math.max(2, Math.min(FACTS_MAX, room)));
  const width = Math.max(0, ...shown.map((fact) => `${fact.host} ${fact.text}`.length));
  const lines = shown.map((fact, position) => factLine(fact, width, position === shown.length - 1 && shown.length > 1, style));
  return lines.flat().length <= room ? lines.flat() : lines.map(([first = '']) => first);
}

/** A fact on one line, or on two when it is long; the marks stay on the first. */
function factLine(fact: Fact, width: number, isContradiction: boolean, { paint, symbols }: StoryStyle): readonly string[] {
  const mark = isContradiction ? `   ${symbols.mark} contradiction` : '';
  const source = fact.source === undefined ? '' : `   ${fact.source}`;
  const start = `${formatTime(fact.atMs).padStart(8)}  `;
  const room = STORY_COLUMNS - start.length - mark.length - source.length;
  const [first = '', ...rest] = wrap(`${fact.host} ${fact.text}`, room);
  const line = start + truncate(first, room, symbols.ellipsis).padEnd(Math.min(width, room)) + paint.faint(source) + paint.failure(mark);
  if (rest.length === 0) return [line.trimEnd()];
  const indent = ' '.repeat(start.length + 2);
  return [line.trimEnd(), indent + truncate(rest.join(' '), STORY_COLUMNS - indent.length, symbols.ellipsis)];
}
