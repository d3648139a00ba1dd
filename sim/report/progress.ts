/** The line that says how far a run is: `chaos  ███████░░░  712/1,000  184 worlds/s  2h 14m virtual  findings 1`. */
import { formatCount, formatDuration, formatRate } from './format.ts';
import type { Symbols } from './symbols.ts';

const BAR_COLUMNS = 10;

/** How far a run of one suite is. */
export interface ProgressInput {
  readonly suite: string;
  readonly worlds: number;
  /** Null when time limits the run. */
  readonly worldsPlanned: number | null;
  readonly findings: number;
  readonly virtualMs: number;
  readonly wallMs: number;
  readonly timeMs: number | null;
}

/** The progress line, without colour and line end. */
export function progressLine(progress: ProgressInput, symbols: Symbols): string {
  const done =
    progress.worldsPlanned === null
      ? progress.wallMs / Math.max(1, progress.timeMs ?? 1)
      : progress.worlds / Math.max(1, progress.worldsPlanned);
  const full = Math.max(0, Math.min(BAR_COLUMNS, Math.floor(done * BAR_COLUMNS)));
  const bar = symbols.full.repeat(full) + symbols.empty.repeat(BAR_COLUMNS - full);
  const planned = progress.worldsPlanned === null ? '' : `/${formatCount(progress.worldsPlanned)}`;
  const rate = formatRate(progress.worlds, progress.wallMs);
  return `${progress.suite}  ${bar}  ${formatCount(progress.worlds)}${planned}  ${rate} worlds/s  ${formatDuration(progress.virtualMs)} virtual  findings ${progress.findings}`;
}
