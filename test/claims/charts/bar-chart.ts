/** One bar a row on a logarithmic scale: the median with the range over the seeds, and the claim of a document as a band or a diamond. */
import { element } from '../../../sim/report/svg-elements.ts';
import type { Spread } from '../figures.ts';
import { logAxis, say } from './axis.ts';
import { chart, diamond, label, line } from './style.ts';

/** One row. */
export interface Bar {
  /** The design, which has a colour. */
  readonly name: string;
  /** What is said before the bar. */
  readonly text: string;
  /** Null when there is no figure; then `missing` says why. */
  readonly value: Spread | null;
  readonly missing?: string;
  /** What the document claims, from and to. */
  readonly claim: readonly [from: number, to: number] | null;
}

/** What a bar chart shows. */
export interface BarChart {
  readonly title: string;
  readonly notes: readonly string[];
  readonly unit: string;
  readonly bars: readonly Bar[];
}

const WIDTH = 760;
const LEFT = 190;
const RIGHT = 660;
const ROW = 30;
const TOP = 84;

/** Draws the chart as an SVG document. */
export function barChart({ title, notes, unit, bars }: BarChart): string {
  const values = bars.flatMap(({ value, claim }) => [...(value === null ? [] : [value.minimum, value.maximum]), ...(claim ?? [])]);
  const axis = logAxis(values, LEFT, RIGHT);
  const bottom = TOP + bars.length * ROW;
  const body = [
    ...notes.map((text, row) => label('note', 20, 46 + row * 14, text)),
    ...axis.ticks.flatMap((tick) => [
      line('grid', axis.at(tick), TOP - 4, axis.at(tick), bottom),
      label('middle', axis.at(tick), bottom + 18, say(tick)),
    ]),
    label('note middle', (LEFT + RIGHT) / 2, bottom + 36, unit),
    ...bars.flatMap((bar, row) => drawBar(bar, TOP + row * ROW, axis.at)),
  ];
  return chart(title, WIDTH, bottom + 50, body);
}

function drawBar({ name, text, value, missing, claim }: Bar, top: number, at: (value: number) => number): string[] {
  const middle = top + ROW / 2;
  const drawn = [label('end', LEFT - 10, middle + 4, text)];
  if (value === null) drawn.push(label('note', LEFT + 6, middle + 4, missing ?? 'not measured'));
  else {
    drawn.push(
      element('g', { class: name }, [
        element('rect', { class: 'bar', x: LEFT, y: top + 7, width: Math.max(1, at(value.median) - LEFT), height: ROW - 14 }),
        line('range', at(value.minimum), middle, at(value.maximum), middle),
      ]),
      label('', Math.max(at(value.maximum), claim === null ? 0 : at(claim[1])) + 12, middle + 4, say(value.median)),
    );
  }
  if (claim !== null && claim[1] > claim[0]) {
    drawn.push(element('rect', { class: 'claim-band', x: at(claim[0]), y: top + 2, width: at(claim[1]) - at(claim[0]), height: ROW - 4 }));
  }
  if (claim !== null && claim[1] === claim[0]) drawn.push(diamond(at(claim[0]), middle));
  return drawn;
}
