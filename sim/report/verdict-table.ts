/**
 * A matrix of verdicts as a table: rows of the matrix are its columns, properties its lines. In at most 100 columns: where there are too many
 * rows for that, there are several tables below each other.
 */
import { formatCount } from './format.ts';
import { STORY_COLUMNS, type StoryStyle } from './story-style.ts';

/** One row of the matrix, a column of the table. */
export interface VerdictRow {
  readonly name: string;
  readonly description: string;
  /** Every property must hold in it. */
  readonly mustHold: boolean;
}

/** One property in one row. */
export interface VerdictCell {
  readonly row: string;
  /** Name of the property. */
  readonly property: string;
  /** `abstains`: the property says nothing about this row. `unjudged`: no world was run. */
  readonly verdict: 'holds' | 'violated' | 'abstains' | 'unjudged';
  /** Worlds in which it was judged. */
  readonly worlds: number;
  /** Id of the finding; null when it is not violated. */
  readonly finding: string | null;
  /** Known hazards that explain the violation. */
  readonly hazards: readonly string[];
  /** Why it abstains; null when it does not. */
  readonly reason: string | null;
}

/** What a table is made from. */
export interface VerdictTableInput {
  readonly rows: readonly VerdictRow[];
  readonly properties: readonly { readonly id: string; readonly name: string }[];
  readonly cells: readonly VerdictCell[];
  /** Worlds that were asked for, a cell. */
  readonly worlds: number;
}

const GAP = '  ';

/** The cell as text: `✔`, `✔ 60` where it is not the usual number, `✖ k7qm B1`, `n/a`. */
export function verdictWords(
  cell: VerdictCell | undefined,
  worlds: number,
  symbols: StoryStyle['symbols'],
  hazardsMax: number = Number.POSITIVE_INFINITY,
): string {
  if (cell === undefined || cell.verdict === 'unjudged') return symbols.unsure;
  if (cell.verdict === 'abstains') return 'n/a';
  if (cell.verdict === 'holds') return cell.worlds === worlds ? symbols.held : `${symbols.held} ${formatCount(cell.worlds)}`;
  return [symbols.failed, cell.finding ?? '', cell.hazards.slice(0, hazardsMax).join(',')].filter((word) => word !== '').join(' ');
}

/** The cell of a row and a property. */
export function cellOf(cells: readonly VerdictCell[], row: string, property: string): VerdictCell | undefined {
  return cells.find((cell) => cell.row === row && cell.property === property);
}

/** The table with what its signs mean, without a trailing line end. */
export function verdictTable(input: VerdictTableInput, style: StoryStyle): string {
  const labels = input.properties.map(({ id, name }) => `${id.padEnd(3)} ${name}`);
  const labelWidth = Math.max(8, ...labels.map((label) => label.length));
  const room = STORY_COLUMNS - labelWidth;
  const all = input.rows.map((row) => columnOf(row, input, style));
  // Where room is scarce one hazard a cell must do.
  const columns = blocks(all, room).length === 1 ? all : input.rows.map((row) => columnOf(row, input, style, 1));
  const tables = blocks(columns, room).map((block) => {
    const head = [''.padEnd(labelWidth), ...block.map(({ title, width }) => style.paint.strong(title.padEnd(width)))].join(GAP).trimEnd();
    const lines = labels.map((label, line) =>
      [label.padEnd(labelWidth), ...block.map(({ cells }) => cells[line] ?? '')].join(GAP).trimEnd(),
    );
    return [head, ...lines].join('\n');
  });
  return [...tables, legend(input, style)].join('\n\n');
}

interface Column {
  readonly title: string;
  readonly width: number;
  /** Padded and painted, one a property. */
  readonly cells: readonly string[];
}

function columnOf(
  row: VerdictRow,
  { properties, cells, worlds }: VerdictTableInput,
  { symbols, paint }: StoryStyle,
  hazardsMax?: number,
): Column {
  const own = properties.map(({ name }) => cellOf(cells, row.name, name));
  const words = own.map((cell) => verdictWords(cell, worlds, symbols, hazardsMax));
  const width = Math.max(row.name.length, ...words.map((text) => text.length));
  const painted = words.map((text, line) => {
    const role = own[line]?.verdict === 'holds' ? 'success' : own[line]?.verdict === 'violated' ? 'failure' : 'faint';
    return paint[role](text) + ' '.repeat(width - text.length);
  });
  return { title: row.name, width, cells: painted };
}

/** Columns that fit beside each other. */
function blocks(columns: readonly Column[], room: number): readonly (readonly Column[])[] {
  const fitting: Column[][] = [];
  let used = room;
  for (const column of columns) {
    const width = column.width + GAP.length;
    if (used + width > room) {
      fitting.push([]);
      used = 0;
    }
    fitting.at(-1)?.push(column);
    used += width;
  }
  return fitting;
}

function legend({ worlds, cells }: VerdictTableInput, { symbols, paint }: StoryStyle): string {
  const signs = [
    `${symbols.held} holds over ${formatCount(worlds)} worlds, or as many as stand beside it`,
    `${symbols.failed} violated: finding and known hazards`,
    ...(cells.some(({ verdict }) => verdict === 'abstains') ? ['n/a says nothing about it'] : []),
    ...(cells.some(({ verdict }) => verdict === 'unjudged') ? [`${symbols.unsure} not judged`] : []),
  ];
  return signs.map((sign) => paint.faint(sign)).join('\n');
}
