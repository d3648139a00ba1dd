/** A host's process is asked to end (SIGTERM): its shutdown hook runs, and it is killed when that takes too long. Deployments do this. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs, durationMsOrNever } from '../fields.ts';

/** Shuts `target` down within `graceMs`; `forMs` after it has ended it starts again (never when it is null). */
export interface ShutdownFault extends FaultBase {
  readonly kind: 'shutdown';
  readonly forMs: number | null;
  readonly graceMs: number;
}

/** See the file's head. */
export const shutdown: FaultKind<ShutdownFault> = {
  kind: 'shutdown',
  description: 'ends a host in order (SIGTERM: its shutdown hook runs) and restarts it later',
  fields: { forMs: durationMsOrNever, graceMs: durationMs },
  life: 'down',
  describe: ({ forMs, graceMs }) => `is shut down within ${graceMs}ms${forMs === null ? '' : `, restarted after ${forMs}ms`}`,
  lastsMs: ({ forMs, graceMs }) => (forMs === null ? null : graceMs + forMs),
  occupies: () => [],
  apply: (strike) => {
    const { host, fault } = strike;
    if (host === null) return false;
    strike.tell();
    host.shutdown(fault.graceMs, () => strike.healIn(fault.forMs, () => host.restart()));
    return true;
  },
};
