/** Tables for people: columns as wide as their widest cell, numbers to the right. */
import type { Paint } from './style.ts';

/** One cell: text, or a number. */
export type Cell = string | number;

/** Lines of a table with its head, each ending in a newline. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[], paint: Paint): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => String(row[column] ?? '').length)));
  const isNumber = (column: number): boolean => typeof rows[0]?.[column] === 'number';
  const line = (cells: readonly Cell[]): string =>
    cells
      .map(String)
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [paint('bold', line(head)), ...rows.map(line)].map((text) => `${text}\n`).join('');
}
