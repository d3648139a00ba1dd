/** Which faults the scheduler's worlds know, and how often a swarm switches each of them on. */
import type { Fault } from '../../sim/faults/index.ts';

/** Every kind that is drawn. `restart` belongs to a crash, and there is no provisioner yet. */
export type FaultKind = Exclude<Fault['kind'], 'restart' | 'provisioner'>;

/** The kinds on which the hardest bugs so far hang; they are on in two worlds of five, all others in one of seven. */
const CORE: ReadonlySet<FaultKind> = new Set(['crash', 'pause', 'partition', 'latency', 'reset']);

/** The kinds that move clocks. */
export const CLOCK_KINDS: readonly FaultKind[] = ['clock-offset', 'clock-drift', 'clock-step'];

/** Every kind, in the order of lists and help. */
export const FAULT_KINDS: readonly FaultKind[] = [
  'crash',
  'shutdown',
  'pause',
  'slow',
  ...CLOCK_KINDS,
  'latency',
  'clog',
  'hold',
  'partition',
  'reset',
  'half-open',
  'refuse',
  'dns',
  'duplicate-call',
  'message-loss',
  'redis-crash',
  'script-flush',
  'slow-command',
  'loading',
];

/** Share of worlds in which a kind is on. */
export const onShare = (kind: FaultKind): number => (CORE.has(kind) ? 0.4 : 0.14);
