/**
 * A gateway: one loop that takes ready requests, places them, and reaps when there is something to reap. It keeps nothing that matters
 * in memory, so any number of gateways may run, and each may die at any moment.
 */
import { randomUUID } from 'node:crypto';
import { gatewayWakeChannel } from '../keys.ts';
import type { Gateway, GatewayOptions } from '../options.ts';
import { openProcess, type RoleProcess } from '../process.ts';
import { assertId } from '../request.ts';
import { Wake, atMost } from '../wake.ts';
import { BatchPlacement } from './placement.ts';

/** Starts a gateway; it connects in the background. @throws SchedulerError for bad options. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const id = options.id ?? `gateway-${randomUUID().slice(0, 8)}`;
  assertId(id, 'gateway id');
  const role = openProcess(options, id);
  const wake = new Wake();
  const subscriber = role.subscribe(gatewayWakeChannel(id), () => wake.signal());
  const loop = new GatewayLoop(role, wake);
  const ended = loop.run();
  const close = async (): Promise<void> => {
    loop.stop();
    // Without Redis there is nothing to finish: what this gateway holds comes back when its leases run out.
    const limitMs = role.link.connected ? role.timings.drainMs : 0;
    await atMost(
      ended.then(() => loop.drain()),
      limitMs,
    );
    subscriber.close();
    role.link.close();
  };
  let closing: Promise<void> | undefined;
  return { id, close: () => (closing ??= close()) };
}

class GatewayLoop {
  readonly #role: RoleProcess;
  readonly #wake: Wake;
  readonly #intake;
  readonly #reaper;
  readonly #placement: BatchPlacement;
  #stopped = false;

  constructor(role: RoleProcess, wake: Wake) {
    this.#role = role;
    this.#wake = wake;
    this.#intake = role.preset.intake(role.context);
    this.#reaper = role.preset.reaper(role.context);
    this.#placement = new BatchPlacement(role.preset, role.context);
  }

  stop(): void {
    this.#stopped = true;
    this.#wake.signal();
  }

  async drain(): Promise<void> {
    await this.#placement.close();
    await this.#reaper.close();
  }

  /** Turns until stopped; an error costs one poll interval and is told, never fatal. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      let idleMs = this.#role.timings.pollMs;
      try {
        idleMs = await this.#turn();
      } catch (error) {
        if (this.#role.link.closed) return;
        this.#role.emit({ kind: 'gateway-turn-failed', detail: String(error), error });
      }
      if (idleMs > 0) await this.#wake.sleep(idleMs);
    }
  }

  /** One look at the backlog and what follows from it; returns how long there is nothing to do. */
  async #turn(): Promise<number> {
    const { requests, reapDue, nextReadyMs } = await this.#intake.take();
    const returnedMs = requests.length > 0 ? await this.#placement.place(requests) : Number.POSITIVE_INFINITY;
    if (reapDue) await this.#reaper.reap();
    const { batchSizeMax, pollMs } = this.#role.timings;
    return requests.length >= batchSizeMax ? 0 : Math.min(pollMs, nextReadyMs, returnedMs);
  }
}
