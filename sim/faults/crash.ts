/** A host's process is killed (SIGKILL: no hook runs, no `finally`), and started again after a while. */
import { targetOf, type FaultBase, type FaultKind } from './fault.ts';

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
  describe: (fault) =>
    `${fault.manner === 'silence' ? 'loses power' : 'is killed'}${fault.forMs === null ? '' : `, restarted after ${fault.forMs}ms`}`,
  apply: (world, fault) => {
    const host = targetOf(world, fault.target);
    if (host === null || host.state === 'down') return;
    world.fault(fault.target, crash.describe(fault));
    host.crash(fault.manner === 'silence' ? 'power loss' : 'SIGKILL', fault.manner);
    if (fault.forMs === null) return;
    world.at(world.nowMs + fault.forMs, `fault/restart/${fault.target}`, () => {
      host.restart();
    });
  },
};
