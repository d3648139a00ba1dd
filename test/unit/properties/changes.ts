/** Short names for hand-made changes. */
import type { RequestFacts, Change, ContainerFacts, WorkerFacts } from '../../../properties/evidence/index.ts';
import { amount } from './trial.ts';

export const backlog = (id: string, before: number, after: number, readyAtMs = 0, headMs: number | null = null): Change => ({
  kind: 'backlog',
  id,
  before,
  after,
  readyAtMs,
  headMs,
});
export const lease = (id: string, after: boolean): Change => ({ kind: 'lease', id, before: !after, after });
export const queue = (worker: string, id: string, before: number, after: number): Change => ({ kind: 'queue', worker, id, before, after });
export const delivered = (worker: string, id: string): Change => ({ kind: 'pending', worker, id, before: null, after: 'token-1' });
export const acknowledged = (worker: string, id: string): Change => ({ kind: 'pending', worker, id, before: 'token-1', after: null });
export const owned = (worker: string, id: string): Change => ({ kind: 'owned', worker, id, before: null, after: amount(1_000, 512) });
export const disowned = (worker: string, id: string): Change => ({ kind: 'owned', worker, id, before: amount(1_000, 512), after: null });
export const lock = (before: string | null, after: string | null): Change => ({
  kind: 'lock',
  key: 'scheduler:reaper:lock',
  before,
  after,
});
export const outcome = (id: string, after: string): Change => ({ kind: 'outcome', id, before: null, after });
export const acceptedToken = (id: string, after: string): Change => ({ kind: 'acknowledged', id, before: null, after });
export const cordon = (worker: string, after: boolean): Change => ({ kind: 'cordon', worker, before: !after, after });
export const quota = (workspace: string, cpuMillicores: number | null, gpuCount: number | null): Change => ({
  kind: 'quota',
  workspace,
  before: null,
  after: { cpuMillicores, gpuCount },
});
export const request = (
  id: string,
  workspace: string | null,
  gpuTypes: readonly string[] = [],
  kind: Partial<RequestFacts> = {},
): Change => ({
  kind: 'request',
  id,
  after: { gpuTypes, workspace, poolSelector: null, toleratesPreemption: false, ...kind },
});
export const received = (worker: string, id: string, after: boolean): Change => ({ kind: 'received', worker, id, before: !after, after });
export const container = (id: string, before: ContainerFacts | null, after: ContainerFacts | null): Change => ({
  kind: 'container',
  id,
  before,
  after,
});
export const worker = (id: string, before: WorkerFacts | null, after: WorkerFacts | null): Change => ({
  kind: 'worker',
  worker: id,
  before,
  after,
});
