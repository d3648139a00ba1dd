/**
 * Stack traces that are the same on every machine. Queues keep the stack of a failed job in Redis, so it is a part of the world: inside one,
 * `error.stack` names neither the folders of this machine nor the frames of this Node and of the simulator, which differ from version to
 * version and from drain to drain.
 */
import { findSourceMap } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** One call, which V8 can put into words. */
interface Frame extends NodeJS.CallSite {
  toString(): string;
}

type Prepare = (error: Error, frames: Frame[]) => unknown;

const simulatorFolder = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Frames of the simulator and of Node below an event of a world are fewer. They must not use up what a stack may hold. */
const FRAMES_BELOW = 20;

/** Makes stacks portable until the returned function is called. Formats by whatever formatted before. */
export function makeStacksPortable(): () => void {
  const before = Reflect.get(Error, 'prepareStackTrace') as Prepare | undefined;
  const limit = Error.stackTraceLimit;
  const format = before ?? plainly;
  Error.stackTraceLimit = limit + FRAMES_BELOW;
  Error.prepareStackTrace = (error, frames) => {
    const text: unknown = format(error, frames.filter(isOfProgram).slice(0, limit));
    return typeof text === 'string' ? withoutFolders(text) : text;
  };
  return () => {
    Reflect.set(Error, 'prepareStackTrace', before);
    Error.stackTraceLimit = limit;
  };
}

function isOfProgram(frame: Frame): boolean {
  const file = frame.getFileName() ?? frame.getScriptNameOrSourceURL();
  if (file === null || file.startsWith('node:')) return false;
  return !(file.startsWith('file:') ? fileURLToPath(file) : file).startsWith(simulatorFolder + path.sep);
}

/** As Node does it: in lines of what was written, where source maps are on. */
function plainly(error: Error, frames: Frame[]): string {
  return [String(error), ...frames.map((frame) => `    at ${inWrittenLines(frame)}`)].join('\n');
}

/** Whoever formats stacks finds the written lines himself; Node does not once somebody does. */
function inWrittenLines(frame: Frame): string {
  const text = frame.toString();
  const [file, line, column] = [frame.getScriptNameOrSourceURL(), frame.getLineNumber(), frame.getColumnNumber()];
  if (!process.sourceMapsEnabled || file === null || line === null || column === null) return text;
  const written = findSourceMap(file)?.findEntry(line - 1, column - 1);
  if (written === undefined || !('originalSource' in written)) return text;
  const { originalSource, originalLine, originalColumn } = written;
  return text.replace(`${file}:${line}:${column}`, () => `${originalSource}:${originalLine + 1}:${originalColumn + 1}`);
}

/** Packages are found from `node_modules` on, other files from the working folder on. */
function withoutFolders(stack: string): string {
  const working = process.cwd() + path.sep;
  return stack
    .split('\n')
    .map((line) => {
      if (!line.startsWith('    at ')) return line;
      return line
        .replace('file://', '')
        .replace(/(^ +at (?:.* \()?)[^()]*?[\\/](?=node_modules[\\/])/, '$1')
        .replace(working, '');
    })
    .join('\n');
}
