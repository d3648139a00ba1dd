/** What lies under the rows of a space-time diagram: lanes with their hosts' names, bands of faults, and where the causal path stays on a host. */
import { faultNounOf } from '../trace/index.ts';
import type { DiagramBand } from './diagram.ts';
import { formatTime, truncate } from './format.ts';
import { element, escapeText, words } from './svg-elements.ts';
import { startOf, type Layout } from './svg-layout.ts';
import { GAP_MS, type Scale } from './svg-scale.ts';

const BAND_PIXELS = 18;
const LETTER_PIXELS = 5.6;
const HOST_LETTER_PIXELS = 7.4;
/** A shorter band has no room for words; hovering tells them. */
const WORDS_PIXELS_MIN = 52;

/** The lanes with their names, dotted where time was left out. */
export function drawLanes({ diagram, scale, lane, lanesAt }: Layout): readonly string[] {
  const { rows } = diagram;
  const stretches = rows.map((row, position) => {
    const from = position === 0 ? lanesAt : scale.row(position - 1);
    const isGap = position > 0 && row.atMs - (rows[position - 1]?.atMs ?? 0) >= GAP_MS;
    return { from, until: scale.row(position), isGap };
  });
  return diagram.lanes.flatMap((name, position) => {
    const x = lane(position);
    const shown = truncate(name, Math.floor((lane(1) - lane(0) - 18) / HOST_LETTER_PIXELS), '…');
    const boxPixels = Math.max(64, shown.length * HOST_LETTER_PIXELS + 14);
    return [
      element('rect', { class: 'host-box', x: x - boxPixels / 2, y: lanesAt - 24, width: boxPixels, height: 22, rx: 5 }),
      element('text', { class: 'host', x, y: lanesAt - 9 }, [words('title', {}, name), escapeText(shown)]),
      ...stretches.map(({ from, until, isGap }) =>
        element('line', { class: isGap ? 'lane gap' : 'lane', x1: x, y1: from, x2: x, y2: until }),
      ),
      element('line', { class: 'lane', x1: x, y1: scale.row(rows.length - 1), x2: x, y2: scale.bottom - 8 }),
    ];
  });
}

/** The bands of the faults. */
export function drawBands({ diagram, scale, lane }: Layout): readonly string[] {
  return diagram.bands.map((band) => {
    const [from, until] = stretchOf(band, scale);
    const told = `${band.text}, from ${formatTime(band.fromMs)}${band.untilMs === null ? '' : ` to ${formatTime(band.untilMs)}`}`;
    const place = { x: lane(band.lane) - BAND_PIXELS / 2, y: from, width: BAND_PIXELS, height: until - from, rx: 3 };
    return element('g', {}, [words('title', {}, told), element('rect', { class: band.necessary ? 'band necessary' : 'band', ...place })]);
  });
}

/** What the bands are, written along them; drawn above everything that crosses. */
export function drawBandWords({ diagram, scale, lane }: Layout): readonly string[] {
  return diagram.bands.flatMap((band) => {
    const [from, until] = stretchOf(band, scale);
    if (until - from < WORDS_PIXELS_MIN) return [];
    const [x, y] = [lane(band.lane) + BAND_PIXELS, Math.round((from + until) / 2)];
    const room = Math.floor((until - from - 4) / LETTER_PIXELS);
    const label = band.text.length <= room ? band.text : truncate(faultNounOf(band.text) ?? band.text, room, '…');
    return [words('text', { class: 'band-words', x, y, transform: `rotate(-90 ${x} ${y})` }, label)];
  });
}

/** From where to where a band reaches. */
function stretchOf({ fromRow, fromMs, untilRow, untilMs }: DiagramBand, scale: Scale): readonly [from: number, until: number] {
  const from = fromRow === null ? scale.moment(fromMs) : scale.row(fromRow);
  const until = untilRow !== null ? scale.row(untilRow) : untilMs === null ? scale.bottom - 8 : scale.moment(untilMs);
  return [from, Math.max(from + 6, until)];
}

/** Where a path stays on a host: from the row that reached the host to the row that leaves it. */
export function drawTrails({ diagram, scale, lane }: Layout): readonly string[] {
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
