/** Progress of `verdict` on the error stream: which row is explored in which suite, and which finding is made smaller. */
import type { RowProgress } from '../explore/index.ts';
import type { Symbols } from '../report/index.ts';
import { progressReporter } from './progress-reporter.ts';
import type { Terminal } from './terminal.ts';

/** Shows how far the matrix is. */
export interface VerdictProgress {
  report(row: string, progress: RowProgress): void;
  /** The finding of a cell is being made smaller: the so many-th of the row's. */
  shrinks(row: string, property: string, position: number, of: number): void;
  /** Removes the live line, before results are written. */
  clear(): void;
}

/** Progress for this terminal; silent when `silent`. */
export function verdictProgress(terminal: Terminal, symbols: Symbols, worlds: number, silent: boolean): VerdictProgress {
  const reporter = progressReporter(terminal, symbols, silent);
  const startMs = performance.now();
  let rowStartMs = startMs;
  let last: RowProgress = { suite: '', worlds: 0, refuted: 0, virtualMs: 0 };
  let name = '';
  const line = (shrinking: { finding: number; of: number } | null, suite: string): void => {
    const wallMs = performance.now() - rowStartMs;
    const { refuted: findings, virtualMs } = last;
    reporter.report({ suite, worlds: last.worlds, worldsPlanned: worlds, findings, virtualMs, wallMs, timeMs: null, shrinking });
  };
  return {
    report(row, progress) {
      if (row !== name) rowStartMs = performance.now();
      name = row;
      last = progress;
      line(null, `${row} ${progress.suite}`);
    },
    shrinks: (row, property, finding, of) => line({ finding, of }, `${row} ${property}`),
    clear: () => reporter.clear(),
  };
}
