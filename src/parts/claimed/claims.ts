/** One call for workers of one pool: what the claim script is told, and what it answers. */
import { poolBackoffKey, poolClaimsKey, poolWorkersKey } from '../../keys.ts';
import type { Resources } from '../../model.ts';
import type { WorkerPool } from '../../pools.ts';
import { asList, asNumber, asText, type Link, type RedisScript } from '../../redis/index.ts';
import type { Timings } from '../../timings.ts';
import type { TakenRequest } from '../contracts.ts';

/** Why a worker has its size. */
export type SizeReason = 'individual' | 'cpu_batch' | 'burst' | 'minimum';

/** What became of one request of a call. */
export type ClaimVerdict = 'claimed' | 'fits' | 'settled' | 'exhausted' | 'full' | 'backoff' | 'too_large';

/** A worker that this gateway is to ask for. */
export interface Claim {
  readonly workerId: string;
  readonly resources: Resources;
  readonly reason: SizeReason;
  readonly containerIds: readonly string[];
}

/** The answer to a call. */
export interface ClaimAnswer {
  /** One a request, in order. */
  readonly verdicts: readonly ClaimVerdict[];
  readonly claims: readonly Claim[];
}

const triple = ({ cpuMillicores, memoryMib, gpuCount }: Resources): readonly number[] => [cpuMillicores, memoryMib, gpuCount];

function planText(pool: WorkerPool, timings: Timings, workersMin: number): string {
  const { name, workerSize, workerSizeMax = workerSize, workersMax } = pool;
  return JSON.stringify({
    pool: name,
    ttl: timings.provisionClaimTtlMs,
    max: workersMax,
    min: workersMin,
    attempts: timings.provisioningAttemptsMax,
    base: triple(workerSize),
    largest: triple(workerSizeMax),
    batch: {
      from: timings.cpuBatchBacklogThreshold,
      size: timings.cpuBatchSize,
      cpu: timings.cpuBatchWorkerMaxCpuMillicores,
      memory: timings.cpuBatchWorkerMaxMemoryMib,
    },
    burst: {
      from: timings.burstBacklogThreshold,
      factor: timings.burstSizeMultiplier,
      cpu: timings.burstWorkerMaxCpuMillicores,
      memory: timings.burstWorkerMaxMemoryMib,
    },
  });
}

function decodeClaim(fields: readonly unknown[]): Claim {
  const [workerId, cpu, memory, gpus, reason, ...containerIds] = fields;
  return {
    workerId: asText(workerId),
    resources: { cpuMillicores: asNumber(cpu), memoryMib: asNumber(memory), gpuCount: asNumber(gpus) },
    reason: asText(reason) as SizeReason,
    containerIds: containerIds.map(asText),
  };
}

/** What a call is for: requests without a place, or the pool's minimum when it is above 0. */
export interface ClaimCall {
  readonly pool: WorkerPool;
  readonly requests: readonly TakenRequest[];
  readonly workersMin: number;
  /** Names new workers; another one for every call. */
  readonly prefix: string;
}

/** Runs the script. Rejects when Redis does. */
export async function takeClaims(link: Link, timings: Timings, script: RedisScript, call: ClaimCall): Promise<ClaimAnswer> {
  const { pool, requests, workersMin, prefix } = call;
  const keys = [poolClaimsKey(pool.name), poolWorkersKey(pool.name), poolBackoffKey(pool.name)];
  const values = [planText(pool, timings, workersMin), prefix, ...requests.flatMap(({ request, token }) => [request.id, token])];
  const [verdicts, ...claims] = asList(await link.run(script, keys, values));
  return {
    verdicts: asList(verdicts).map((verdict) => asText(verdict) as ClaimVerdict),
    claims: claims.map((claim) => decodeClaim(asList(claim))),
  };
}
