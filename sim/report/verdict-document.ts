/** A matrix of verdicts as a Markdown document: the table, why cells are empty, what the hazards are, and the story of each refuted claim. */
import { formatCount, plural } from './format.ts';
import type { Symbols } from './symbols.ts';
import { cellOf, verdictWords, type VerdictTableInput } from './verdict-table.ts';

/** The story of one violated cell. */
export interface VerdictStory {
  readonly row: string;
  /** Name of the property. */
  readonly property: string;
  readonly finding: string;
  /** What the violation refutes; null when nobody claimed anything. */
  readonly refutes: { readonly document: string; readonly claim: string } | null;
  /** At most ten lines. */
  readonly story: string;
  /** Replays the world anywhere. */
  readonly token: string;
}

/** What the document is made from. */
export interface VerdictDocumentInput extends VerdictTableInput {
  /** The command that wrote it. */
  readonly command: string;
  readonly seed: string;
  readonly suites: readonly string[];
  /** Known hazards by their short names. */
  readonly hazards: Readonly<Record<string, string>>;
  readonly stories: readonly VerdictStory[];
}

/** The document, with a trailing line end. */
export function verdictDocument(input: VerdictDocumentInput, symbols: Symbols): string {
  const sections = [introduction(input), tableOf(input, symbols), rowsOf(input), hazardsOf(input), abstentionsOf(input), storiesOf(input)];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function introduction({ command, seed, suites, worlds }: VerdictDocumentInput): string {
  return [
    '# Verdicts',
    '',
    'Written by the command below; do not edit. Every design against every property, judged in the same worlds. A violated property is switched',
    'off in its row and the others go on, so each cell has its own number of worlds.',
    '',
    '```',
    command,
    '```',
    '',
    `Base seed \`${seed}\`, ${plural(worlds, 'world')} a cell, dealt evenly among the suites ${listed(suites.map((suite) => `\`${suite}\``))}.`,
    'A cell that holds shows its worlds; one that is violated shows its finding and the letters of the hazards that explain it. Findings are',
    'made again by the command, into `.manyworlds/`; a token replays its world anywhere.',
  ].join('\n');
}

function tableOf({ rows, properties, cells }: VerdictDocumentInput, symbols: Symbols): string {
  const line = (words: readonly string[]): string => `| ${words.join(' | ')} |`;
  const lines = properties.map(({ id, name }) => {
    // No usual number: each cell that holds says over how many worlds.
    const words = rows.map((row) => verdictWords(cellOf(cells, row.name, name), Number.NaN, symbols));
    return line([`${id} \`${name}\``, ...words]);
  });
  return [line(['property', ...rows.map(({ name }) => name)]), line(['---', ...rows.map(() => '---')]), ...lines].join('\n');
}

function rowsOf({ rows }: VerdictDocumentInput): string {
  return rows
    .map(({ name, description, mustHold }) => `- \`${name}\`: ${description}${mustHold ? '; must hold everywhere' : ''}`)
    .join('\n');
}

function hazardsOf({ hazards, cells }: VerdictDocumentInput): string {
  const seen = new Set(cells.flatMap((cell) => (cell.verdict === 'violated' ? cell.hazards : [])));
  const known = Object.entries(hazards).filter(([letter]) => seen.has(letter));
  if (known.length === 0) return '';
  return ['## Hazards', '', '| letter | what happens |', '| --- | --- |', ...known.map(([letter, text]) => `| ${letter} | ${text} |`)].join(
    '\n',
  );
}

/** Why properties say nothing about some rows, each reason once. */
function abstentionsOf({ cells, properties }: VerdictDocumentInput): string {
  const byReason = new Map<string, Set<string>>();
  for (const { name } of properties) {
    const reasons = new Map<string, string[]>();
    for (const cell of cells.filter(({ property, reason }) => property === name && reason !== null))
      reasons.set(cell.reason ?? '', [...(reasons.get(cell.reason ?? '') ?? []), cell.row]);
    for (const [reason, rows] of reasons) byReason.set(reason, (byReason.get(reason) ?? new Set()).add(`\`${name}\` (${rows.join(', ')})`));
  }
  if (byReason.size === 0) return '';
  const lines = [...byReason].map(([reason, places]) => `- ${listed([...places])}: ${reason}.`);
  return ['## Not applicable', '', ...lines].join('\n');
}

function storiesOf({ stories }: VerdictDocumentInput): string {
  if (stories.length === 0) return '';
  const told = stories.map(({ row, property, finding, refutes, story, token }) =>
    [
      `### ${row}: ${property} (${finding})`,
      '',
      ...(refutes === null ? [] : [`${refutes.document} says: ${refutes.claim}. Refuted.`, '']),
      '```',
      story,
      '```',
      '',
      `Token: \`${token}\``,
    ].join('\n'),
  );
  return ['## Stories', '', `${formatCount(stories.length)} refutations, ten lines each.`, '', told.join('\n\n')].join('\n');
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
