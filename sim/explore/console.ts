/**
 * What suites and services print with `console` goes to the error stream: the output stream belongs to results, and `--json` promises that
 * nothing else is on it.
 */

/** Sends `console.log`, `info` and `debug` where `console.error` goes, for the rest of this thread's life. */
export function sendConsoleToErrors(): void {
  console.log = console.error;
  console.info = console.error;
  console.debug = console.error;
}
