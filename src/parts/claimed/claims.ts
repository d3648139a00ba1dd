/** One call for workers: what the claim script is told, and what it answers. */
import { POOLS_KEY } from '../../keys.ts';
import type { Resources } from '../../model.ts';
import type { WorkerPool } from '../../pools.ts';
import { asList, asNumber, asText, type Link, type RedisScript } from '../../redis/index.ts';
import type { Timings } from '../../timings.ts';
import type { TakenRequest } from '../contracts.ts';
import type { EligiblePools } from './eligible.ts';

/** Why a worker has its size. */
export type SizeReason = 'individual' | 'cpu_batch' | 'burst' | 'minimum';

/** A worker that this gateway is to ask for. */
export interface Claim {
  readonly poolName: string;
  readonly workerId: string;
  readonly resources: Resources;
  readonly reason: SizeReason;
  readonly containerIds: readonly string[];
}

/** A request without a place, and the pools that would do. */
export interface Seeker extends EligiblePools {
  readonly taken: TakenRequest;
}

/** What a call is for: requests without a place, or the minimum of every pool. */
export interface ClaimCall {
  readonly pools: readonly WorkerPool[];
  readonly seekers: readonly Seeker[];
  readonly forMinimum: boolean;
  /** Part of the names of new workers; another one for every call. */
  readonly prefix: string;
}

const triple = ({ cpuMillicores, memoryMib, gpuCount }: Resources): readonly number[] => [cpuMillicores, memoryMib, gpuCount];

function poolPlan({ name, workerSize, workerSizeMax = workerSize, workersMin = 0, workersMax }: WorkerPool, forMinimum: boolean): object {
  return { name, max: workersMax, min: forMinimum ? workersMin : 0, base: triple(workerSize), largest: triple(workerSizeMax) };
}

function planText({ pools, forMinimum }: ClaimCall, timings: Timings): string {
  return JSON.stringify({
    ttl: timings.provisionClaimTtlMs,
    attempts: timings.provisioningAttemptsMax,
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
    pools: pools.map((pool) => poolPlan(pool, forMinimum)),
  });
}

function decodeClaim(fields: readonly unknown[]): Claim {
  const [poolName, workerId, cpu, memory, gpus, reason, ...containerIds] = fields;
  return {
    poolName: asText(poolName),
    workerId: asText(workerId),
    resources: { cpuMillicores: asNumber(cpu), memoryMib: asNumber(memory), gpuCount: asNumber(gpus) },
    reason: asText(reason) as SizeReason,
    containerIds: containerIds.map(asText),
  };
}

/** Runs the script; answers the claims that it took. Rejects when Redis does. */
export async function takeClaims(link: Link, timings: Timings, script: RedisScript, call: ClaimCall): Promise<readonly Claim[]> {
  const positions = (pools: readonly WorkerPool[]): string => pools.map((pool) => call.pools.indexOf(pool) + 1).join(' ');
  const seekers = call.seekers.flatMap(({ taken, toAsk, toJoin }) => [
    taken.request.id,
    taken.token,
    `${positions(toAsk)}|${positions(toJoin)}`,
  ]);
  const [, ...claims] = asList(await link.run(script, [POOLS_KEY], [planText(call, timings), call.prefix, ...seekers]));
  return claims.map((claim) => decodeClaim(asList(claim)));
}
