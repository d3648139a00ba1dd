/**
 * One batch from taken to settled: snapshot, plan, commit, and what did not fit goes to the retry part. Refusals for capacity are
 * planned again on a fresh snapshot before anything is given back, because another gateway was merely faster.
 */
import type { CommitResult, PartContext, Plan, Placement, TakenRequest, Unplaced } from '../parts/index.ts';
import type { Preset } from '../presets/index.ts';
import { BatchMeter } from './batch-meter.ts';
import type { Concurrency } from './concurrency.ts';

const REPLANNED: ReadonlySet<Unplaced['reason']> = new Set([
  'capacity',
  'worker_gone',
  'worker_replaced',
  'worker_unavailable',
  'reserved',
  'conflict',
]);

type Workers = Awaited<ReturnType<ReturnType<Preset['snapshot']>['read']>>;

const noFit = (taken: TakenRequest): Unplaced => ({ taken, reason: 'no_fit' });

/** Places batches with the parts of a preset. */
export class BatchPlacement {
  readonly #parts;
  readonly #preset: Preset;
  readonly #context: PartContext;
  readonly #concurrency: Concurrency;
  /** What goes on beside the loops. */
  readonly #aside = new Set<Promise<void>>();

  constructor(preset: Preset, context: PartContext, concurrency: Concurrency) {
    this.#preset = preset;
    this.#context = context;
    this.#concurrency = concurrency;
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
   * Rejects when Redis does; then leases run out by themselves. In presets that work apart or aside, the rest goes on after it returned.
   */
  async place(batch: readonly TakenRequest[]): Promise<number> {
    const meter = new BatchMeter(this.#context.metrics, batch);
    if (this.#preset.handling === 'apart') return this.#placeApart(batch, meter);
    const returnedMs = await this.#placeTogether(batch, meter);
    meter.settled();
    return returnedMs;
  }

  /** Keeps pools at their minimum. */
  async tend(): Promise<void> {
    await this.#parts.provisioner.tend?.();
  }

  /** Lets what goes on aside finish, then gives back what waits in memory. */
  async close(): Promise<void> {
    while (this.#aside.size > 0) await Promise.all(this.#aside);
    await this.#parts.retry.close();
  }

  async #placeTogether(batch: readonly TakenRequest[], meter: BatchMeter): Promise<number> {
    const settled: Unplaced[] = [];
    let open = batch;
    for (let round = 1; open.length > 0; round += 1) {
      const { plan, workers } = await meter.planning(() => this.#plan(open, meter));
      const isLast = round >= this.#preset.planningRounds;
      const refused = await meter.committing(() => this.#commit(plan.placements, meter));
      const again = isLast ? [] : refused.filter(({ reason }) => REPLANNED.has(reason));
      settled.push(...this.#unplaced(plan, workers, meter), ...refused.filter((one) => !again.includes(one)));
      open = again.map(({ taken }) => taken);
    }
    return settled.length > 0 ? this.#parts.retry.retry(settled) : Number.POSITIVE_INFINITY;
  }

  async #plan(open: readonly TakenRequest[], meter: BatchMeter): Promise<{ plan: Plan; workers: Workers }> {
    const workers = await this.#look(meter);
    const plan = this.#parts.planner.plan(open, workers);
    if (plan.unplaced.length === 0 || this.#preset.provisioning === 'aside') return { plan, workers };
    const { placements, unplaced } = await this.#parts.provisioner.provision(plan.unplaced, workers);
    return { plan: { placements: [...plan.placements, ...placements], unplaced }, workers };
  }

  async #look(meter: BatchMeter): Promise<Workers> {
    const workers = await this.#parts.snapshot.read();
    meter.saw(workers);
    this.#concurrency.adapt(workers);
    return workers;
  }

  /** What did not fit: without pools it is told at once, as is what waited for workers already; else each is looked after aside. */
  #unplaced({ unplaced }: Plan, workers: Workers, meter: BatchMeter): Unplaced[] {
    if (this.#preset.provisioning === 'inline' || this.#context.pools.length === 0) return unplaced.map(noFit);
    for (const taken of unplaced) this.#goAside(taken, () => this.#provide([taken], workers, meter));
    return [];
  }

  /** Each request its own way on what the batch saw, as soon as there is room for it. */
  async #placeApart(batch: readonly TakenRequest[], meter: BatchMeter): Promise<number> {
    const workers = await meter.planning(() => this.#look(meter));
    let open = batch.length;
    for (const taken of batch) {
      await this.#concurrency.enter();
      this.#goAside(taken, () =>
        this.#placeOne(taken, workers, meter).finally(() => {
          this.#concurrency.leave();
          open -= 1;
          if (open === 0) meter.settled();
        }),
      );
    }
    return Number.POSITIVE_INFINITY;
  }

  async #placeOne(taken: TakenRequest, workers: Workers, meter: BatchMeter): Promise<void> {
    const { placements, unplaced } = this.#parts.planner.plan([taken], workers);
    const refused = await meter.committing(() => this.#commit(placements, meter));
    const homeless = [...unplaced, ...refused.filter(({ reason }) => reason === 'no_candidate').map((one) => one.taken)];
    const rest = refused.filter(({ reason }) => reason !== 'no_candidate');
    if (rest.length > 0) await this.#parts.retry.retry(rest);
    if (homeless.length > 0) await this.#provide(homeless, workers, meter);
  }

  /** Asks for workers, places on them what the provisioner says, and gives back what is left. */
  async #provide(open: readonly TakenRequest[], workers: Workers, meter: BatchMeter): Promise<void> {
    const { placements, unplaced } = await this.#parts.provisioner.provision(open, workers);
    const refused = (await Promise.all(placements.map((placement) => this.#commitAsked(placement, meter)))).flat();
    if (placements.length > 0) this.#parts.snapshot.invalidate?.('everything');
    const left = [...unplaced.map(noFit), ...refused];
    if (left.length > 0) await this.#parts.retry.retry(left);
  }

  /** Onto a worker that was asked for, and from one that refuses to the next that the design asks for. */
  async #commitAsked(placement: Placement, meter: BatchMeter): Promise<Unplaced[]> {
    const refused = await this.#commit([placement], meter, 'asked');
    const next = refused.length > 0 ? await placement.next?.() : null;
    return next ? this.#commitAsked(next, meter) : refused;
  }

  async #commit(placements: readonly Placement[], meter: BatchMeter, worker: 'known' | 'asked' = 'known'): Promise<Unplaced[]> {
    const results = await Promise.all(placements.map((placement) => this.#commitOne(placement, meter, worker)));
    return results.flat().flatMap(({ taken, outcome }) => (outcome === 'committed' ? [] : [{ taken, reason: outcome }]));
  }

  async #commitOne(placement: Placement, meter: BatchMeter, worker: 'known' | 'asked'): Promise<readonly CommitResult[]> {
    const { id } = placement.worker;
    const results = await this.#parts.committer.commit(placement);
    this.#parts.snapshot.invalidate?.([id]);
    meter.answered(id, results, worker);
    return results;
  }

  #goAside({ request }: TakenRequest, work: () => Promise<void>): void {
    const task = work()
      .catch((error: unknown) => {
        if (!this.#context.link.closed) this.#context.emit({ kind: 'placement-failed', detail: request.id, error });
      })
      .finally(() => this.#aside.delete(task));
    this.#aside.add(task);
  }
}
