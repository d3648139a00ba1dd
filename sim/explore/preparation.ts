/** Suites are prepared once in each thread for each group of settings: reading a large trace twice would cost more than many worlds. */
import type { Settings, Suite } from './suite.ts';
import { blamingSuiteOf } from './suite-failed.ts';

const prepared = new WeakMap<Suite, Map<string, Promise<void>>>();

/** Calls the suite's `prepare` unless it was called with these settings. Rejects with the suite's UsageError, or InternalError `suite-threw`, again each time. */
export function ensurePrepared(suite: Suite, settings: Settings): Promise<void> {
  const known = prepared.get(suite) ?? new Map<string, Promise<void>>();
  prepared.set(suite, known);
  const key = JSON.stringify(Object.entries(settings).toSorted(([left], [right]) => (left < right ? -1 : 1)));
  const running = known.get(key) ?? blamingSuiteOf(suite.name, 'preparing', () => suite.prepare?.(settings));
  known.set(key, running);
  return running;
}
