/** One world from its name: builds it, runs it synchronously, judges it, and leaves nothing behind. */
import type { WorldOutcome } from './outcome.ts';
import type { Settings, Suite } from './suite.ts';

/** How a world is run; everything but seed and settings has a default. */
export interface RunWorldOptions {
  /** 1 to 16 hexadecimal digits. */
  readonly seed: string;
  readonly settings: Settings;
  /** `random` unless said otherwise. */
  readonly strategy?: string;
  /** Keep every event for a story. */
  readonly record?: boolean;
  /** How microtasks are drained: `synchronous` (the internal tick callback) or `boundary` (a real setImmediate per event). */
  readonly drain?: 'synchronous' | 'boundary';
  /** Events after which the world is given up as inconclusive. */
  readonly stepsMax?: number;
}

/** Runs one world. The suite must be prepared. Never throws for what happens inside the world; throws typed errors for bad arguments. */
export function runWorld<Scenario>(_suite: Suite<Scenario>, _options: RunWorldOptions): Promise<WorldOutcome> {
  return Promise.reject(new Error('not written yet'));
}
