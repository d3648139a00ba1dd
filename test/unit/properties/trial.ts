/**
 * A trial: one property, hand-made evidence, a clock that the test turns. Records what the property accuses and which obligations ran out,
 * so that each property can be shown to hold and to fail without a world.
 */
import type { Obligation } from '../../../sim/world/index.ts';
import { DEFAULT_TIMINGS, type Resources, type Timings } from '../../../src/index.ts';
import { Evidence, type Change, type ClientFact, type ContainerFacts, type WorkerFacts } from '../../../properties/evidence/index.ts';
import type { Terms } from '../../../properties/limits.ts';
import type { Goal } from '../../../properties/goals.ts';
import type { PoolPlan } from '../../../properties/scenario.ts';
import type { Accusation, Court, Property, PropertyListener } from '../../../properties/property.ts';

interface Owed {
  readonly byMs: number;
  readonly otherwise: () => Accusation;
  open: boolean;
}

/** CPU, memory and GPUs in one line. */
export const amount = (cpuMillicores: number, memoryMib: number, gpuCount = 0): Resources => ({ cpuMillicores, memoryMib, gpuCount });

/** A worker record of 4000 m, 4096 MiB and 2 GPUs with so much free. */
export const workerRecord = (id: string, free: Resources = amount(4_000, 4_096, 2)): WorkerFacts => ({
  id,
  status: 'available',
  total: amount(4_000, 4_096, 2),
  free,
  gpuType: 'T4',
  incarnation: 'life-1',
  version: 1,
  poolName: 'default',
  poolSelector: 'default',
  requiresPoolSelector: false,
  isPreemptable: false,
  reservation: null,
});

/** A container record. */
export const containerRecord = (status: string, workerId: string | null = null): ContainerFacts => ({
  identified: true,
  status,
  workerId,
  demand: amount(1_000, 512),
  leaseGateway: null,
});

/** One property on trial. */
export class Trial {
  readonly evidence: Evidence = new Evidence();
  readonly accusations: Accusation[] = [];
  readonly goals: string[] = [];
  readonly #owed: Owed[] = [];
  readonly #listener: PropertyListener;
  #nowMs = 0;

  constructor(
    judge: Property | Goal,
    terms: Terms = 'leased',
    timings: Partial<Timings> = {},
    containers = 2,
    pools: readonly PoolPlan[] = [],
  ) {
    const court: Court = {
      evidence: this.evidence,
      limits: {
        terms,
        timings: { ...DEFAULT_TIMINGS, ...timings },
        calmFromMs: 0,
        longestRunMs: 1_000,
        totalRunMs: 2_000,
        containers,
        pools,
      },
      nowMs: () => this.#nowMs,
      accuse: (accusation) => void this.accusations.push(accusation),
      owe: (withinMs, otherwise) => this.#owe(withinMs, otherwise),
      reach: (goal) => void this.goals.push(goal),
    };
    this.#listener = judge.watch(court);
    this.evidence.listen(this.#listener);
  }

  /** The sentence of the first accusation; empty when there is none. */
  get sentence(): string {
    return this.accusations[0]?.sentence ?? '';
  }

  /** Turns the clock; what was owed by then and is still open becomes an accusation. */
  at(nowMs: number): this {
    this.#nowMs = nowMs;
    for (const owed of this.#owed) {
      if (!owed.open || owed.byMs > nowMs) continue;
      owed.open = false;
      this.accusations.push(owed.otherwise());
    }
    return this;
  }

  /** One step at Redis. */
  step(
    client: string | null,
    changes: readonly Change[],
    args: readonly string[] = [],
    connection = 1,
    writes: readonly string[] = [],
  ): this {
    const command = client === null ? 'EXPIRE-EVENT' : 'EVALSHA';
    this.evidence.commit({ atMs: this.#nowMs, client, connection, command, args, changes });
    this.#listener.activity?.({ client, connection, command, args, writes, atMs: Math.floor(this.#nowMs) });
    return this;
  }

  /** A plain command that changed nothing. */
  command(client: string, command: string): this {
    this.#listener.activity?.({ client, connection: 1, command, args: [], writes: [], atMs: Math.floor(this.#nowMs) });
    return this;
  }

  accepted(id: string): this {
    return this.tells(id, 'accepted');
  }

  /** A client did something or was told something. */
  tells(id: string, kind: ClientFact['kind'], detail = ''): this {
    this.evidence.client({ atMs: this.#nowMs, client: 'client-1', id, kind, detail });
    return this;
  }

  crashed(host: string): this {
    this.evidence.host({ atMs: this.#nowMs, host, change: 'crashed', reason: 'SIGKILL' });
    return this;
  }

  started(host: string): this {
    this.evidence.host({ atMs: this.#nowMs, host, change: 'started', reason: 'the world began' });
    return this;
  }

  resumed(host: string): this {
    this.evidence.host({ atMs: this.#nowMs, host, change: 'resumed', reason: 'it was paused' });
    return this;
  }

  calm(): this {
    this.#listener.calm?.();
    return this;
  }

  rest(): this {
    this.#listener.rest?.();
    return this;
  }

  #owe(withinMs: number, otherwise: () => Accusation): Obligation {
    const owed: Owed = { byMs: this.#nowMs + withinMs, otherwise, open: true };
    this.#owed.push(owed);
    const close = (): void => {
      owed.open = false;
    };
    return { met: close, withdraw: close };
  }
}
