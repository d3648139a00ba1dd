/**
 * A worker: registers, renews, takes what is placed on it, runs it. When it cannot renew in time it stops its containers before Redis
 * may hand anything on, and begins a new life; so a container never runs in two places.
 */
import { randomUUID } from 'node:crypto';
import { Entry } from '../entry.ts';
import { SchedulerError, WorkerReplacedError } from '../errors.ts';
import type { Worker, WorkerEnd, WorkerOptions } from '../options.ts';
import type { Comparison, DeliveredContainer, Renewal, WorkerIdentity } from '../parts/index.ts';
import { openProcess, type RoleProcess } from '../process.ts';
import { assertId, assertResources } from '../request.ts';
import { Wake, atMost, pause } from '../wake.ts';
import { ContainerLife } from './container-life.ts';
import { IdleWatch } from './idle-watch.ts';
import { Incarnation, type EndReason } from './incarnation.ts';

/**
 * Starts a worker; resolves when Redis has let it in, or cannot be reached now: then it goes on trying. It registers in the background and whenever
 * it must begin anew.
 * @throws SchedulerError for bad options; RedisRefusedError; ProtocolMismatchError; PresetMismatchError.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  assertWorkerOptions(options);
  const role = openProcess(options, options.id);
  const machine = new WorkerMachine(role, options);
  const subscriber = role.subscribe(machine.channel, (payload) => machine.hear(payload));
  const entry = new Entry(role);
  const over = entry.admitted.then((isIn) => (isIn ? machine.run() : undefined));
  machine.onReplaced = () => void closeFor('replaced');
  let end: (reason: WorkerEnd) => void = () => undefined;
  const ended = new Promise<WorkerEnd>((resolve) => {
    end = resolve;
  });
  const close = async (reason: WorkerEnd): Promise<void> => {
    entry.cancel();
    idle?.close();
    await machine.drain();
    subscriber.close();
    role.link.close();
    await over;
    end(reason);
  };
  let closing: Promise<void> | undefined;
  const closeFor = (reason: WorkerEnd): Promise<void> => (closing ??= close(reason));
  const { idleTimeoutMs = 0 } = options;
  const idle =
    idleTimeoutMs > 0
      ? new IdleWatch(
          idleTimeoutMs,
          () => machine.spinDown(),
          () => void closeFor('idle'),
        )
      : undefined;
  machine.onBusy = () => idle?.restart();
  await entry.begin().catch(async (error: unknown) => {
    await closeFor('closed');
    throw error;
  });
  return { id: options.id, ended, close: () => closeFor('closed') };
}

function assertWorkerOptions({
  id,
  resources,
  poolName = 'default',
  poolSelector = poolName,
  priority = 0,
  idleTimeoutMs = 0,
}: WorkerOptions): void {
  assertId(id, 'worker id');
  // Its queue would have the name of another worker's deliveries.
  if (id.startsWith('pending:')) throw new SchedulerError('INVALID_OPTIONS', `worker id ${id} begins with pending:; choose another one`);
  assertId(poolName, 'pool name');
  assertId(poolSelector, 'pool selector');
  assertResources(resources, 'resources');
  const refuse = (reason: string): SchedulerError => new SchedulerError('INVALID_OPTIONS', `worker ${id} ${reason}`);
  if (resources.cpuMillicores + resources.memoryMib + resources.gpuCount === 0) {
    throw refuse('offers neither processor, memory nor GPUs; give it at least one');
  }
  if (resources.gpuCount > 0 && !resources.gpuType) throw refuse(`has ${resources.gpuCount} GPUs; name their gpuType`);
  if (!Number.isSafeInteger(priority)) throw refuse(`has priority ${priority}; write a whole number`);
  if (!Number.isSafeInteger(idleTimeoutMs) || idleTimeoutMs < 0) {
    throw refuse(`has idleTimeoutMs ${idleTimeoutMs}; write a whole number of milliseconds, 0 for never`);
  }
}

/** What a worker announces of itself at the beginning of each life. */
function identityOf(options: WorkerOptions): WorkerIdentity {
  const { id, resources, poolName = 'default', poolSelector = poolName, priority = 0 } = options;
  const { requiresPoolSelector = false, isPreemptable = false } = options;
  return { id, incarnation: randomUUID(), resources, poolName, poolSelector, requiresPoolSelector, isPreemptable, priority };
}

/** A living worker renews once in so many of its keepalives, whatever the network does to a renewal. */
const KEEPALIVES_A_LOOK = 1.25;
/** Earlier lives that a worker remembers. */
const LIVES_REMEMBERED = 32;

/** Counts may agree by chance, so what they count is compared now and then. */
const RENEWALS_A_COMPARISON = 5;

/** Of a holder that a registration was told of. */
function incarnationOf(holder: string): string {
  return holder.split(' ', 1)[0] ?? '';
}

class WorkerMachine {
  readonly #role: RoleProcess;
  readonly #options: WorkerOptions;
  readonly #parts;
  readonly #lives = new Map<string, ContainerLife>();
  readonly #settling = new Set<Promise<void>>();
  readonly #wake = new Wake();
  /** Told whenever a container comes or goes. */
  onBusy: () => void = () => undefined;
  /** Told when another live process has this worker's id. */
  onReplaced: () => void = () => undefined;
  #incarnation: Incarnation | undefined;
  /** Incarnations of this process, the last of them. */
  #earlier: readonly string[] = [];
  #renewalTimer: ReturnType<typeof setTimeout> | undefined;
  #draining = false;
  /** Something of the design hangs: nothing is taken, no stop is heard and no heartbeat sent until the next life. */
  #hangs = false;
  #renewals = 0;
  #mismatches = 0;

  constructor(role: RoleProcess, options: WorkerOptions) {
    this.#role = role;
    this.#options = options;
    const { preset, context } = role;
    this.#parts = {
      membership: preset.membership(context),
      delivery: preset.delivery(context),
      admission: preset.admission(context),
      execution: preset.execution(context),
      release: preset.release(context),
    };
  }

  get channel(): string {
    return this.#parts.membership.channel(this.#options.id);
  }

  /** Lives, one incarnation after the other, until drained or the link is closed. */
  async run(): Promise<void> {
    while (!this.#draining) {
      try {
        await this.#live();
      } catch (error) {
        if (this.#role.link.closed) return;
        if (error instanceof WorkerReplacedError) {
          this.#role.emit({ kind: 'worker-replaced', detail: error.message, error });
          return this.onReplaced();
        }
        this.#role.emit({ kind: 'worker-failed', detail: String(error), error });
        await pause(this.#role.timings.pollMs);
      }
    }
  }

  async #live(): Promise<void> {
    const incarnation = await this.#join();
    if (incarnation === null) return;
    if (this.#draining) return this.#leave(incarnation);
    // The first comes at a random moment, so that a fleet which was started together does not renew together.
    this.#scheduleRenewal(incarnation, this.#role.timings.keepaliveMs * Math.random());
    const receiving = this.#receiveWhile(incarnation);
    const reason = await incarnation.over;
    clearTimeout(this.#renewalTimer);
    this.#wake.signal();
    if (reason !== 'closed') await this.#abandon(reason);
    await receiving;
  }

  /** A wake-up; null means that some may have been missed. */
  hear(payload: string | null): void {
    if (this.#hangs) return;
    if (payload?.startsWith('stop:')) this.#lives.get(payload.slice('stop:'.length))?.stop();
    else this.#wake.signal();
  }

  /** Whether this worker, idle for long, may leave now. */
  async spinDown(): Promise<boolean> {
    const incarnation = this.#incarnation;
    if (!incarnation?.valid || this.#draining || this.#lives.size > 0) return false;
    const { membership } = this.#parts;
    return membership.spinDown === undefined || (await membership.spinDown(incarnation.identity)) === 'leaves';
  }

  /** No more placements; waits for what runs, then ends it, then leaves. Bounded in time whatever Redis does. */
  async drain(): Promise<void> {
    this.#draining = true;
    const { drainMs, stopGraceMs, clientTimeoutMs } = this.#role.timings;
    const incarnation = this.#incarnation;
    if (!incarnation) return;
    const retired = this.#parts.membership.retire(incarnation.identity).catch(() => undefined);
    await atMost(retired, this.#answerMs);
    await atMost(this.#settled(), drainMs);
    for (const life of this.#lives.values()) life.stop();
    await atMost(this.#settled(), stopGraceMs + clientTimeoutMs);
    for (const life of this.#lives.values()) life.kill('closed');
    await atMost(this.#settled(), clientTimeoutMs);
    await this.#leave(this.#incarnation ?? incarnation);
  }

  async #leave(incarnation: Incarnation): Promise<void> {
    incarnation.end('closed');
    const left = this.#parts.membership.leave(incarnation.identity).catch(() => undefined);
    await atMost(left, this.#answerMs);
  }

  /** How long to wait for an answer of Redis when leaving; not at all when there is no connection. */
  get #answerMs(): number {
    return this.#role.link.connected ? this.#role.timings.clientTimeoutMs : 0;
  }

  /**
   * Registers; null when there is no time for it any more. The id may be held by another process: by a living one that was given the same id, which renews;
   * or by a late message of one that died, which does not.
   * @throws WorkerReplacedError when a living process holds the id.
   */
  async #join(): Promise<Incarnation | null> {
    const { membership } = this.#parts;
    const identity = identityOf(this.#options);
    const earlier = this.#earlier;
    this.#earlier = [...earlier, identity.incarnation].slice(-LIVES_REMEMBERED);
    let sentAt = performance.now();
    let holder = await membership.register(identity, { earlier, seen: '' });
    while (holder !== null) {
      await pause(this.#role.timings.keepaliveMs * KEEPALIVES_A_LOOK);
      if (this.#draining) return null;
      const seen = holder;
      sentAt = performance.now();
      holder = await membership.register(identity, { earlier, seen });
      if (holder !== null && incarnationOf(holder) === incarnationOf(seen)) throw new WorkerReplacedError(identity.id);
    }
    const incarnation = new Incarnation(identity, this.#validUntil(sentAt));
    this.#incarnation = incarnation;
    this.#hangs = false;
    this.#role.emit({ kind: 'worker-registered', detail: identity.incarnation });
    return incarnation;
  }

  #validUntil(sentAt: number): number {
    const { workerTtlMs, workerTtlMarginMs } = this.#role.timings;
    return this.#parts.membership.fencing ? sentAt + workerTtlMs - workerTtlMarginMs : Number.POSITIVE_INFINITY;
  }

  /** Renews every `keepaliveMs`; one renewal at a time, because ioredis itself repeats one that got no answer. */
  #scheduleRenewal(incarnation: Incarnation, waitMs: number = this.#role.timings.keepaliveMs): void {
    this.#renewalTimer = setTimeout(() => {
      const sentAt = performance.now();
      this.#parts.membership
        .renew(incarnation.identity)
        .then((renewal) => this.#applyRenewal(incarnation, renewal, sentAt))
        .catch((error: unknown) => {
          if (!this.#role.link.closed) this.#role.emit({ kind: 'renewal-failed', detail: String(error), error });
        })
        .finally(() => {
          if (!incarnation.ended) this.#scheduleRenewal(incarnation);
        });
    }, waitMs);
  }

  #applyRenewal(incarnation: Incarnation, renewal: Renewal, sentAt: number): void {
    if (renewal.status === 'replaced') return incarnation.end('worker_replaced');
    incarnation.extend(this.#validUntil(sentAt));
    for (const id of renewal.stopping) this.#lives.get(id)?.stop();
    const unacknowledged = [...this.#lives.values()].filter((life) => !life.acknowledged).length;
    if (renewal.waiting > unacknowledged) this.#wake.signal();
    if (renewal.placed !== undefined) this.#compare(incarnation, renewal.placed - renewal.waiting);
  }

  /**
   * Redis may have lost data, or a hand may have been in it: when it counts other containers than this worker twice in a row (once may be something
   * on its way), and every few renewals whatever it counts, both say what they have and settle the difference.
   */
  #compare(incarnation: Incarnation, acknowledged: number): void {
    this.#renewals += 1;
    const lives = [...this.#lives.values()];
    this.#mismatches = acknowledged === lives.filter((life) => life.acknowledged).length ? 0 : this.#mismatches + 1;
    if (this.#mismatches < 2 && this.#renewals % RENEWALS_A_COMPARISON !== 0) return;
    if (acknowledged === 0 && lives.length === 0) return;
    const taken = lives.map(({ delivered, started }) => ({ containerId: delivered.request.id, token: started ? delivered.token : '' }));
    // What fails is asked again by the next comparison.
    this.#parts.membership
      .compare?.(incarnation.identity, taken)
      .then((comparison) => this.#reconcile(incarnation, comparison))
      .catch(() => undefined);
  }

  /** Looks again at what was found to differ: the list was as old as its way to Redis was long, and a container may have come or gone since. */
  async #reconcile(incarnation: Incarnation, { foreign, forgotten }: Comparison): Promise<void> {
    const killed = foreign.filter(({ containerId, token }) => this.#lives.get(containerId)?.delivered.token === token);
    for (const { containerId } of killed) this.#lives.get(containerId)?.kill('worker_replaced');
    const missing = forgotten.filter(({ containerId }) => !this.#lives.has(containerId));
    const lost = missing.length === 0 ? 0 : ((await this.#parts.membership.forget?.(incarnation.identity, missing)) ?? 0);
    if (lost + killed.length > 0) this.#role.emit({ kind: 'reconciled', detail: `${lost} lost, ${killed.length} killed` });
  }

  async #receiveWhile(incarnation: Incarnation): Promise<void> {
    const { delivery } = this.#parts;
    while (!incarnation.ended) {
      await this.#wake.sleep(delivery.pollMs);
      // A life that lapsed may still be renewed in time; the renewal then says that something waits.
      if (!incarnation.valid || this.#draining || this.#hangs) continue;
      try {
        const deliveries = await delivery.reserve(incarnation.identity);
        if (deliveries === null) incarnation.end('worker_replaced');
        else for (const delivered of deliveries) this.#receive(incarnation, delivered);
      } catch (error) {
        if (this.#role.link.closed) return;
        this.#role.emit({ kind: 'reserve-failed', detail: String(error), error });
        await pause(this.#role.timings.retryBackoffMs);
        this.#wake.signal();
      }
    }
  }

  #receive(incarnation: Incarnation, delivered: DeliveredContainer): void {
    const { id } = delivered.request;
    if (!incarnation.valid) return;
    const { delivery, admission } = this.#parts;
    if (this.#lives.has(id)) {
      if (delivery.hangsOn?.(incarnation.identity, delivered) === true) this.#hang();
      return;
    }
    const occupied = [...this.#lives.values()].filter((life) => life.occupying).map(({ request }) => request);
    if (!admission.admits(incarnation.identity, occupied, delivered.request)) {
      this.#role.emit({ kind: 'admission-refused', detail: id });
      this.#settle(delivery.giveBack(incarnation.identity, delivered));
      return;
    }
    const life = new ContainerLife({ ...this.#parts, runtime: this.#options.runtime, timings: this.#role.timings, incarnation }, delivered);
    this.#lives.set(id, life);
    this.onBusy();
    this.#settle(
      life.live().finally(() => {
        this.#lives.delete(id);
        this.onBusy();
      }),
    );
  }

  #hang(): void {
    this.#hangs = true;
    for (const life of this.#lives.values()) life.fallSilent();
  }

  /** Keeps a promise until it is done; a closed link is the only reason for it to reject. */
  #settle(work: Promise<void>): void {
    const settled = work
      .catch((error: unknown) => {
        if (!this.#role.link.closed) this.#role.emit({ kind: 'container-failed', detail: String(error), error });
      })
      .finally(() => this.#settling.delete(settled));
    this.#settling.add(settled);
  }

  async #settled(): Promise<void> {
    await Promise.all(this.#settling);
  }

  /** This life is over: ends everything at once and waits until nothing of it runs. */
  async #abandon(reason: EndReason): Promise<void> {
    this.#role.emit({ kind: 'worker-abandoned', detail: reason });
    for (const life of this.#lives.values()) life.kill(reason);
    await this.#settled();
  }
}
