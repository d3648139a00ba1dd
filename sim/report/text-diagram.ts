/**
 * The space-time diagram of a violation as text of at most 100 columns: a column for each host, time downwards without the empty stretches,
 * messages as arrows between columns, faults as bands, and beside each row what happened. Rows on a causal path carry a `*`.
 */
import type { TraceEvent } from '../trace/index.ts';
import { diagramOf, type Diagram, type DiagramBand, type DiagramOptions, type DiagramRow } from './diagram.ts';
import { formatTime, truncate } from './format.ts';
import { STORY_COLUMNS, type StoryStyle } from './story-style.ts';

/** Time, mark and the space behind them. */
const START_COLUMNS = 12;
const LANES_COLUMNS_MAX = 50;
const LANE_COLUMNS_MAX = 12;
const LANE_COLUMNS_MIN = 6;
/** A pause this long between two rows is said. */
const GAP_MS = 100;

/** Draws the diagram, without a trailing line end. */
export function textDiagram(trace: readonly TraceEvent[], options: DiagramOptions, style: StoryStyle): string {
  const diagram = diagramOf(trace, options, style.symbols.ellipsis);
  const width = laneWidth(diagram.lanes.length);
  const lines = header(diagram.lanes, width);
  diagram.rows.forEach((row, position) => {
    const before = diagram.rows[position - 1];
    if (before !== undefined && row.atMs - before.atMs >= GAP_MS) lines.push(gapLine(diagram, before.atMs, row.atMs, width, style));
    lines.push(rowLine(diagram, row, width, style));
  });
  return lines.map((line) => line.trimEnd()).join('\n');
}

function laneWidth(lanes: number): number {
  return Math.max(LANE_COLUMNS_MIN, Math.min(LANE_COLUMNS_MAX, Math.floor(LANES_COLUMNS_MAX / Math.max(1, lanes))));
}

/** Names above their lanes; when they do not fit side by side, on two lines in turn. */
function header(lanes: readonly string[], width: number): string[] {
  const longest = Math.max(0, ...lanes.map((name) => name.length));
  const rows = longest < width ? 1 : Math.min(lanes.length, Math.ceil((longest + 1) / width));
  return Array.from({ length: rows }, (_, row) => {
    let line = ' '.repeat(START_COLUMNS);
    lanes.forEach((name, lane) => {
      if (lane % rows !== row) return;
      line = line.padEnd(Math.max(START_COLUMNS, START_COLUMNS + lane * width)) + name + ' ';
    });
    return line;
  });
}

/** The stretch between two moments at which nothing is told. */
function gapLine(diagram: Diagram, fromMs: number, untilMs: number, width: number, { symbols, paint }: StoryStyle): string {
  const middleMs = (fromMs + untilMs) / 2;
  const lanes = diagram.lanes.map((_, lane) => (bandAt(diagram.bands, lane, middleMs) === null ? symbols.gap : symbols.band).padEnd(width));
  return ' '.repeat(START_COLUMNS) + lanes.join('') + paint.faint(`${formatTime(untilMs - fromMs)} later`);
}

function rowLine(diagram: Diagram, row: DiagramRow, width: number, { paint, symbols }: StoryStyle): string {
  const start = `${formatTime(row.atMs).padStart(8)} ${row.onPath ? '*' : ' '}  `;
  const cells = drawLanes(diagram, row, width, symbols);
  const mark = markWords(row);
  const marked = mark === null ? '' : ` ${symbols.mark} ${mark}`;
  const place = row.fromLane === null ? `${diagram.lanes[row.lane] ?? ''} ` : '';
  const late = row.sentMs !== null && row.atMs - row.sentMs >= GAP_MS ? ` (sent ${formatTime(row.sentMs)})` : '';
  const room = STORY_COLUMNS - start.length - cells.length - marked.length - late.length;
  const told = (place + row.text).length <= room ? place + row.text : row.text;
  const text = truncate(told, Math.max(8, room), symbols.ellipsis) + late;
  const lanes = row.onPath ? paint.strong(cells) : cells;
  return `${start}${lanes}${row.onPath ? text : paint.faint(text)}${paintMark(marked, row, paint)}`;
}

function paintMark(marked: string, { mark }: DiagramRow, paint: StoryStyle['paint']): string {
  if (marked === '') return '';
  return mark === 'contradiction' ? paint.failure(marked) : paint.fault(marked);
}

function markWords({ mark }: DiagramRow): string | null {
  if (mark === 'necessary') return 'fault, necessary';
  return mark === 'fault' || mark === 'contradiction' ? mark : null;
}

function drawLanes({ lanes, bands }: Diagram, row: DiagramRow, width: number, symbols: StoryStyle['symbols']): string {
  const cells = Array.from({ length: lanes.length * width }, () => ' ');
  lanes.forEach((_, lane) => {
    cells[lane * width] = bandAt(bands, lane, row.atMs) === null ? symbols.lane : symbols.band;
  });
  const [from, to] = [row.fromLane ?? row.lane, row.lane];
  const line = row.onPath ? symbols.heavyLine : symbols.line;
  for (let at = Math.min(from, to) * width + 1; at < Math.max(from, to) * width; at += 1) cells[at] = line;
  if (from < to) cells[to * width - 1] = symbols.headRight;
  if (from > to) cells[to * width + 1] = symbols.headLeft;
  if (from === to) cells[to * width] = row.mark === 'contradiction' ? symbols.failed.slice(0, 1) : symbols.dot;
  return cells.join('');
}

function bandAt(bands: readonly DiagramBand[], lane: number, atMs: number): DiagramBand | null {
  return bands.find((band) => band.lane === lane && band.fromMs < atMs && atMs < (band.untilMs ?? Infinity)) ?? null;
}
