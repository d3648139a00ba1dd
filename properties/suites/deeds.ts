/**
 * Tells the world what its hosts do, as seen in the keyspace and at the runtime, so that faults can strike right after it. Only worlds
 * in which a fault waits for a deed pay for it.
 */
import type { Fault } from '../../sim/faults/index.ts';
import type { World } from '../../sim/world/index.ts';
import type { Change, Evidence, LedgerCommit } from '../evidence/index.ts';
import { fitsInto } from '../resources.ts';
import type { Deed } from '../scenario.ts';

/** What the client of a step did by one of its changes. */
function deedOf(change: Change, client: string): Deed | null {
  switch (change.kind) {
    case 'backlog':
      return change.after < change.before ? 'took-requests' : null;
    case 'lock':
      return change.after === null ? null : 'took-lock';
    case 'worker':
      return change.before !== null &&
        change.after !== null &&
        change.before !== change.after &&
        !fitsInto(change.before.free, change.after.free)
        ? 'charged'
        : null;
    case 'queue':
      if (change.after > change.before) return 'placed';
      return change.worker === client ? 'took-delivery' : null;
    case 'pending':
      return change.after === null && change.worker === client ? 'acknowledged' : null;
    case 'outcome':
      return change.after === null ? null : 'ended';
    default:
      return null;
  }
}

/** Each deed counts once a step, however many containers it was done to. */
function report(world: World, commit: LedgerCommit): void {
  const { client, changes } = commit;
  if (client === null) return;
  const deeds = new Set<Deed>();
  for (const change of changes) {
    const deed = deedOf(change, client);
    if (deed !== null) deeds.add(deed);
  }
  for (const deed of deeds) world.did(client, deed);
  for (const change of changes) {
    if (change.kind === 'queue' && change.after > change.before) world.did(change.worker, 'was-given-work' satisfies Deed);
  }
}

/** Reports every deed from now on, if one of the faults waits for one. */
export function reportDeeds(world: World, evidence: Evidence, faults: readonly Fault[]): void {
  if (!faults.some(({ when }) => when?.does === 'deed')) return;
  evidence.listen({
    commit: (commit) => report(world, commit),
    run: ({ run, change }) => {
      if (change === 'started') world.did(run.worker, 'started' satisfies Deed);
    },
  });
}
