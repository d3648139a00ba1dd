/**
 * The space-time diagram of a violation as a standalone SVG: a lane for each host, time downwards, messages as arrows, faults as bands, the
 * causal path in colour, and beside each row what happened. No scripts, nothing to load; hovering over a row tells it in full.
 */
import type { TraceEvent } from '../trace/index.ts';
import { diagramOf, type Diagram, type DiagramBand, type DiagramOptions, type DiagramRow } from './diagram.ts';
import { formatTime, truncate, wrap } from './format.ts';
import { blameLines } from './story-verdicts.ts';
import { element, words } from './svg-elements.ts';
import { GAP_MS, scaleOf, type Scale } from './svg-scale.ts';
import { svgStyle } from './svg-style.ts';

const LEFT = 84;
const MARGIN = 20;
const LANE_PIXELS = 118;
const LANE_PIXELS_MIN = 92;
const LANES_WIDE = 6;
const WORDS_COLUMNS = 64;
const WORDS_PIXELS = 500;
const LINE_PIXELS = 18;
const BAND_PIXELS = 18;

/** Where everything lies. */
interface Layout {
  readonly diagram: Diagram;
  readonly scale: Scale;
  readonly lane: (position: number) => number;
  readonly wordsAt: number;
  readonly width: number;
  /** Height at which lanes begin. */
  readonly lanesAt: number;
}

/** Draws the diagram: one SVG document. */
export function svgDiagram(trace: readonly TraceEvent[], options: DiagramOptions): string {
  const diagram = diagramOf(trace, options, '…');
  const lanePixels = diagram.lanes.length > LANES_WIDE ? LANE_PIXELS_MIN : LANE_PIXELS;
  const lane = (position: number): number => LEFT + lanePixels / 2 + position * lanePixels;
  const wordsAt = LEFT + diagram.lanes.length * lanePixels + 14;
  const width = Math.max(760, wordsAt + WORDS_PIXELS + MARGIN);
  const sentence = wrap(options.violation.sentence, Math.floor((width - 2 * MARGIN) / 7)).slice(0, 3);
  const lanesAt = MARGIN + 22 + sentence.length * LINE_PIXELS + 34;
  const layout: Layout = { diagram, scale: scaleOf(diagram.rows, lanesAt + 26), lane, wordsAt, width, lanesAt };
  const foot = [...blameLines(options.blame ?? [], Math.floor(width / 7)), LEGEND];
  const height = layout.scale.bottom + foot.length * LINE_PIXELS + MARGIN;
  const name = `${options.violation.property}: ${options.violation.sentence}`;
  const body = [
    words('title', { id: 'name' }, name),
    element('style', {}, svgStyle),
    element('rect', { class: 'ground', width, height }),
    words('text', { class: 'property', x: MARGIN, y: MARGIN + 10 }, options.violation.property),
    ...sentence.map((line, row) => words('text', { class: 'sentence', x: MARGIN, y: MARGIN + 31 + row * LINE_PIXELS }, line)),
    ...contradictionRows(layout),
    ...lanes(layout),
    ...diagram.bands.map((band) => drawBand(band, layout)),
    ...trails(layout),
    ...diagram.rows.map((row, position) => drawRow(row, position, layout)),
    ...foot.map((line, row) => words('text', { class: 'note', x: MARGIN, y: layout.scale.bottom + 14 + row * LINE_PIXELS }, line)),
  ];
  const size = { width, height, viewBox: `0 0 ${Math.round(width)} ${Math.round(height)}` };
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', ...size, role: 'img', 'aria-labelledby': 'name' }, body.join('\n'))}\n`;
}

const LEGEND =
  'Blue: the causal path from faults to facts. Grey: what else concerns it. Bands: faults. Time runs downwards and is compressed.';

function contradictionRows({ diagram, scale, width }: Layout): readonly string[] {
  return diagram.rows.flatMap(({ mark }, position) =>
    mark === 'contradiction' ? [element('rect', { class: 'row-contradiction', x: 0, y: scale.row(position) - 12, width, height: 24 })] : [],
  );
}

/** The lanes with their names, dotted where time was left out. */
function lanes({ diagram, scale, lane, lanesAt }: Layout): readonly string[] {
  const { rows } = diagram;
  const stretches = rows.map((row, position) => {
    const from = position === 0 ? lanesAt : scale.row(position - 1);
    const isGap = position > 0 && row.atMs - (rows[position - 1]?.atMs ?? 0) >= GAP_MS;
    return { from, until: scale.row(position), isGap };
  });
  return diagram.lanes.flatMap((name, position) => {
    const x = lane(position);
    const boxPixels = Math.max(64, name.length * 7.4 + 14);
    return [
      element('rect', { class: 'host-box', x: x - boxPixels / 2, y: lanesAt - 24, width: boxPixels, height: 22, rx: 5 }),
      words('text', { class: 'host', x, y: lanesAt - 9 }, name),
      ...stretches.map(({ from, until, isGap }) =>
        element('line', { class: isGap ? 'lane gap' : 'lane', x1: x, y1: from, x2: x, y2: until }),
      ),
      element('line', { class: 'lane', x1: x, y1: scale.row(rows.length - 1), x2: x, y2: scale.bottom - 8 }),
    ];
  });
}

function drawBand(band: DiagramBand, { scale, lane }: Layout): string {
  const x = lane(band.lane);
  const from = scale.moment(band.fromMs);
  const until = band.untilMs === null ? scale.bottom - 8 : scale.moment(band.untilMs);
  const height = Math.max(6, until - from);
  const label = truncate(band.text, Math.floor((height - 12) / 5.6), '…');
  const middle = from + height / 2;
  return element('g', {}, [
    words('title', {}, `${band.text}, from ${formatTime(band.fromMs)}${band.untilMs === null ? '' : ` to ${formatTime(band.untilMs)}`}`),
    element('rect', {
      class: band.necessary ? 'band necessary' : 'band',
      x: x - BAND_PIXELS / 2,
      y: from,
      width: BAND_PIXELS,
      height,
      rx: 3,
    }),
    ...(height < 56
      ? []
      : [words('text', { class: 'band-words', x, y: middle + 3.5, transform: `rotate(-90 ${x} ${Math.round(middle)})` }, label)]),
  ]);
}

/** Where a path stays on a host: from the row that reached the host to the row that leaves it. */
function trails({ diagram, scale, lane }: Layout): readonly string[] {
  const reached = new Map<number, number>();
  return diagram.rows.flatMap((row, position) => {
    if (!row.onPath) return [];
    const origin = row.fromLane ?? row.lane;
    const leaves = row.fromLane === null ? scale.row(position) : startOf(row, position, scale);
    const since = reached.get(origin);
    reached.set(row.lane, scale.row(position));
    if (since === undefined || since >= leaves) return [];
    return [element('line', { class: 'trail', x1: lane(origin), y1: since, x2: lane(origin), y2: leaves })];
  });
}

/** Where an arrow starts: not above the picture, and a little above its end, so that it is seen to take time. */
function startOf(row: DiagramRow, position: number, scale: Scale): number {
  const end = scale.row(position);
  return row.sentMs === null ? end : Math.min(end - 5, scale.moment(row.sentMs, position));
}

function drawRow(row: DiagramRow, position: number, layout: Layout): string {
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
      : [words('text', { class: 'later', x: LEFT - 8, y: (y + scale.row(position - 1)) / 2 + 3 }, `${formatTime(gapMs)} later`)]),
    words('text', { class: 'time', x: LEFT - 8, y: y + 4 }, formatTime(row.atMs)),
    element('line', { class: 'leader', x1: Math.max(lane(row.lane), lane(row.fromLane ?? row.lane)) + 14, y1: y, x2: wordsAt - 6, y2: y }),
    ...(row.fromLane === null ? drawPoint(row, lane(row.lane), y) : drawArrow(row, position, row.fromLane, layout)),
    words('text', { class: `words${row.onPath ? ' path' : ''}${wordsClass(row)}`, x: wordsAt, y: y + 4 }, shown),
    ...(tag === null
      ? []
      : [
          words(
            'text',
            { class: `tag ${row.mark === 'contradiction' ? 'contradiction' : 'fault'}`, x: wordsAt + (shown.length + 1) * 7.25, y: y + 4 },
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
