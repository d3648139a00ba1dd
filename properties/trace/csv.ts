/**
 * Reads the tables of a production trace. A cell that is not what its column must be ends the run with the file, the line and the column,
 * because a trace that is silently misread would make every figure wrong.
 */
import { UsageError } from '../../sim/index.ts';

/** One line of a table, with its place in the file. */
export interface Row {
  readonly file: string;
  /** 1-based; the header is line 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A table with named columns. */
export interface Table {
  readonly columns: ReadonlyMap<string, number>;
  readonly rows: readonly Row[];
}

/** Splits a line at commas; a cell in double quotes may contain them. */
function split(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? [];
  const trimmed = cells.map((cell) =>
    cell
      .replace(/,$/, '')
      .replace(/^"(.*)"$/, '$1')
      .replaceAll('""', '"'),
  );
  // The pattern also matches the empty text at the end of a line that does not end with a comma.
  return line.endsWith(',') ? trimmed : trimmed.slice(0, -1);
}

/**
 * Parses a file with a header line.
 * @throws UsageError `bad-table` for an empty file, a missing column, or a line with another number of cells.
 */
export function parseTable(file: string, text: string, required: readonly string[]): Table {
  const lines = text.split(/\r?\n/);
  const header = split((lines[0] ?? '').replace(/^\uFEFF/, ''));
  const columns = new Map(header.map((name, index) => [name.trim(), index]));
  for (const name of required) {
    if (columns.has(name)) continue;
    throw new UsageError('bad-table', `${file}: line 1 has no column ${name}; it has ${header.join(', ') || 'nothing'}`);
  }
  const rows: Row[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line === '') continue;
    const cells = split(line);
    if (cells.length !== header.length) {
      throw new UsageError(
        'bad-table',
        `${file}: line ${index + 1} has ${cells.length} cells, expected ${header.length} as in the header${difference(header, cells)}`,
      );
    }
    rows.push({ file, line: index + 1, cells });
  }
  return { columns, rows };
}

/** Where a line and the header part: the first column without a cell, or the first cell without a column. */
function difference(header: readonly string[], cells: readonly string[]): string {
  const missing = header[cells.length];
  if (missing !== undefined) return `; the first column without a cell is ${missing.trim()}`;
  return `; the first cell without a column is ${JSON.stringify(cells[header.length])}`;
}

/** The text of a cell. */
export function textCell(table: Table, row: Row, column: string): string {
  return (row.cells[table.columns.get(column) ?? -1] ?? '').trim();
}

/** A whole number of at least 0. @throws UsageError `bad-cell` naming file, line and column. */
export function numberCell(table: Table, row: Row, column: string): number {
  const text = textCell(table, row, column);
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw badCell(row, column, text, 'a whole number of at least 0');
}

/** The error of a cell that cannot be used. */
export function badCell(row: Row, column: string, seen: string, expected: string): UsageError {
  return new UsageError(
    'bad-cell',
    `${row.file}: line ${row.line}, column ${column}: ${JSON.stringify(seen)} is not ${expected}; correct the file or leave the line out`,
  );
}
