/** A host's process is killed (SIGKILL: no hook runs, no `finally`), and started again after a while. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMsOrNever, oneOf } from '../fields.ts';

/** Kills `target`; `forMs` later it starts again (never when it is null). `silence`: the machine lost power, peers are not told. */
export interface CrashFault extends FaultBase {
  readonly kind: 'crash';
  readonly forMs: number | null;
  readonly manner: 'reset' | 'silence';
}

/** See the file's head. */
export const crash: FaultKind<CrashFault> = {
  kind: 'crash',
  description: 'kills a host (SIGKILL or power loss) and restarts it later',
  fields: { forMs: durationMsOrNever, manner: oneOf('reset', 'silence') },
  life: 'down',
  describe: ({ manner, forMs }) =>
    `${manner === 'silence' ? 'loses power' : 'is killed'}${forMs === null ? '' : `, restarted after ${forMs}ms`}`,
  lastsMs: ({ forMs }) => forMs,
  occupies: () => [],
  apply: (strike) => {
    const { host, fault } = strike;
    if (host === null) return false;
    strike.tell();
    host.crash(fault.manner === 'silence' ? 'power loss' : 'SIGKILL', fault.manner);
    strike.healIn(fault.forMs, () => host.restart());
    return true;
  },
};
