/**
 * The story of a violation, at most 30 lines of 100 columns: the property and this instance of it, the facts that contradict each other,
 * the events that led there with the faults marked, what was found out by running it again, where it was found, and the command that shows
 * it again. The command line, vitest and stored findings share it.
 */
import type { Fact, Violation } from '../check/index.ts';
import type { TraceEvent } from '../trace/index.ts';
import { formatTime, truncate, wrap } from './format.ts';
import { eventLines, storyEvents } from './story-events.ts';
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
  const { symbols, paint } = style;
  const columns = STORY_COLUMNS - 2;
  const head = headline(input.violation, style);
  const verdicts = [...blameLines(input.blame ?? [], columns), ...decisionLines(input.decidedAt ?? null)];
  const found = [...wrap(input.foundBy, columns).slice(0, 3), ...configurationLines(input.configuration ?? {}, columns, symbols.ellipsis)];
  const commands = commandLines(input.commands);
  const tail = [...(verdicts.length === 0 ? [] : [[...verdicts]]), found].flatMap((lines) => ['', ...lines.map((line) => `  ${line}`)]);
  const fixed = head.length + tail.length + commands.length + 4;
  const facts = factLines(input.violation.facts, STORY_LINES_MAX - fixed - EVENTS_MIN, style);
  const room = Math.min(EVENTS_MAX, STORY_LINES_MAX - fixed - facts.length);
  const events = storyEvents(input.trace, input.violation, input.blame ?? null, Math.max(1, room), symbols.ellipsis);
  const size = sizeWords(input.shrunk ?? null, input.events, input.choices);
  const how = events.length === 0 ? [] : ['', `  ${paint.strong('How it happened')}   ${paint.faint(size)}`, ...eventLines(events, style)];
  return [...head, '', ...facts, ...how, ...tail, '', ...commands].join('\n');
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

function commandLines(commands: StoryInput['commands']): readonly string[] {
  const width = Math.max(0, ...commands.map(([label]) => label.length));
  return commands.map(([label, text]) => `  ${label.padEnd(width)}   ${text}`);
}
