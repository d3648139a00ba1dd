/** The rows of a space-time diagram: time, arrow or dot, and what happened in words; hovering tells them in full. */
import type { DiagramRow } from './diagram.ts';
import { formatTime, truncate } from './format.ts';
import { element, words } from './svg-elements.ts';
import { LEFT_PIXELS, startOf, type Layout } from './svg-layout.ts';
import { GAP_MS } from './svg-scale.ts';

const WORDS_COLUMNS = 64;
const LETTER_PIXELS = 7.25;

/** The ground of the row that contradicts. */
export function drawContradiction({ diagram, scale, width }: Layout): readonly string[] {
  return diagram.rows.flatMap(({ mark }, position) =>
    mark === 'contradiction' ? [element('rect', { class: 'row-contradiction', x: 0, y: scale.row(position) - 12, width, height: 24 })] : [],
  );
}

/** One row. */
export function drawRow(row: DiagramRow, position: number, layout: Layout): string {
  const { scale, lane, wordsAt, diagram } = layout;
  const y = scale.row(position);
  const host = diagram.lanes[row.lane] ?? '';
  const from = row.fromLane === null ? null : (diagram.lanes[row.fromLane] ?? '');
  const sent = row.sentMs !== null && row.atMs - row.sentMs >= GAP_MS ? `, sent ${formatTime(row.sentMs)}` : '';
  const told = from === null ? `${host} ${row.text}` : row.text;
  const before = diagram.rows[position - 1];
  const gapMs = before === undefined ? 0 : row.atMs - before.atMs;
  const tag = tagOf(row);
  const room = WORDS_COLUMNS - (tag === null ? 0 : tag.length + 2) - sent.length;
  const shown = truncate(told, room, '…') + sent;
  return element('g', {}, [
    words('title', {}, `${formatTime(row.atMs)}  ${from === null ? host : `${from} → ${host}`}  ${row.text}${sent}`),
    ...(gapMs < GAP_MS
      ? []
      : [words('text', { class: 'later', x: LEFT_PIXELS - 8, y: (y + scale.row(position - 1)) / 2 + 3 }, `${formatTime(gapMs)} later`)]),
    words('text', { class: 'time', x: LEFT_PIXELS - 8, y: y + 4 }, formatTime(row.atMs)),
    element('line', { class: 'leader', x1: Math.max(lane(row.lane), lane(row.fromLane ?? row.lane)) + 14, y1: y, x2: wordsAt - 6, y2: y }),
    ...(row.fromLane === null ? drawPoint(row, lane(row.lane), y) : drawArrow(row, position, row.fromLane, layout)),
    words('text', { class: `words${row.onPath ? ' path' : ''}${wordsClass(row)}`, x: wordsAt, y: y + 4 }, shown),
    ...(tag === null
      ? []
      : [
          words(
            'text',
            {
              class: `tag ${row.mark === 'contradiction' ? 'contradiction' : 'fault'}`,
              x: wordsAt + (shown.length + 1) * LETTER_PIXELS,
              y: y + 4,
            },
            tag,
          ),
        ]),
  ]);
}

function tagOf({ mark }: DiagramRow): string | null {
  if (mark === 'necessary') return '← fault, necessary';
  if (mark === 'fault') return '← fault';
  return mark === 'contradiction' ? '← contradiction' : null;
}

function wordsClass({ mark }: DiagramRow): string {
  if (mark === 'necessary' || mark === 'fault') return ' fault';
  return mark === null || mark === 'end' ? '' : ` ${mark}`;
}

function drawPoint({ mark, onPath }: DiagramRow, x: number, y: number): readonly string[] {
  if (mark === 'contradiction') {
    return [
      element('line', { class: 'cross', x1: x - 5, y1: y - 5, x2: x + 5, y2: y + 5 }),
      element('line', { class: 'cross', x1: x - 5, y1: y + 5, x2: x + 5, y2: y - 5 }),
    ];
  }
  return [element('circle', { class: `dot${onPath ? ' path' : ''}${mark === null ? '' : ` ${mark}`}`, cx: x, cy: y, r: 5 })];
}

function drawArrow(row: DiagramRow, position: number, fromLane: number, { scale, lane }: Layout): readonly string[] {
  const path = row.onPath ? ' path' : '';
  const end = { x: lane(row.lane), y: scale.row(position) };
  const start = { x: lane(fromLane), y: startOf(row, position, scale) };
  const length = Math.hypot(end.x - start.x, end.y - start.y);
  const [alongX, alongY] = [(end.x - start.x) / length, (end.y - start.y) / length];
  const neck = { x: end.x - alongX * 9, y: end.y - alongY * 9 };
  const corner = (side: number): string => `${(neck.x - side * alongY * 4).toFixed(1)},${(neck.y + side * alongX * 4).toFixed(1)}`;
  return [
    element('line', { class: `arrow${path}`, x1: start.x, y1: start.y, x2: neck.x, y2: neck.y }),
    element('polygon', { class: `head${path}`, points: `${end.x.toFixed(1)},${end.y.toFixed(1)} ${corner(1)} ${corner(-1)}` }),
    ...(row.mark === 'contradiction' ? drawPoint(row, end.x, end.y) : []),
  ];
}
