/** Colours and type of the charts: one colour a design in every chart, light by default, dark where the reader prefers it, nothing to load. */
import { element, words } from '../../../sim/report/svg-elements.ts';

const SANS = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";

/** Colours by design, on white and on black. */
const COLOURS: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  baseline: ['#6b7280', '#9ca3af'],
  cached: ['#b45309', '#fbbf24'],
  batch: ['#7c3aed', '#a78bfa'],
  affinity: ['#0f766e', '#2dd4bf'],
  burst: ['#dc2626', '#f87171'],
  leased: ['#2563eb', '#60a5fa'],
};

/** Written out for each design: not every program that shows SVG knows variables of style sheets. */
const colours = (side: 0 | 1): string =>
  Object.entries(COLOURS)
    .map(
      ([name, { [side]: colour }]) =>
        `.${name} .line,.${name} .range{stroke:${colour}}.${name} .dot,.${name} .bar,.${name} .name{fill:${colour}}`,
    )
    .join('\n');

const style = `
text{font-family:${SANS};font-size:12px;fill:#374151}
.title{font-size:15px;font-weight:600;fill:#111827}
.note{font-size:11px;fill:#6b7280}
.middle{text-anchor:middle}
.end{text-anchor:end}
.ground{fill:#ffffff}
.grid{stroke:#e5e7eb;stroke-width:1}
.axis{stroke:#9ca3af;stroke-width:1}
.line{fill:none;stroke-width:2}
.range{stroke-width:1.4;opacity:.55}
.dot{stroke:#ffffff;stroke-width:1.2}
.name{font-weight:600}
.claim{fill:#ffffff;stroke:#111827;stroke-width:1.6}
.claim-band{fill:#111827;opacity:.14}
.claim-line{stroke:#111827;stroke-width:1.4;stroke-dasharray:4 3}
${colours(0)}
@media (prefers-color-scheme: dark){
text{fill:#d1d5db}
.title{fill:#f9fafb}
.note{fill:#9ca3af}
.ground{fill:#111827}
.grid{stroke:#374151}
.axis{stroke:#6b7280}
.dot{stroke:#111827}
.claim{fill:#111827;stroke:#f9fafb}
.claim-band{fill:#f9fafb;opacity:.2}
.claim-line{stroke:#f9fafb}
${colours(1)}
}`;

/** A line from point to point. */
export const line = (name: string, x1: number, y1: number, x2: number, y2: number): string =>
  element('line', { class: name, x1, y1, x2, y2 });

/** Text at a point; `name` is its class. */
export const label = (name: string, x: number, y: number, text: string): string => words('text', { class: name, x, y }, text);

/** The claim of a document: a diamond. */
export const diamond = (x: number, y: number): string =>
  element('path', { class: 'claim', d: `M${tenth(x)} ${tenth(y - 6)}l6 6l-6 6l-6-6z` });

/** To a tenth of a pixel. */
export const tenth = (value: number): number => Math.round(value * 10) / 10;

/** A whole chart. */
export function chart(title: string, width: number, height: number, body: readonly string[]): string {
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  const content = [
    words('title', { id: 'name' }, title),
    element('style', {}, style),
    element('rect', { class: 'ground', width, height }),
    label('title', 20, 28, title),
    ...body,
  ];
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', ...size, role: 'img', 'aria-labelledby': 'name' }, content.join('\n'))}\n`;
}
