/**
 * One batch from taken to settled: snapshot, plan, commit, and what did not fit goes to the retry part. Refusals for capacity are
 * planned again on a fresh snapshot before anything is given back, because another gateway was merely faster.
 */
import type { PartContext, Plan, Placement, TakenRequest, Unplaced } from '../parts/index.ts';
import type { Preset } from '../presets/index.ts';

const REPLANNED: ReadonlySet<Unplaced['reason']> = new Set([
  'capacity',
  'worker_gone',
  'worker_replaced',
  'worker_unavailable',
  'conflict',
]);

/** Places batches with the parts of a preset. */
export class BatchPlacement {
  readonly #parts;
  readonly #roundsMax: number;

  constructor(preset: Preset, context: PartContext) {
    this.#roundsMax = preset.planningRounds;
    this.#parts = {
      snapshot: preset.snapshot(context),
      planner: preset.planner(context),
      committer: preset.committer(context),
      provisioner: preset.provisioner(context),
      retry: preset.retry(context, preset.failure(context)),
    };
  }

  /**
   * Settles every request of the batch: committed, given back or failed. Returns how long until one that was given back is ready (ms).
   * Rejects when Redis does; then leases run out by themselves.
   */
  async place(batch: readonly TakenRequest[]): Promise<number> {
    const settled: Unplaced[] = [];
    let open = batch;
    for (let round = 1; open.length > 0; round += 1) {
      const plan = await this.#plan(open);
      settled.push(...plan.unplaced.map((taken): Unplaced => ({ taken, reason: 'no_fit' })));
      const refused = await this.#commit(plan.placements);
      const again = round < this.#roundsMax ? refused.filter(({ reason }) => REPLANNED.has(reason)) : [];
      settled.push(...refused.filter((one) => !again.includes(one)));
      open = again.map(({ taken }) => taken);
    }
    return settled.length > 0 ? this.#parts.retry.retry(settled) : Number.POSITIVE_INFINITY;
  }

  /** Gives back what waits in memory. */
  close(): Promise<void> {
    return this.#parts.retry.close();
  }

  async #plan(open: readonly TakenRequest[]): Promise<Plan> {
    const workers = await this.#parts.snapshot.read();
    const plan = this.#parts.planner.plan(open, workers);
    if (plan.unplaced.length === 0) return plan;
    const { placements, unplaced } = await this.#parts.provisioner.provision(plan.unplaced, workers);
    return { placements: [...plan.placements, ...placements], unplaced };
  }

  async #commit(placements: readonly Placement[]): Promise<Unplaced[]> {
    const results = await Promise.all(placements.map((placement) => this.#parts.committer.commit(placement)));
    return results.flat().flatMap(({ taken, outcome }) => (outcome === 'committed' ? [] : [{ taken, reason: outcome }]));
  }
}
