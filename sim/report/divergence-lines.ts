/** The report of a world that was not the same twice: the first differing event with both sides below each other, and what to do. */
import type { TraceEvent } from '../trace/index.ts';
import { formatCount } from './format.ts';
import { eventLine } from './event-line.ts';
import type { StoryStyle } from './story-style.ts';

/** What the report is made from. */
export interface DivergenceLinesInput {
  readonly suite: string;
  readonly seed: string;
  /** What was compared, e.g. `two runs`. */
  readonly between: string;
  readonly hashes: readonly [string, string];
  readonly first: TraceEvent | null;
  readonly second: TraceEvent | null;
  /** Events before the difference. */
  readonly same: number;
}

/** The lines, without a trailing line end. */
export function divergenceLines(input: DivergenceLinesInput, style: StoryStyle): string {
  const { paint, symbols } = style;
  const title = `${paint.failure(`${symbols.failed} nondeterminism`)}   ${input.suite}, seed ${input.seed}: ${input.between} differ`;
  const lines = [title, '', `  hashes  ${input.hashes[0]}  ${input.hashes[1]}`];
  if (input.first === null && input.second === null) {
    const why =
      input.same === 0
        ? 'No event could be compared.'
        : `All ${formatCount(input.same)} recorded events are the same; a random choice or a payload differs.`;
    return [...lines, `  ${why}`].join('\n');
  }
  lines.push(
    `  The first ${formatCount(input.same)} events are the same. Then:`,
    '',
    `  first   ${side(input.first, style)}`,
    `  second  ${side(input.second, style)}`,
  );
  const names = input.first !== null && input.second !== null && input.first.name !== input.second.name;
  if (names) lines.push('', `  The events are ${input.first?.name ?? ''} and ${input.second?.name ?? ''}.`);
  return lines.join('\n');
}

function side(event: TraceEvent | null, style: StoryStyle): string {
  return event === null ? 'nothing more happened' : eventLine({ event, times: 1 }, style).trimEnd();
}
