/**
 * A replica of a Redis is promoted in place of its master, without the last writes that the master has acknowledged: replication is
 * asynchronous. The old master comes back as a replica, takes everything from the new one, and what it alone had is gone for good.
 */
import type { FaultBase, FaultKind } from '../fault.ts';
import { countFromZero, durationMs, oneOf } from '../fields.ts';
import { strikeOffered } from '../offered.ts';

/**
 * The master of the Redis `target` dies (`crash`), loses power so that nobody is told (`power-loss`), or is cut off from its replicas and goes
 * on serving whoever is connected to it (`split-brain`). After `promoteAfterMs` the replica that has received most is promoted, without the
 * last `losesWrites` writes that it received (never without one that WAIT has confirmed), and the name of the Redis means it. After `forMs` the old master
 * is back, or learns of it, and becomes a replica.
 */
export interface FailoverFault extends FaultBase {
  readonly kind: 'failover';
  readonly manner: 'crash' | 'power-loss' | 'split-brain';
  readonly losesWrites: number;
  readonly promoteAfterMs: number;
  readonly forMs: number;
}

const MANNERS: Readonly<Record<FailoverFault['manner'], string>> = {
  crash: 'its master dies',
  'power-loss': 'its master loses power',
  'split-brain': 'its master is cut off from its replicas and goes on',
};

/** See the file's head. */
export const failover: FaultKind<FailoverFault> = {
  kind: 'failover',
  description: 'a replica of a Redis is promoted without the last writes of its master, which returns as a replica',
  fields: {
    manner: oneOf('crash', 'power-loss', 'split-brain'),
    losesWrites: countFromZero,
    promoteAfterMs: durationMs,
    forMs: durationMs,
  },
  life: 'down',
  isOffered: true,
  describe: ({ manner, losesWrites, promoteAfterMs, forMs }) =>
    `${MANNERS[manner]}; a replica without the last ${losesWrites} writes is promoted after ${promoteAfterMs}ms; the old master follows it after ${forMs}ms`,
  lastsMs: ({ forMs }) => forMs,
  occupies: ({ target }) => [`failover of ${target}`],
  check: ({ promoteAfterMs, forMs }) =>
    forMs < promoteAfterMs ? `forMs is ${forMs} and must not be less than promoteAfterMs, ${promoteAfterMs}` : null,
  prepare: (world, fault) => {
    world.offered(fault.target, 'prepare failover')?.({ ...fault });
  },
  apply: (strike) => strikeOffered(strike, strike.fault.forMs),
};
