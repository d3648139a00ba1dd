/** What was found out about a finding by running its world again and again: which faults it needs, when it was decided, how small it became. */
import { faultNounOf } from '../trace/index.ts';
import { formatCount, formatTime, plural, wrap } from './format.ts';

/** A fault of the world, and what happens without it. */
export interface StoryFault {
  /** Its kind or its words: `pause`, `paused for 700ms`. */
  readonly fault: string;
  readonly target: string;
  readonly atMs: number;
  /** Without it the world does not fail, or hardly ever. */
  readonly necessary: boolean;
  /** Worlds that were run without it. */
  readonly worldsTried: number;
  readonly worldsFailing: number;
}

/** From which moment on the violation could not be avoided any more. */
export interface StoryDecision {
  readonly atMs: number;
  /** Number of the event; 0 when it was decided from the beginning. */
  readonly event?: number;
  /** `gateway-1>redis ZPOPMIN #3`: the event. */
  readonly name?: string;
  readonly failingBefore: number;
  readonly failingAfter: number;
  readonly tries: number;
}

/** How small the world became. */
export interface StoryShrinking {
  readonly replays: number;
  readonly decisionsBefore: number;
  readonly decisionsAfter: number;
  /** False when there was no time to try everything: a smaller world may show the same. */
  readonly isMinimal?: boolean;
}

/** `the pause`: a fault as the noun of a sentence. */
function faultNoun(fault: string): string {
  const noun = faultNounOf(fault);
  return noun === null ? `"${fault}"` : `the ${noun}`;
}

/** `Without the pause 0 of 200 worlds fail.`, or that no single fault is needed; at most two lines. Empty when nobody has tried. */
export function blameLines(blame: readonly StoryFault[], columns: number): readonly string[] {
  // A fault without a target was planned and never struck: leaving it out only draws other numbers.
  const tried = blame.filter((one) => one.worldsTried > 0 && one.target !== '');
  if (tried.length === 0) return [];
  const necessary = tried.filter((one) => one.necessary);
  if (necessary.length === 0) {
    const least = tried.toSorted((one, other) => one.worldsFailing / one.worldsTried - other.worldsFailing / other.worldsTried)[0];
    const rest = least === undefined ? '' : `: without ${named(least, tried)} still ${counted(least)}`;
    return wrap(`No single fault is necessary${rest}.`, columns).slice(0, 2);
  }
  const sentences = necessary.map((one) => `Without ${named(one, necessary)} ${counted(one)}.`);
  return wrap(sentences.join(' '), columns).slice(0, 2);
}

function named(one: StoryFault, among: readonly StoryFault[]): string {
  const noun = faultNoun(one.fault);
  return among.length === 1 ? noun : `${noun} of ${one.target}`;
}

function counted({ worldsFailing, worldsTried }: StoryFault): string {
  return `${formatCount(worldsFailing)} of ${formatCount(worldsTried)} worlds fail`;
}

/** Where drawn continuations fail about as often before a moment as behind it, nothing was decided at it. */
const DECISION_SHARE_MIN = 0.25;

/**
 * `From 1.899s on 50 of 50 continuations fail; before it 3 of 50.` Empty when there is no such moment. The event of that moment is named when
 * `isTold` says that the story does not tell it.
 */
export function decisionLines(decision: StoryDecision | null, columns: number, isTold: boolean): readonly string[] {
  if (decision === null) return [];
  const { atMs, event, name, failingBefore, failingAfter, tries } = decision;
  const of = (failing: number): string => `${formatCount(failing)} of ${formatCount(tries)}`;
  if (event === 0) return [`Decided from the beginning: ${of(failingAfter)} continuations fail.`];
  if (failingAfter - failingBefore < tries * DECISION_SHARE_MIN) return [];
  const named = isTold || name === undefined ? '' : ` (${name})`;
  const isFirst = event === 1 || formatTime(atMs) === formatTime(0);
  const since = isFirst ? `Almost from the beginning${named}:` : `From ${formatTime(atMs)}${named} on`;
  const before = isFirst && named === '' ? '' : `; before it ${of(failingBefore)}`;
  return wrap(`${since} ${of(failingAfter)} continuations fail${before}.`, columns).slice(0, 2);
}

/** `(9 decisions, shrunk from 4,112)`, or the size of a world that nobody has shrunk. */
export function sizeWords(shrunk: StoryShrinking | null, events: number, choices: number): string {
  if (shrunk === null) return `(the causes among ${formatCount(events)} events, ${formatCount(choices)} decisions)`;
  const { decisionsAfter, decisionsBefore, isMinimal = true } = shrunk;
  const left = decisionsAfter === 0 ? 'no decision' : `${formatCount(decisionsAfter)} decision${decisionsAfter === 1 ? '' : 's'}`;
  return `(${left}, shrunk from ${formatCount(decisionsBefore)}${isMinimal ? '' : ', not to the end'})`;
}

/** Lines of a configuration; what does not fit is counted. */
const CONFIGURATION_LINES_MAX = 4;

/** The parts of a world's configuration that are switched on, in up to four lines; empty when there is none. */
export function configurationLines(configuration: Readonly<Record<string, string | number | boolean>>, columns: number): readonly string[] {
  const on = Object.entries(configuration).filter(([, value]) => value !== false && value !== 0 && value !== 'off' && value !== '');
  if (on.length === 0) return [];
  const words = on.map(([key, value]) => (value === true ? key : `${key} ${typeof value === 'number' ? shortNumber(value) : value}`));
  for (let shown = words.length; shown > 0; shown -= 1) {
    const more = shown === words.length ? '' : ` and ${formatCount(words.length - shown)} more`;
    const lines = wrap(`With ${words.slice(0, shown).join(', ')}${more}.`, columns);
    if (lines.length <= CONFIGURATION_LINES_MAX) return lines;
  }
  return [`With ${plural(words.length, 'setting')}.`];
}

function shortNumber(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : Number(value.toPrecision(2)).toString();
}
