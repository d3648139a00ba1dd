/** A matrix of verdicts as a Markdown document: the table, why cells are empty, what the hazards are, and the story of each refuted claim. */
import { formatCount, plural } from './format.ts';
import type { Symbols } from './symbols.ts';
import { cellOf, verdictWords, type VerdictTableInput } from './verdict-table.ts';

/** The story of one violation. */
export interface VerdictStory {
  readonly row: string;
  /** What is to be seen in it, as a heading. */
  readonly title: string;
  /** Name of the property. */
  readonly property: string;
  /** Null when it was searched for and not found; `story` then says where. */
  readonly finding: string | null;
  /** Short names of the hazards that explain it. */
  readonly hazards: readonly string[];
  /** What the violation refutes; null when nobody claimed anything. */
  readonly refutes: { readonly document: string; readonly claim: string } | null;
  /** At most ten lines. */
  readonly story: string;
  /** Replays the world anywhere. */
  readonly token: string | null;
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
    'A cell that holds shows its worlds; one that is violated shows its finding and the letters of the hazards that explain what this finding',
    'shows; no letter stands where it shows none of the known ones. Findings are made again by the command, into `.manyworlds/<row>/`; a token',
    'replays its world anywhere.',
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

function hazardsOf({ hazards, cells, stories }: VerdictDocumentInput): string {
  const violated = cells.filter(({ verdict }) => verdict === 'violated');
  const seen = new Set([...violated, ...stories].flatMap((one) => one.hazards));
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
  const refuted = stories.filter(({ refutes, finding }) => refutes !== null && finding !== null).length;
  const count = `Told in at most ten lines each: ${formatCount(stories.length)}, of which ${formatCount(refuted)} refute a claim.`;
  return ['## Stories', '', count, '', stories.map(storyOf).join('\n\n')].join('\n');
}

function storyOf({ row, title, property, finding, hazards, refutes, story, token }: VerdictStory): string {
  const about = [...(title === property ? [] : [`\`${property}\``]), ...(hazards.length === 0 ? [] : [`hazard ${hazards.join(', ')}`])];
  const lines = [`### ${row}: ${title}${finding === null ? '' : ` (${finding})`}`, ''];
  if (about.length > 0) lines.push(`Shown by ${about.join(', ')}.`, '');
  // Without a finding the claim stands.
  if (finding === null) return [...lines, `${capital(story)}.`].join('\n');
  if (refutes !== null) lines.push(`${refutes.document} says: ${refutes.claim}. Refuted.`, '');
  return [...lines, '```', story, '```', '', `Token: \`${token ?? ''}\``].join('\n');
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
