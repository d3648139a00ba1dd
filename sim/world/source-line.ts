/** From an error's stack to the lines of the program: without Node's own frames and the simulator's. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const simulatorFolder = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The program's frames, innermost first, as `function file:line:column` with files relative to the working folder. */
export function programFrames(error: Error, framesMax: number): string[] {
  const lines = (error.stack ?? '')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().replace(/^at (async )?/, ''));
  return lines
    .filter((line) => line.includes(':') && !line.includes('node:') && !line.includes(simulatorFolder) && !line.includes('<anonymous>'))
    .slice(0, framesMax)
    .map((line) => line.replace('file://', '').replace(`${process.cwd()}${path.sep}`, ''));
}
