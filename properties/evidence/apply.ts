/** Applies one change to the tables of the container, the worker or the lock that it is about. */
import type { Change, LedgerCommit } from './changes.ts';
import type { ContainerEvidence, LockEvidence, WorkerEvidence } from './custody.ts';

function setCount<Key>(counts: Map<Key, number>, key: Key, count: number): void {
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

function setOrDelete<Key, Value>(map: Map<Key, Value>, key: Key, value: Value | null): void {
  if (value === null) map.delete(key);
  else map.set(key, value);
}

function setMember(set: Set<string>, member: string, isIn: boolean): void {
  if (isIn) set.add(member);
  else set.delete(member);
}

/** Takes down who holds the lock now. */
export function applyToLocks(change: Extract<Change, { kind: 'lock' }>, locks: Map<string, LockEvidence>, commit: LedgerCommit): void {
  const { key, after } = change;
  const held = after === null ? null : { key, token: after, holder: commit.client ?? 'nobody', sinceMs: commit.atMs };
  setOrDelete(locks, key, held);
}

/** Takes down what the worker's record, queue, deliveries and ownership say now. */
export function applyToWorker(change: Change, worker: WorkerEvidence, commit: LedgerCommit): void {
  if (change.kind === 'worker') {
    worker.record = change.after;
    worker.changedAtMs = commit.atMs;
  } else if (change.kind === 'cordon') worker.cordoned = change.after;
  else if (change.kind === 'queue') setCount(worker.queue, change.id, change.after);
  else if (change.kind === 'pending') setOrDelete(worker.pending, change.id, change.after);
  else if (change.kind === 'owned') setOrDelete(worker.owned, change.id, change.after);
  else if (change.kind === 'received') setMember(worker.received, change.id, change.after);
}

/** Takes down where the container stands now. */
export function applyToContainer(change: Change, container: ContainerEvidence, commit: LedgerCommit): void {
  if (takesAway(change)) container.takenBy = commit.client;
  switch (change.kind) {
    case 'container':
      if (change.before === null && change.after?.status === 'PENDING') beginLife(container);
      container.record = change.after;
      break;
    case 'request':
      container.request = change.after;
      break;
    case 'backlog':
      container.backlog = change.after;
      if (change.after < change.before) container.leftBacklogAtMs = commit.atMs;
      container.backlogEntries += Math.max(0, change.after - change.before);
      break;
    case 'lease':
      container.leased = change.after;
      if (change.after) container.takenBy = commit.client;
      break;
    case 'queue':
      setCount(container.queued, change.worker, change.after);
      break;
    case 'pending':
      setOrDelete(container.pending, change.worker, change.after);
      break;
    case 'owned':
      setOrDelete(container.owned, change.worker, change.after);
      break;
    case 'received':
      setMember(container.received, change.worker, change.after);
      break;
    case 'outcome':
      end(container, change.after, commit.atMs);
      break;
    default:
      break;
  }
}

function beginLife(container: ContainerEvidence): void {
  container.lives += 1;
  container.outcome = null;
}

/** An outcome that expires stays; a status says more than an exit code. */
function end(container: ContainerEvidence, text: string | null, atMs: number): void {
  if (text === null) return;
  if (container.outcome === null) container.outcomeAtMs = atMs;
  if (container.outcome === null || container.outcome.startsWith('exit code')) container.outcome = text;
}

/** Did a place that was responsible for the container give it up? */
function takesAway(change: Change): boolean {
  switch (change.kind) {
    case 'backlog':
    case 'queue':
      return change.after < change.before;
    case 'pending':
    case 'owned':
      return change.after === null;
    case 'lease':
      return !change.after;
    default:
      return false;
  }
}
