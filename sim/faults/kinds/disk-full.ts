/**
 * The disk of a Redis is full. With save points a snapshot is due that cannot be written; with an append-only file nothing more can be appended. From
 * then on everything that writes, and PING, is answered MISCONF, while reads go on. Under `appendfsync always` the process ends at the first write.
 */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs, oneOf, optional } from '../fields.ts';
import { strikeOffered } from '../offered.ts';
import { persistenceClash, preparePersistence, type NamedPersistence } from '../persistence-field.ts';

/** The disk of the Redis `target` takes nothing for `forMs`. `persistence`: as for `redis-kill`; without any there is nothing to write. */
export interface DiskFullFault extends FaultBase, NamedPersistence {
  readonly kind: 'disk-full';
  readonly forMs: number;
  readonly persistence?: 'rdb' | 'aof-always' | 'aof-everysec' | 'aof-no';
}

/** When there is room again Redis finds out: it appends every second, and tries snapshots when more than five have passed. */
const APPENDED_MS = 1_000;
const SAVED_MS = 6_100;

/** See the file's head. */
export const diskFull: FaultKind<DiskFullFault> = {
  kind: 'disk-full',
  description: 'the disk of a Redis is full for a while: it answers MISCONF to writes',
  fields: { forMs: durationMs, persistence: optional(oneOf('rdb', 'aof-always', 'aof-everysec', 'aof-no')) },
  life: 'running',
  isOffered: true,
  describe: ({ forMs, persistence }) =>
    `has no room on its disk${persistence === undefined ? '' : ` (persistence ${persistence})`} for ${forMs}ms`,
  lastsMs: (fault) => fault.forMs + afterwardsMs(fault),
  occupies: ({ target }) => [`disk of ${target}`],
  clashes: persistenceClash,
  prepare: preparePersistence,
  apply: (strike) => strikeOffered(strike, strike.fault.forMs, afterwardsMs(strike.fault)),
};

const afterwardsMs = ({ persistence }: DiskFullFault): number => (persistence?.startsWith('aof-') === true ? APPENDED_MS : SAVED_MS);
