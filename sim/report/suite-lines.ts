/** What is printed when a suite has run: one line, then the goals, so that a green run says how much it knows. */
import { formatCount, formatDuration, formatRate, plural, truncate } from './format.ts';
import type { StoryStyle } from './story-style.ts';

const COLUMNS = 100;

/** What the lines are made from. */
export interface SuiteLinesInput {
  readonly suite: string;
  readonly worlds: number;
  readonly violatedWorlds: number;
  readonly inconclusiveWorlds: number;
  /** The first inconclusive world: its seed and a sentence. */
  readonly inconclusive: { readonly seed: string; readonly sentence: string } | null;
  readonly findings: number;
  readonly findingsLeftOut: number;
  readonly divergences: number;
  readonly goals: Readonly<Record<string, number>>;
  readonly goalsMissed: readonly string[];
  readonly goalsJudged: boolean;
  /** How many faults of each kind really acted; null for a suite that was not asked for faults. */
  readonly acted?: Readonly<Record<string, number>>;
  readonly hash: string;
  readonly events: number;
  readonly virtualMs: number;
  readonly wallMs: number;
  readonly baseSeed: string;
  readonly interrupted: boolean;
}

/** The lines of one suite, without a trailing line end. */
export function suiteLines(input: SuiteLinesInput, style: StoryStyle): string {
  const { paint, symbols } = style;
  const sign = signOf(input, style);
  const rate = formatRate(input.worlds, input.wallMs);
  const lines = [
    `${sign} ${paint.strong(input.suite)}  ${plural(input.worlds, 'world')} ${outcomeOf(input)}  ${paint.faint(`${formatCount(input.events)} events, ${formatDuration(input.virtualMs)} virtual in ${formatDuration(input.wallMs)}, ${rate} worlds/s`)}`,
    ...goalLines(input, style),
    ...actedLines(input.acted ?? {}, style),
  ];
  if (input.inconclusive !== null) {
    const text = `inconclusive: ${plural(input.inconclusiveWorlds, 'world')}, the first with seed ${input.inconclusive.seed}: ${input.inconclusive.sentence}`;
    lines.push(`  ${paint.warning(truncate(text, COLUMNS - 2, symbols.ellipsis))}`);
  }
  if (input.findingsLeftOut > 0) lines.push(`  ${plural(input.findingsLeftOut, 'further finding')} not recorded.`);
  lines.push(`  ${paint.faint(`seed ${input.baseSeed}  hash ${input.hash}`)}`);
  return lines.join('\n');
}

function signOf(input: SuiteLinesInput, { paint, symbols }: StoryStyle): string {
  if (input.violatedWorlds > 0 || input.divergences > 0) return paint.failure(symbols.failed);
  const isSure = input.inconclusiveWorlds === 0 && input.goalsMissed.length === 0 && input.worlds > 0 && !input.interrupted;
  return isSure ? paint.success(symbols.held) : paint.warning(symbols.unsure);
}

function outcomeOf(input: SuiteLinesInput): string {
  const parts: string[] = [];
  if (input.violatedWorlds > 0) parts.push(`${formatCount(input.violatedWorlds)} violated (${plural(input.findings, 'finding')})`);
  if (input.inconclusiveWorlds > 0) parts.push(`${formatCount(input.inconclusiveWorlds)} inconclusive`);
  if (input.divergences > 0) parts.push(`${formatCount(input.divergences)} not deterministic`);
  if (parts.length === 0) parts.push('held');
  if (input.interrupted) parts.push('interrupted');
  return parts.join(', ');
}

function goalLines(input: SuiteLinesInput, { paint, symbols }: StoryStyle): readonly string[] {
  const goals = Object.entries(input.goals);
  if (goals.length === 0) return [];
  const reached = goals.filter(([, times]) => times > 0);
  const list = reached.map(([goal, times]) => `${goal} ${symbols.times}${formatCount(times)}`);
  const lines = flow(`  goals ${reached.length}/${goals.length}${list.length > 0 ? ': ' : ''}`, list);
  const missed = goals.filter(([, times]) => times === 0).map(([goal]) => goal);
  if (input.goalsMissed.length > 0) lines.push(...flow('  not reached: ', input.goalsMissed).map((line) => paint.warning(line)));
  else if (missed.length > 0) lines.push(...flow('  too few worlds to judge: ', missed).map((line) => paint.faint(line)));
  return lines;
}

/** What really went wrong in these worlds, the most frequent kinds first. */
function actedLines(acted: Readonly<Record<string, number>>, { symbols }: StoryStyle): readonly string[] {
  const kinds = Object.entries(acted).toSorted(([, left], [, right]) => right - left);
  if (kinds.length === 0) return [];
  const list = kinds.map(([kind, times]) => `${kind} ${symbols.times}${formatCount(times)}`);
  return flow('  faults that struck: ', list);
}

function flow(start: string, parts: readonly string[]): string[] {
  const lines: string[] = [];
  let line = start;
  parts.forEach((part, position) => {
    const text = position === parts.length - 1 ? part : `${part}, `;
    if (line.length + text.trimEnd().length > COLUMNS && line !== start) {
      lines.push(line.trimEnd());
      line = '    ';
    }
    line += text;
  });
  lines.push(line.trimEnd());
  return lines;
}
