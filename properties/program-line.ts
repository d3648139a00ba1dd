/** Which line of the scheduler is running: the innermost frame of the stack below `src`. Stacks name TypeScript lines where source maps are on. */
import { fileURLToPath } from 'node:url';

/** The folder that holds `src`; compiled files lie in `dist` below it. */
const projectFolder = fileURLToPath(new URL('..', import.meta.url)).replace(/([\\/])dist[\\/]$/, '$1');

/** Stacks of worlds name files from the working folder on, and packages from `node_modules` on; others name whole paths. */
const places = /(?:\(|at (?:async )?)([^()]+\.ts:\d+):\d+\)?$/;
const ownLine = /^(?:node_modules[\\/]manyworlds[\\/])?(src[\\/][^():]+:\d+)$/;

/** `src/worker/container-life.ts:110`; null when no frame names a line of TypeScript there. Slow: for recorded worlds only. */
export function programLine(): string | null {
  for (const frame of (new Error('where').stack ?? '').split('\n')) {
    const place = places.exec(frame)?.[1]?.replace('file://', '') ?? '';
    const line = ownLine.exec(place.startsWith(projectFolder) ? place.slice(projectFolder.length) : place)?.[1];
    if (line !== undefined) return line.replaceAll('\\', '/');
  }
  return null;
}
