/** Which faults the scheduler's worlds know, and how often a swarm switches each of them on. */
import type { Fault } from '../../sim/faults/index.ts';

/**
 * Kinds that no swarm draws: `restart` belongs to a crash, there is no provisioner yet, and the others are for written plans.
 */
type Undrawn = 'restart' | 'provisioner' | 'redis-kill';

/** Every kind that is drawn, if only by suites that ask for it. */
export type FaultKind = Exclude<Fault['kind'], Undrawn>;

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

/**
 * Kinds that only suites draw which name them: a kind more in `FAULT_KINDS` would make other worlds of all seeds. The first two need a Redis with
 * replicas.
 */
export const FAILOVER_KINDS: readonly FaultKind[] = [
  'failover',
  'replica-lag',
  'power-loss',
  'busy-script',
  'memory-pressure',
  'connection-limit',
  'client-kill',
  'client-pause',
  'output-buffer',
  'disk-full',
];

/** Share of worlds in which a kind is on. */
export const onShare = (kind: FaultKind): number => (CORE.has(kind) ? 0.4 : 0.14);
