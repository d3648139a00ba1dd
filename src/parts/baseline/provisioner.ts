/**
 * The baseline's way to a new worker: each request that found no place asks one pool after the other until one accepts, and is scheduled on
 * the new worker before that has started. Nobody counts what was asked for already, and no pool has a limit (D1, D2, D13).
 */
import type { TakenRequest, PartMaker, Provisioned, ProvisionerPart } from '../contracts.ts';
import { addWorkerFor, poolsOfKind } from './new-worker.ts';

/** What becomes of a request for which there is no pool: dropped without a word (A4), or tried again. */
export interface PerRequestOptions {
  readonly withoutPool: 'drop' | 'retry';
}

/** One worker a request, of the pool's size or larger. Does nothing on gateways without pools. */
export function perRequestProvisioner({ withoutPool }: PerRequestOptions = { withoutPool: 'drop' }): PartMaker<ProvisionerPart> {
  return (context) => ({
    async provision(unplaced) {
      if (context.pools.length === 0) return { placements: [], unplaced };
      const placements: Provisioned['placements'][number][] = [];
      const left: TakenRequest[] = [];
      for (const taken of unplaced) {
        const pools = poolsOfKind(context.pools, taken.request);
        const placement = await addWorkerFor(context, pools, [taken], { demand: taken.request, counter: 'provisioned_individual' });
        if (placement) placements.push(placement);
        else if (pools.length > 0 || withoutPool === 'retry') left.push(taken);
        else context.emit({ kind: 'request-dropped', detail: `${taken.request.id}: no pool has such workers` });
      }
      return { placements, unplaced: left };
    },
  });
}
