/** A line for each design over a parameter, on a logarithmic scale: the median as a dot, the range over the seeds as a bar, claims as diamonds. */
import { element } from '../../../sim/report/svg-elements.ts';
import type { Spread } from '../figures.ts';
import { logAxis, say, type Axis } from './axis.ts';
import { chart, diamond, label, line, tenth } from './style.ts';

/** One design. */
export interface Series {
  /** The design, which has a colour. */
  readonly name: string;
  /** One a value of the parameter; null where nothing was measured. */
  readonly points: readonly (Spread | null)[];
}

/** What a line chart shows. */
export interface LineChart {
  readonly title: string;
  readonly notes: readonly string[];
  readonly xName: string;
  readonly xValues: readonly string[];
  readonly series: readonly Series[];
  /** What a document claims: by position of the value. */
  readonly claims: readonly { readonly x: number; readonly y: number; readonly text: string }[];
}

const WIDTH = 760;
const HEIGHT = 400;
const LEFT = 64;
const RIGHT = 640;
const TOP = 86;
const BOTTOM = 340;
const NAME_GAP = 15;

/** Draws the chart as an SVG document. */
export function lineChart(data: LineChart): string {
  const { title, notes, xName, xValues, series, claims } = data;
  const values = [
    ...series.flatMap(({ points }) => points.flatMap((point) => (point === null ? [] : [point.minimum, point.maximum]))),
    ...claims.map(({ y }) => y),
  ];
  const axis = logAxis(values, BOTTOM, TOP);
  const x = (position: number): number => LEFT + 24 + ((RIGHT - LEFT - 48) * position) / Math.max(1, xValues.length - 1);
  const body = [
    ...notes.map((text, row) => label('note', 20, 46 + row * 14, text)),
    ...axis.ticks.flatMap((tick) => [
      line('grid', LEFT, axis.at(tick), RIGHT, axis.at(tick)),
      label('end', LEFT - 8, axis.at(tick) + 4, say(tick)),
    ]),
    ...xValues.map((text, position) => label('middle', x(position), BOTTOM + 20, text)),
    label('note middle', (LEFT + RIGHT) / 2, BOTTOM + 42, xName),
    ...series.flatMap((one, index) => drawSeries(one, x, axis, (index - (series.length - 1) / 2) * 3)),
    ...names(series, x, axis),
    ...claims.flatMap((claim) => [diamond(x(claim.x), axis.at(claim.y)), label('note', x(claim.x) + 8, axis.at(claim.y) - 8, claim.text)]),
  ];
  return chart(title, WIDTH, HEIGHT, body);
}

/** Series are moved aside a little, so that equal ones are both seen. */
function drawSeries({ name, points }: Series, x: (position: number) => number, axis: Axis, asidePixels: number): string[] {
  const known = points.flatMap((point, position) => (point === null ? [] : [{ point, x: x(position) + asidePixels }]));
  const path = known.map(({ point, x: at }, index) => `${index === 0 ? 'M' : 'L'}${tenth(at)} ${tenth(axis.at(point.median))}`).join('');
  return [
    element('g', { class: name }, [
      element('path', { class: 'line', d: path }),
      ...known.flatMap(({ point, x: at }) => [
        line('range', at, axis.at(point.minimum), at, axis.at(point.maximum)),
        element('circle', { class: 'dot', cx: at, cy: axis.at(point.median), r: 4 }),
      ]),
    ]),
  ];
}

/** The designs' names beside their last points, pushed apart where they would cover each other. */
function names(series: readonly Series[], x: (position: number) => number, axis: Axis): string[] {
  const ends = series.flatMap(({ name, points }) => {
    const position = points.findLastIndex((point) => point !== null);
    const point = points[position];
    return point === null || point === undefined ? [] : [{ name, x: Math.max(x(position) + 14, RIGHT - 10), y: axis.at(point.median) + 4 }];
  });
  ends.sort((left, right) => left.y - right.y);
  let above = -Infinity;
  for (const end of ends) {
    end.y = Math.max(end.y, above + NAME_GAP);
    above = end.y;
  }
  let below = BOTTOM + 8 + NAME_GAP;
  for (const end of ends.toReversed()) {
    end.y = Math.min(end.y, below - NAME_GAP);
    below = end.y;
  }
  return ends.map((end) => element('g', { class: end.name }, label('name', end.x, end.y, end.name)));
}
