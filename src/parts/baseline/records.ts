/** Worker hashes and backlog members as the baseline writes them. */
import type { WorkerRecord, WorkerStatus } from '../../model.ts';

const UINT32 = 2 ** 32;

/** A worker hash as a record; null when the hash is empty. */
export function decodeWorkerHash(hash: Readonly<Record<string, string>>): WorkerRecord | null {
  const number = (field: string): number => Number(hash[field] ?? 0);
  const text = (field: string): string => hash[field] ?? '';
  if (Object.keys(hash).length === 0) return null;
  return {
    id: text('id'),
    status: text('status') as WorkerStatus,
    total: { cpuMillicores: number('total_cpu'), memoryMib: number('total_memory'), gpuCount: number('total_gpu_count') },
    free: { cpuMillicores: number('free_cpu'), memoryMib: number('free_memory'), gpuCount: number('gpu_count') },
    gpuType: text('gpu'),
    poolName: text('pool_name'),
    poolSelector: text('pool_selector') || text('pool_name'),
    requiresPoolSelector: text('requires_pool_selector') === '1',
    isPreemptable: text('preemptable') === '1',
    priority: number('priority'),
    resourceVersion: number('resource_version'),
    incarnation: '',
  };
}

/** The whole struct, because the baseline always writes it whole. The GPU count is a uint32 there and wraps below zero. */
export function encodeWorkerHash(worker: WorkerRecord): Record<string, string | number> {
  return {
    id: worker.id,
    status: worker.status,
    total_cpu: worker.total.cpuMillicores,
    total_memory: worker.total.memoryMib,
    total_gpu_count: worker.total.gpuCount,
    free_cpu: worker.free.cpuMillicores,
    free_memory: worker.free.memoryMib,
    gpu_count: ((worker.free.gpuCount % UINT32) + UINT32) % UINT32,
    gpu: worker.gpuType,
    pool_name: worker.poolName,
    pool_selector: worker.poolSelector,
    requires_pool_selector: worker.requiresPoolSelector ? 1 : '',
    preemptable: worker.isPreemptable ? 1 : '',
    priority: worker.priority,
    resource_version: worker.resourceVersion,
  };
}

/** What the baseline adds to a request while it waits. */
export interface Waiting {
  /** Submission, by the submitter's clock. */
  readonly timestampMs: number;
  readonly retryCount: number;
  /** The GPU type that it was given by an attempt to schedule it; absent before. Only `burst` looks at it. */
  readonly gpuType?: string;
}

/** A backlog member: the encoded request with its waiting fields. */
export function encodeWaiting(payload: string, { timestampMs, retryCount, gpuType }: Waiting): string {
  const gpu = gpuType === undefined ? {} : { gpu: gpuType };
  return JSON.stringify({ ...(JSON.parse(payload) as object), timestamp: timestampMs, retry_count: retryCount, ...gpu });
}

/** The waiting fields of a backlog member. */
export function decodeWaiting(member: string): Waiting {
  const fields = JSON.parse(member) as { timestamp?: number; retry_count?: number; gpu?: string };
  const gpu = fields.gpu === undefined ? {} : { gpuType: fields.gpu };
  return { timestampMs: fields.timestamp ?? 0, retryCount: fields.retry_count ?? 0, ...gpu };
}
