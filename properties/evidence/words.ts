/** Changes in plain words, for stories: each starts with a verb and tells one fact. */
import type { Resources } from '../../src/index.ts';
import type { Change, LedgerCommit, WorkerFacts } from './changes.ts';

/** `2000 m, 512 MiB, 1 GPU`. */
export function sayResources(resources: Resources): string {
  const gpus = resources.gpuCount === 0 ? '' : `, ${resources.gpuCount} GPU${resources.gpuCount === 1 ? '' : 's'}`;
  return `${resources.cpuMillicores} m, ${resources.memoryMib} MiB${gpus}`;
}

/** `crashed: SIGKILL`, `was restarted`. */
export function sayHost(change: string, reason: string): string {
  if (change === 'crashed' || change === 'died') return `${change}: ${reason}`;
  return change === 'resumed' ? 'resumed' : `was ${change}`;
}

/** Steps that no client asked for. */
const BY_ITSELF: ReadonlyMap<string, string> = new Map([
  ['EVICT-EVENT', 'a key was evicted'],
  ['RESTART', 'Redis came back with other data'],
  ['FAILOVER', 'a replica became the master'],
]);

/** `EVALSHA` with its first arguments, or an expiry. */
export function sayCommand(commit: Pick<LedgerCommit, 'client' | 'command' | 'args'>): string {
  if (commit.client === null) return BY_ITSELF.get(commit.command) ?? 'a key expired';
  return `${commit.command} by ${commit.client}`;
}

function sayWorker(worker: string, before: WorkerFacts | null, after: WorkerFacts | null): string {
  if (after === null) return `record of ${worker} disappeared`;
  if (before === null)
    return `record of ${worker} appeared${after.status === '' ? ' without a status' : `: ${after.status}`}, free ${sayResources(after.free)}`;
  if (before.status !== after.status) return sayStatus(worker, after.status);
  if (before.reservation?.id !== after.reservation?.id) {
    return after.reservation === null ? `${worker} is kept free for nobody any more` : `${worker} is kept free for ${after.reservation.id}`;
  }
  return `free capacity of ${worker} went from ${sayResources(before.free)} to ${sayResources(after.free)}`;
}

function sayStatus(id: string, status: string): string {
  return status === '' ? `${id} lost its status` : `${id} became ${status}`;
}

function sayContainer(change: Extract<Change, { kind: 'container' }>): string {
  const { before, after, id } = change;
  if (after === null) return `record of ${id} disappeared`;
  if (before === null) return `record of ${id} appeared ${after.status === '' ? 'without a status' : `as ${after.status}`}`;
  if (before.status !== after.status) return sayStatus(id, after.status);
  if (before.workerId !== after.workerId)
    return after.workerId === null ? `${id} was assigned to nobody` : `${id} was assigned to ${after.workerId}`;
  return `record of ${id} changed`;
}

/** One change as a fact. */
export function sayChange(change: Change): string {
  switch (change.kind) {
    case 'worker':
      return sayWorker(change.worker, change.before, change.after);
    case 'container':
      return sayContainer(change);
    case 'backlog':
      if (change.after > 1) return `${change.id} has ${change.after} entries in the backlog`;
      return change.after > change.before ? `${change.id} entered the backlog` : `${change.id} left the backlog`;
    case 'lease':
      return change.after ? `${change.id} was leased` : `lease of ${change.id} ended`;
    case 'queue':
      return change.after > change.before
        ? `${change.id} was pushed to the queue of ${change.worker}`
        : `${change.id} left the queue of ${change.worker}`;
    case 'pending':
      return change.after === null
        ? `delivery of ${change.id} to ${change.worker} is no longer pending`
        : `${change.id} was delivered to ${change.worker} under token ${change.after}`;
    case 'owned':
      return change.after === null
        ? `${change.worker} no longer owns ${change.id}`
        : `${change.worker} owns ${change.id} (${sayResources(change.after)})`;
    case 'received':
      return change.after ? `${change.worker} received ${change.id}` : `${change.worker} forgot ${change.id}`;
    case 'request':
      return `${change.id} was asked for`;
    case 'acknowledged':
      return change.after === null ? `${change.id} is no longer acknowledged` : `${change.id} was acknowledged under token ${change.after}`;
    case 'cordon':
      return change.after ? `${change.worker} was cordoned` : `${change.worker} was uncordoned`;
    case 'quota':
      return change.after === null ? `${change.workspace} has no limits any more` : `the limits of ${change.workspace} were set`;
    case 'claim':
      if (change.after === null) return `the claim for ${change.worker} ended`;
      return `a claim for ${change.worker} stands for ${change.after.containerIds.join(' ') || 'the minimum of its pool'}`;
    case 'lock':
      if (change.after === null) return `lock ${change.key} ended (token ${change.before ?? 'none'})`;
      return `lock ${change.key} was taken with token ${change.after}`;
    case 'outcome':
      return change.after === null ? `outcome of ${change.id} expired` : `outcome of ${change.id} was written: ${change.after}`;
  }
}
