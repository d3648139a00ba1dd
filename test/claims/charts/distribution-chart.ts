/** How many containers each worker got, one small chart a design, the fullest worker first; the band is what document 004 calls good. */
import { element } from '../../../sim/report/svg-elements.ts';
import { chart, label, line } from './style.ts';

/** One design in one world. */
export interface Distribution {
  readonly name: string;
  /** Containers by worker, the fullest first. */
  readonly counts: readonly number[];
}

/** What the chart shows. */
export interface DistributionChart {
  readonly title: string;
  readonly notes: readonly string[];
  readonly distributions: readonly Distribution[];
  /** Containers a worker that a document calls good, from and to. */
  readonly band: readonly [from: number, to: number];
  /** Bars end here; larger ones say how large they are. */
  readonly countMax: number;
}

const COLUMNS = 3;
const CELL_WIDTH = 240;
const CELL_HEIGHT = 160;
const BAR = 9;
const PLOT_HEIGHT = 104;
const TOP = 84;
const LEFT = 34;

/** Draws the chart as an SVG document. */
export function distributionChart({ title, notes, distributions, band, countMax }: DistributionChart): string {
  const rows = Math.ceil(distributions.length / COLUMNS);
  const body = distributions.flatMap((one, index) => {
    const left = LEFT + (index % COLUMNS) * CELL_WIDTH;
    const top = TOP + Math.floor(index / COLUMNS) * CELL_HEIGHT;
    return cell(one, left, top, band, countMax);
  });
  return chart(title, 760, TOP + rows * CELL_HEIGHT + 6, [...notes.map((text, row) => label('note', 20, 46 + row * 14, text)), ...body]);
}

function cell(
  { name, counts }: Distribution,
  left: number,
  top: number,
  [from, to]: readonly [number, number],
  countMax: number,
): string[] {
  const bottom = top + 20 + PLOT_HEIGHT;
  const y = (count: number): number => bottom - (PLOT_HEIGHT * Math.min(countMax, count)) / countMax;
  const width = counts.length * (BAR + 1);
  const beyond = counts.filter((count) => count > countMax);
  return [
    element('g', { class: name }, [
      label('name', left, top + 10, name),
      ...counts.map((count, index) =>
        element('rect', { class: 'bar', x: left + index * (BAR + 1), y: y(count), width: BAR, height: bottom - y(count) }),
      ),
    ]),
    element('rect', { class: 'claim-band', x: left, y: y(to), width, height: y(from) - y(to) }),
    line('axis', left, bottom, left + width, bottom),
    ...[0, from, to, countMax].map((tick) => label('note end', left - 4, y(tick) + 4, String(tick))),
    ...(beyond.length === 0
      ? []
      : [
          label(
            'note',
            left + beyond.length * (BAR + 1) + 4,
            top + 24,
            `${beyond.join(', ')} on ${beyond.length === 1 ? 'one worker' : `${beyond.length} workers`}`,
          ),
        ]),
  ];
}
