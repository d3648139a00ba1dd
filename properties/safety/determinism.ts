/**
 * S32: the same seed and settings give the same world, event by event. No watcher inside a world can see that; the explorer judges it by
 * the rolling hash of every world (`run --check-determinism`, `doctor`) and stops with its own exit code. It is listed here because a
 * finding is worth what this is worth.
 */
import type { Property } from '../property.ts';

/** S32. */
export const determinism: Property = {
  id: 'S32',
  name: 'determinism',
  kind: 'safety',
  statement: 'The same seed, settings and program give the same world, event by event (judged by the framework, not inside a world).',
  evidence: 'the rolling hashes of worlds that were run twice',
  watch: () => ({}),
};
