/**
 * What suites and services print with `console`. By default it goes to the error stream: the output stream belongs to results, and `--json`
 * promises that nothing else is on it. Somebody may listen instead, to say when and on which host it was printed.
 */
import { Console } from 'node:console';
import { Writable } from 'node:stream';

/** Told of what one call of `console` printed, without the last line end. */
export type ConsoleListener = (text: string) => void;

const methods = ['log', 'info', 'debug', 'warn', 'error', 'trace', 'dir', 'dirxml', 'table', 'group', 'groupEnd', 'assert'] as const;

/** Sends `console.log`, `info` and `debug` where `console.error` goes, for the rest of this thread's life. */
export function sendConsoleToErrors(): void {
  console.log = console.error;
  console.info = console.error;
  console.debug = console.error;
}

/** Sends everything that `console` prints to a listener; the function returned ends it. */
export function listenToConsole(listener: ConsoleListener): () => void {
  const stream = new Writable({
    decodeStrings: false,
    write(text: string | Buffer, _encoding, done) {
      listener(String(text).replace(/\n$/, ''));
      done();
    },
  });
  const stand: Console = new Console({ stdout: stream, stderr: stream, colorMode: false });
  const before = methods.map((name) => [name, console[name]] as const);
  for (const name of methods) console[name] = stand[name].bind(stand) as typeof console.log;
  return () => {
    for (const [name, method] of before) console[name] = method as typeof console.log;
  };
}
