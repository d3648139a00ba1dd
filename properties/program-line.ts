/** Which line of the scheduler is running: the innermost frame of the stack below `src`. Stacks name TypeScript lines where source maps are on. */
import { fileURLToPath } from 'node:url';

/** The folder that holds `src`; compiled files lie in `dist` below it. */
const projectFolder = fileURLToPath(new URL('..', import.meta.url)).replace(/([\\/])dist[\\/]$/, '$1');

/** `src/worker/container-life.ts:110`; null when no frame names a line of TypeScript there. Slow: for recorded worlds only. */
export function programLine(): string | null {
  for (const frame of (new Error('where').stack ?? '').split('\n')) {
    const start = frame.indexOf(projectFolder);
    const line = start < 0 ? null : /^src[\\/][^():]+\.ts:\d+/.exec(frame.slice(start + projectFolder.length));
    if (line !== null) return line[0].replaceAll('\\', '/');
  }
  return null;
}
