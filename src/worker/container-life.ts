/**
 * One delivered container from acknowledgement to release. It is started only after Redis accepted the acknowledgement and while the
 * incarnation is still valid; its end is reported only after the runtime is really gone.
 */
import { constants } from 'node:os';
import type { ContainerExit, ContainerOutcome, ContainerRequest } from '../model.ts';
import type { DeliveredContainer, DeliveryPart, ExecutionPart, ReleasePart } from '../parts/index.ts';
import type { ContainerRuntime, RunningContainer } from '../runtime.ts';
import type { Timings } from '../timings.ts';
import { pause } from '../wake.ts';
import type { EndReason, Incarnation } from './incarnation.ts';

/** What a life needs of its worker. */
export interface LifeContext {
  readonly delivery: DeliveryPart;
  readonly execution: ExecutionPart;
  readonly release: ReleasePart;
  readonly runtime: ContainerRuntime;
  readonly timings: Timings;
  readonly incarnation: Incarnation;
}

const ACKNOWLEDGE_RETRY_MS = 100;

/** One container on this worker. */
export class ContainerLife {
  readonly delivered: DeliveredContainer;
  readonly #context: LifeContext;
  #running: RunningContainer | undefined;
  #stopping = false;
  #killedFor: EndReason | undefined;
  #killTimer: ReturnType<typeof setTimeout> | undefined;
  #heartbeatTimer: ReturnType<typeof setTimeout> | undefined;
  #acknowledged = false;
  #started = false;
  #occupying = true;
  #silent = false;

  constructor(context: LifeContext, delivered: DeliveredContainer) {
    this.#context = context;
    this.delivered = delivered;
  }

  get request(): ContainerRequest {
    return this.delivered.request;
  }

  /** Whether the machine's resources are, or may soon be, in use. */
  get occupying(): boolean {
    return this.#occupying;
  }

  /** Whether Redis has answered the acknowledgement. */
  get acknowledged(): boolean {
    return this.#acknowledged;
  }

  /** Whether Redis gave it to this worker for good: what it says of it from then on counts. */
  get started(): boolean {
    return this.#started;
  }

  /** From acknowledgement to release. Rejects only when the link is closed. */
  async live(): Promise<void> {
    const { delivery, incarnation } = this.#context;
    const verdict = await this.#acknowledge();
    this.#acknowledged = true;
    if (verdict === 'refused') return this.#vacate();
    this.#started = verdict !== 'unknown';
    if (verdict === 'stop' || (verdict === 'start' && this.#stopping)) return this.#release({ kind: 'stopped' });
    if (verdict === 'unknown' || this.#killedFor || !incarnation.valid) {
      this.#vacate();
      return delivery.giveBack(incarnation.identity, this.delivered);
    }
    await this.#run();
  }

  /** Asks the container to end, and forces it after the grace period. */
  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#signalStop();
  }

  /** Sends no heartbeat any more; for designs in which one container can hold up all others. */
  fallSilent(): void {
    this.#silent = true;
    clearTimeout(this.#heartbeatTimer);
  }

  /** Ends the container now. */
  kill(reason: EndReason): void {
    this.#killedFor ??= reason;
    this.#running?.stop('SIGKILL');
  }

  async #acknowledge(): Promise<'start' | 'stop' | 'refused' | 'unknown'> {
    const { delivery, incarnation } = this.#context;
    while (incarnation.valid) {
      try {
        return await delivery.acknowledge(incarnation.identity, this.delivered);
      } catch {
        // Redis answered with an error, or the link is closed: ask again while the answer can still be used.
        await pause(ACKNOWLEDGE_RETRY_MS);
      }
    }
    return 'unknown';
  }

  async #run(): Promise<void> {
    const { runtime, execution, incarnation } = this.#context;
    try {
      this.#running = await runtime.start(this.request);
    } catch {
      return this.#release({ kind: 'failed', reason: 'cannot_start' });
    }
    const ended = this.#running.exit.then((exit) => {
      this.#vacate();
      return exit;
    });
    if (this.#killedFor) this.#running.stop('SIGKILL');
    else if (this.#stopping) this.#signalStop();
    this.#obey(await execution.started(incarnation.identity, this.delivered));
    this.#scheduleHeartbeat();
    await this.#release(this.#outcomeOf(await ended));
  }

  #obey(verdict: 'running' | 'stop' | 'gone'): void {
    if (verdict === 'stop') this.stop();
    if (verdict === 'gone') this.kill('worker_replaced');
  }

  #signalStop(): void {
    const running = this.#running;
    if (!running) return;
    running.stop('SIGTERM');
    this.#killTimer = setTimeout(() => running.stop('SIGKILL'), this.#context.timings.stopGraceMs);
  }

  #scheduleHeartbeat(): void {
    const { execution, incarnation } = this.#context;
    if (!Number.isFinite(execution.heartbeatMs) || !this.#occupying || this.#silent) return;
    this.#heartbeatTimer = setTimeout(() => {
      execution.heartbeat(incarnation.identity, this.delivered).then(
        (verdict) => this.#obey(verdict),
        () => undefined,
      );
      this.#scheduleHeartbeat();
    }, execution.heartbeatMs);
  }

  #outcomeOf(exit: ContainerExit): ContainerOutcome {
    if (this.#killedFor && this.#killedFor !== 'closed') return { kind: 'lost', reason: this.#killedFor };
    if (this.#killedFor || this.#stopping) return { kind: 'stopped' };
    return { kind: 'exited', exitCode: exit.code ?? 128 + signalNumber(exit.signal) };
  }

  #vacate(): void {
    this.#occupying = false;
    clearTimeout(this.#killTimer);
    clearTimeout(this.#heartbeatTimer);
  }

  async #release(outcome: ContainerOutcome): Promise<void> {
    const { release, incarnation } = this.#context;
    this.#vacate();
    const answer = await release.release(incarnation.identity, this.delivered, outcome);
    if (answer === 'worker_gone') incarnation.end('worker_replaced');
  }
}

function signalNumber(signal: string | null): number {
  const known = Object.entries(constants.signals).find(([name]) => name === signal);
  return known ? known[1] : 0;
}
