/** The line of the program that an error came from: the first frame of its stack that is neither Node's nor the framework's. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const frameworkFolder = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** `function file:line:column` with the file relative to the working folder; null when the stack names none or `error` is no error. */
export function programFrame(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  for (const line of (error.stack ?? '').split('\n')) {
    const frame = /^\s+at (?:async )?(.*:\d+.*)$/.exec(line)?.[1];
    if (frame === undefined || /node:|<anonymous>|\bnode_modules\//.test(frame) || frame.includes(frameworkFolder)) continue;
    return frame.replace('file://', '').replace(`${process.cwd()}${path.sep}`, '');
  }
  return null;
}
