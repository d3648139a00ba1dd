/**
 * Asks pools for workers, and never without a claim: a script in which all gateways count decides who may ask for which worker, and only then
 * is the pool asked. Requests always go back to the backlog and wait there, so that a gateway which dies meanwhile takes nothing with it.
 */
import { randomUUID } from 'node:crypto';
import { poolBackoffKey, poolClaimsKey } from '../../keys.ts';
import type { CounterName } from '../../metrics.ts';
import { newWorkerOf } from '../../pool-options.ts';
import type { WorkerPool } from '../../pools.ts';
import type { RedisScript } from '../../redis/index.ts';
import { claimScript, dropClaimScript } from '../../scripts/index.ts';
import type { PartContext, PartMaker, Provisioned, ProvisionerPart, TakenRequest } from '../contracts.ts';
import { takeClaims, type Claim, type Seeker, type SizeReason } from './claims.ts';
import { eligiblePools } from './eligible.ts';

/** The scripts of a provisioner. */
export interface ProvisionerScripts {
  readonly claim: RedisScript;
  readonly drop: RedisScript;
}

/** Part of a claim's time within which its pool must have been asked; later, somebody else might have given the claim up. */
const ASK_SHARE = 0.5;

const COUNTERS: Readonly<Record<SizeReason, CounterName | null>> = {
  individual: 'provisioned_individual',
  cpu_batch: 'provisioned_cpu_batch',
  burst: 'provisioned_burst',
  minimum: null,
};

/** Provisioning by cluster-wide claims; does nothing on gateways without pools. */
export function claimedProvisioner(scripts: Partial<ProvisionerScripts> = {}): PartMaker<ProvisionerPart> {
  return (context) => new ClaimedProvisioner(context, { claim: claimScript, drop: dropClaimScript, ...scripts });
}

class ClaimedProvisioner implements ProvisionerPart {
  readonly #context: PartContext;
  readonly #scripts: ProvisionerScripts;
  readonly #life = randomUUID().slice(0, 8);
  #calls = 0;
  #sizedAt = Number.NEGATIVE_INFINITY;

  constructor(context: PartContext, scripts: ProvisionerScripts) {
    this.#context = context;
    this.#scripts = scripts;
    const { pools, timings } = context;
    for (const controller of new Set(pools.map((pool) => pool.controller))) {
      controller.onGone?.((workerId, poolName) => this.#drop(poolName, workerId, timings.provisionBackoffMs));
    }
  }

  async provision(unplaced: readonly TakenRequest[]): Promise<Provisioned> {
    const { pools } = this.#context;
    const seekers = unplaced
      .map((taken): Seeker => ({ taken, ...eligiblePools(pools, taken.request) }))
      .filter(({ toAsk }) => toAsk.length > 0);
    if (seekers.length > 0) await this.#claim(seekers, false);
    return { placements: [], unplaced };
  }

  /** Brings every pool to its minimum, every `sizerMs`. */
  async tend(): Promise<void> {
    const { pools, timings } = this.#context;
    if (!pools.some(({ workersMin = 0 }) => workersMin > 0)) return;
    if (performance.now() - this.#sizedAt < timings.sizerMs) return;
    this.#sizedAt = performance.now();
    await this.#claim([], true);
  }

  async #claim(seekers: readonly Seeker[], forMinimum: boolean): Promise<void> {
    const { link, pools, timings } = this.#context;
    this.#calls += 1;
    const prefix = `${this.#life}-${this.#calls}`;
    const sentAt = performance.now();
    const claims = await takeClaims(link, timings, this.#scripts.claim, { pools, seekers, forMinimum, prefix });
    const isLate = performance.now() - sentAt > timings.provisionClaimTtlMs * ASK_SHARE;
    for (const claim of claims) {
      const pool = pools.find(({ name }) => name === claim.poolName);
      if (pool === undefined) continue;
      if (isLate) this.#drop(pool.name, claim.workerId, 0);
      else void this.#start(pool, claim);
    }
  }

  /** Nobody waits for this: what comes of it shows in Redis. */
  async #start(pool: WorkerPool, claim: Claim): Promise<void> {
    const { emit, metrics, timings } = this.#context;
    const { workerId, resources, containerIds, reason } = claim;
    try {
      await pool.controller.start(newWorkerOf(pool, timings, { workerId, resources, containerIds }));
      metrics.count('workers_added');
      const counter = COUNTERS[reason];
      if (counter) metrics.count(counter);
      emit({ kind: 'worker-requested', detail: `${workerId} of pool ${pool.name} (${reason})` });
    } catch (error) {
      emit({ kind: 'worker-refused', detail: `${workerId} of pool ${pool.name}: ${String(error)}`, error });
      this.#drop(pool.name, workerId, timings.provisionBackoffMs);
    }
  }

  /** A claim that cannot be dropped runs out by itself; one that a worker settled is none. */
  #drop(poolName: string, workerId: string, backoffMs: number): void {
    const { link } = this.#context;
    const keys = [poolClaimsKey(poolName), poolBackoffKey(poolName)];
    link.run(this.#scripts.drop, keys, [workerId, backoffMs]).catch(() => undefined);
  }
}
