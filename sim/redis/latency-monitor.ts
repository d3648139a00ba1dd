/**
 * What LATENCY tells: events that took at least `latency-monitor-threshold` milliseconds. In a world these are commands that kept the thread: scripts without
 * an end, DEBUG SLEEP, and the faults `slow-command` and `busy-script`.
 */

const SAMPLES_MAX = 160;

/** What happened in a second: the longest of it. */
export interface LatencySample {
  readonly atSeconds: number;
  readonly durationMs: number;
}

/** The samples of one event, the oldest first. */
export interface LatencySeries {
  readonly samples: readonly LatencySample[];
  /** The longest there ever was. */
  readonly worstMs: number;
}

/** The events of one process. */
export class LatencyMonitor {
  readonly #settings: () => ReadonlyMap<string, string>;
  readonly #series = new Map<string, { samples: LatencySample[]; worstMs: number }>();

  constructor(settings: () => ReadonlyMap<string, string>) {
    this.#settings = settings;
  }

  /** 0: nothing is noted. */
  get thresholdMs(): number {
    return Number(this.#settings().get('latency-monitor-threshold') ?? 0);
  }

  get events(): ReadonlyMap<string, LatencySeries> {
    return this.#series;
  }

  /** Notes an event if it took long enough; those of one second count as one. */
  note(event: string, durationMs: number, atMs: number): void {
    const { thresholdMs } = this;
    const latencyMs = Math.floor(durationMs);
    if (thresholdMs === 0 || latencyMs < thresholdMs) return;
    const series = this.#series.get(event) ?? { samples: [], worstMs: 0 };
    this.#series.set(event, series);
    series.worstMs = Math.max(series.worstMs, latencyMs);
    const atSeconds = Math.floor(atMs / 1000);
    const last = series.samples.at(-1);
    const isSameSecond = last?.atSeconds === atSeconds;
    if (isSameSecond) series.samples.pop();
    series.samples.push({ atSeconds, durationMs: isSameSecond ? Math.max(last.durationMs, latencyMs) : latencyMs });
    if (series.samples.length > SAMPLES_MAX) series.samples.shift();
  }

  /** The process is gone. */
  clear(): void {
    this.#series.clear();
  }

  /** Forgets an event; false when there was none. */
  reset(event: string): boolean {
    return this.#series.delete(event);
  }
}
