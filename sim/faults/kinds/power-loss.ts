/**
 * The machine of a Redis loses power and comes back. What its disk has not been synchronised with is gone: the end of an append-only file, cut
 * behind a command, a whole script or a whole EXEC; at most one second of it under `everysec` (two when an fsync was taking long), half a
 * minute under `no`, nothing under `always`; and everything since the last snapshot. Its peers are not told: their connections are half open.
 */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs, oneOf, optional } from '../fields.ts';
import { strikeOffered } from '../offered.ts';
import { persistenceClash, persistenceMode, preparePersistence, type NamedPersistence } from '../persistence-field.ts';

/**
 * Switches the machine of the Redis `target` off for `forMs`. `persistence`, `loadingMs`: as for `redis-kill`. How many of the steps in doubt are
 * lost is a named choice; with `lostMs` it is exactly those of the last so many milliseconds, as far as the policy can lose them. `disk`:
 * `stalled` when an fsync was taking long.
 */
export interface PowerLossFault extends FaultBase, NamedPersistence {
  readonly kind: 'power-loss';
  readonly forMs: number;
  readonly lostMs?: number;
  readonly disk?: 'quick' | 'stalled';
  readonly loadingMs?: number;
}

/** See the file's head. */
export const powerLoss: FaultKind<PowerLossFault> = {
  kind: 'power-loss',
  description: 'the machine of a Redis loses power; what was not on disk is lost',
  fields: {
    forMs: durationMs,
    persistence: optional(persistenceMode),
    lostMs: optional(durationMs),
    disk: optional(oneOf('quick', 'stalled')),
    loadingMs: optional(durationMs),
  },
  life: 'down',
  isOffered: true,
  describe: (fault) => `loses power${named(fault)}, back after ${fault.forMs}ms${lost(fault)}${loading(fault)}`,
  lastsMs: ({ forMs, loadingMs = 0 }) => forMs + loadingMs,
  occupies: () => [],
  clashes: persistenceClash,
  prepare: preparePersistence,
  apply: (strike) => strikeOffered(strike, strike.fault.forMs, strike.fault.loadingMs ?? 0),
};

function named({ persistence, disk }: PowerLossFault): string {
  const words = [...(persistence === undefined ? [] : [`persistence ${persistence}`]), ...(disk === 'stalled' ? ['its disk stalled'] : [])];
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

function lost({ lostMs }: PowerLossFault): string {
  return lostMs === undefined ? '' : `, its last ${lostMs}ms lost`;
}

function loading({ loadingMs = 0 }: PowerLossFault): string {
  return loadingMs === 0 ? '' : `, loading for ${loadingMs}ms`;
}
