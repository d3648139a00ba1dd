/** Progress on the error stream: one live line on a terminal, a counter line every ten seconds elsewhere, nothing with `--json`. */
import type { Progress } from '../explore/index.ts';
import { progressLine, type Symbols } from '../report/index.ts';
import type { Terminal } from './terminal.ts';

const LIVE_INTERVAL_MS = 100;
const COUNTER_INTERVAL_MS = 10_000;

/** Shows how far a run is. */
export interface ProgressReporter {
  report(progress: Progress): void;
  /** Removes the live line, before results are written. */
  clear(): void;
}

/** A reporter for this terminal; a silent one when `silent`. */
export function progressReporter(terminal: Terminal, symbols: Symbols, silent: boolean): ProgressReporter {
  if (silent) return { report: () => {}, clear: () => {} };
  const isLive = terminal.errorIsTerminal && terminal.environment['TERM'] !== 'dumb';
  const intervalMs = isLive ? LIVE_INTERVAL_MS : COUNTER_INTERVAL_MS;
  let lastMs = performance.now();
  let isShown = false;
  return {
    report(progress) {
      const nowMs = performance.now();
      // Shrinking is told when it begins: it may take ten seconds in which nothing else is to be told.
      const isDue = nowMs - lastMs >= intervalMs || (isLive && progress.shrinking !== null);
      if (!isDue) return;
      lastMs = nowMs;
      const line = lineOf(progress, symbols);
      terminal.error(isLive ? `\r\u001B[2K${line}` : `${line}\n`);
      isShown = isLive;
    },
    clear() {
      if (isShown) terminal.error('\r\u001B[2K');
      isShown = false;
    },
  };
}

function lineOf(progress: Progress, symbols: Symbols): string {
  const { suite, shrinking } = progress;
  if (shrinking === null) return progressLine(progress, symbols);
  return `${suite}  looks for the smallest world of finding ${shrinking.finding} of ${shrinking.of}${symbols.ellipsis}`;
}
