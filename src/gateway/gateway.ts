/**
 * A gateway: loops that take ready requests, place them, and reap when there is something to reap; one loop unless options say otherwise. In
 * `leased` it keeps nothing that matters in memory, so any number of gateways may run, and each may die at any moment.
 */
import { randomUUID } from 'node:crypto';
import { gatewayWakeChannel } from '../keys.ts';
import { Entry } from '../entry.ts';
import type { Gateway, GatewayOptions } from '../options.ts';
import { openProcess, type RoleProcess } from '../process.ts';
import { assertId } from '../request.ts';
import { Wake, atMost } from '../wake.ts';
import { Concurrency } from './concurrency.ts';
import { BatchPlacement } from './placement.ts';
import { publishPools } from './publish-pools.ts';

/**
 * Starts a gateway; resolves when Redis has let it in, or cannot be reached now: then it goes on trying.
 * @throws SchedulerError for bad options; RedisRefusedError; ProtocolMismatchError; PresetMismatchError.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const id = options.id ?? `gateway-${randomUUID().slice(0, 8)}`;
  assertId(id, 'gateway id');
  const role = openProcess(options, id);
  publishPools(role.link, role.context.pools);
  const loops = new GatewayLoops(role);
  const subscriber = role.subscribe(gatewayWakeChannel(id), () => loops.wake());
  const entry = new Entry(role, id);
  const ended = entry.admitted.then((isIn) => (isIn ? loops.run() : undefined));
  const close = async (): Promise<void> => {
    entry.cancel();
    loops.stop();
    // Without Redis there is nothing to finish: what this gateway holds comes back when its leases run out.
    const limitMs = role.link.connected ? role.timings.drainMs : 0;
    await atMost(
      ended.then(() => loops.drain()),
      limitMs,
    );
    subscriber.close();
    role.link.close();
    await closePools(role);
  };
  await entry.begin().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  let closing: Promise<void> | undefined;
  return { id, close: () => (closing ??= close()) };
}

/** What a pool does with its workers then is its own business; that it failed is told and no reason to fail. */
async function closePools({ context, emit }: RoleProcess): Promise<void> {
  const closed = await Promise.allSettled(context.pools.map(async ({ controller }) => controller.close?.()));
  for (const one of closed)
    if (one.status === 'rejected') emit({ kind: 'pool-close-failed', detail: String(one.reason), error: one.reason });
}

class GatewayLoops {
  readonly #role: RoleProcess;
  readonly #wakes: readonly Wake[];
  readonly #intake;
  readonly #reaper;
  readonly #concurrency: Concurrency;
  readonly #placement: BatchPlacement;
  #stopped = false;
  #reaping = false;

  constructor(role: RoleProcess) {
    this.#role = role;
    this.#wakes = Array.from({ length: role.timings.schedulerLoops }, () => new Wake());
    this.#intake = role.preset.intake(role.context);
    this.#reaper = role.preset.reaper(role.context);
    this.#concurrency = new Concurrency(role.timings, role.context.metrics);
    this.#placement = new BatchPlacement(role.preset, role.context, this.#concurrency);
  }

  wake(): void {
    for (const wake of this.#wakes) wake.signal();
  }

  stop(): void {
    this.#stopped = true;
    this.wake();
  }

  async drain(): Promise<void> {
    await this.#placement.close();
    await this.#reaper.close();
  }

  /** Resolves when every loop has ended. */
  async run(): Promise<void> {
    await Promise.all(this.#wakes.map((wake) => this.#loop(wake)));
  }

  /** Turns until stopped; an error costs one poll interval and is told, never fatal. */
  async #loop(wake: Wake): Promise<void> {
    while (!this.#stopped) {
      let idleMs = this.#role.timings.pollMs;
      try {
        idleMs = await this.#turn();
      } catch (error) {
        if (this.#role.link.closed) return;
        this.#role.emit({ kind: 'gateway-turn-failed', detail: String(error), error });
      }
      if (idleMs > 0) await wake.sleep(idleMs);
    }
  }

  /** One look at the backlog and what follows from it; returns how long there is nothing to do. */
  async #turn(): Promise<number> {
    const { batchSizeMax, pollMs } = this.#role.timings;
    const isApart = this.#role.preset.handling === 'apart';
    const places = isApart ? 0 : await this.#concurrency.enterMany(batchSizeMax);
    try {
      const { requests, reapDue, nextReadyMs } = await this.#intake.take(isApart ? undefined : places);
      const returnedMs = requests.length > 0 ? await this.#placement.place(requests) : Number.POSITIVE_INFINITY;
      if (reapDue) await this.#reap();
      await this.#placement.tend();
      return places > 0 && requests.length >= places ? 0 : Math.min(pollMs, nextReadyMs, returnedMs);
    } finally {
      this.#concurrency.leave(places);
    }
  }

  /** One run at a time; a second loop has nothing to add to it. */
  async #reap(): Promise<void> {
    if (this.#reaping) return;
    this.#reaping = true;
    try {
      await this.#reaper.reap();
    } finally {
      this.#reaping = false;
    }
  }
}
