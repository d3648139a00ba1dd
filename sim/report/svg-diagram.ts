/**
 * The space-time diagram of a violation as a standalone SVG: a lane for each host, time downwards, messages as arrows, faults as bands, the
 * causal path in colour, and beside each row what happened. No scripts, nothing to load; hovering over a row tells it in full.
 */
import type { TraceEvent } from '../trace/index.ts';
import { diagramOf, type DiagramOptions } from './diagram.ts';
import { wrap } from './format.ts';
import { blameLines } from './story-verdicts.ts';
import { element, words } from './svg-elements.ts';
import { drawBands, drawBandWords, drawLanes, drawTrails } from './svg-lanes.ts';
import { layoutOf, LINE_PIXELS, MARGIN_PIXELS, widthOf } from './svg-layout.ts';
import { drawContradiction, drawRow } from './svg-rows.ts';
import { svgStyle } from './svg-style.ts';

const LETTER_PIXELS = 7;
const TITLE_PIXELS = 22;
const HOSTS_PIXELS = 34;
const LEGEND =
  'Blue: how faults and earlier deeds led to the facts. Grey: what else concerns them. Bands: faults. Time runs downwards, compressed.';

/** Draws the diagram: one SVG document. */
export function svgDiagram(trace: readonly TraceEvent[], options: DiagramOptions): string {
  const { property, sentence } = options.violation;
  const diagram = diagramOf(trace, options, '…');
  const width = widthOf(diagram.lanes.length);
  const columns = Math.floor((width - 2 * MARGIN_PIXELS) / LETTER_PIXELS);
  const sentences = wrap(sentence, columns).slice(0, 3);
  const layout = layoutOf(diagram, MARGIN_PIXELS + TITLE_PIXELS + sentences.length * LINE_PIXELS + HOSTS_PIXELS);
  const { bottom } = layout.scale;
  const foot = [...blameLines(options.blame ?? [], columns), LEGEND];
  const height = bottom + foot.length * LINE_PIXELS + MARGIN_PIXELS;
  const line = (name: string, y: number, text: string): string => words('text', { class: name, x: MARGIN_PIXELS, y }, text);
  const body = [
    words('title', { id: 'name' }, `${property}: ${sentence}`),
    element('style', {}, svgStyle),
    element('rect', { class: 'ground', width, height }),
    line('property', MARGIN_PIXELS + 10, property),
    ...sentences.map((text, row) => line('sentence', MARGIN_PIXELS + 31 + row * LINE_PIXELS, text)),
    ...drawContradiction(layout),
    ...drawLanes(layout),
    ...drawBands(layout),
    ...drawTrails(layout),
    ...diagram.rows.map((row, position) => drawRow(row, position, layout)),
    ...drawBandWords(layout),
    ...foot.map((text, row) => line('note', bottom + 14 + row * LINE_PIXELS, text)),
  ];
  const size = { width, height, viewBox: `0 0 ${Math.round(width)} ${Math.round(height)}` };
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', ...size, role: 'img', 'aria-labelledby': 'name' }, body.join('\n'))}\n`;
}
