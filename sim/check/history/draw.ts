/**
 * A small history as lanes of text, one or more a process. The horizontal axis is the order of invocations and returns, not time: two bars
 * overlap exactly when the calls were concurrent.
 */
import type { Operation } from './operation.ts';
import { sayOperation } from './say.ts';

/** How lanes are drawn. */
export interface DrawOptions {
  /** Widest line; a history that needs more is listed instead, one call a line. */
  readonly columns: number;
  /** Draw with ASCII characters only. */
  readonly ascii: boolean;
}

const optionsDefault: DrawOptions = { columns: 100, ascii: false };

interface Bar {
  readonly process: string;
  readonly label: string;
  readonly beginOrder: number;
  /** Infinity when it never ended. */
  readonly endOrder: number;
}

/** The lanes of a history, without a trailing line end. */
export function drawHistory(operations: readonly Operation[], options: Partial<DrawOptions> = {}): string {
  const { columns, ascii } = { ...optionsDefault, ...options };
  const spell = (text: string): string => (ascii ? text.replaceAll('→', '->').replaceAll('…', '...') : text);
  const bars = operations.map((operation) => ({
    process: operation.process,
    label: spell(sayOperation(operation)),
    beginOrder: operation.invokedOrder,
    endOrder: operation.returnedOrder ?? Infinity,
  }));
  const lines = drawLanes(bars, ascii);
  if (!lines.some((line) => line.length > columns)) return lines.join('\n');
  return operations.map((operation) => spell(lineOf(operation))).join('\n');
}

function drawLanes(bars: readonly Bar[], ascii: boolean): readonly string[] {
  const columnOf = columnsOf(bars);
  const margin = Math.max(0, ...bars.map(({ process }) => process.length)) + 2;
  return lanesOf(bars).map((lane) => {
    let line = (lane[0]?.process ?? '').padEnd(margin);
    for (const bar of lane) {
      line = line.padEnd(margin + (columnOf.get(bar.beginOrder) ?? 0));
      line += drawBar(bar, (columnOf.get(bar.endOrder) ?? 0) - (columnOf.get(bar.beginOrder) ?? 0), ascii);
    }
    return line;
  });
}

/** A column for each begin and end, in their order, wide enough for the labels between them. */
function columnsOf(bars: readonly Bar[]): ReadonlyMap<number, number> {
  const columnOf = new Map<number, number>();
  const orders = [...new Set(bars.flatMap(({ beginOrder, endOrder }) => [beginOrder, endOrder]))].toSorted((a, b) => a - b);
  let column = 0;
  for (const order of orders) {
    const ending = bars.filter(({ endOrder }) => endOrder === order);
    column = Math.max(column, ...ending.map(({ beginOrder, label }) => (columnOf.get(beginOrder) ?? 0) + label.length + 5));
    columnOf.set(order, column);
    column += 2;
  }
  return columnOf;
}

function drawBar({ label, endOrder }: Bar, width: number, ascii: boolean): string {
  const [open, line, close, never] = ascii ? ['|', '-', '|', '.'] : ['├', '─', '┤', '┄'];
  const start = `${open}${line} ${label} `;
  if (endOrder === Infinity) return start.padEnd(width, never) + never;
  return start.padEnd(width, line) + close;
}

/** Bars of one process that overlap need lanes of their own; processes stand in the order of their first call. */
function lanesOf(bars: readonly Bar[]): readonly (readonly Bar[])[] {
  const processes = new Map<string, Bar[][]>();
  for (const bar of bars) {
    const lanes = processes.get(bar.process) ?? [];
    processes.set(bar.process, lanes);
    const free = lanes.find((lane) => (lane.at(-1)?.endOrder ?? 0) < bar.beginOrder);
    if (free === undefined) lanes.push([bar]);
    else free.push(bar);
  }
  return [...processes.values()].flat();
}

function lineOf(operation: Operation): string {
  const end = operation.outcome === 'unknown' || operation.returnedMs === null ? '…' : seconds(operation.returnedMs);
  return `${seconds(operation.invokedMs)} to ${end}  ${operation.process}  ${sayOperation(operation)}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)}s`;
}
