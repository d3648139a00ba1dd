/** Where each container and each worker stands now, as tables that properties read. Only `Evidence` writes them. */
import type { Fact } from '../../sim/check/index.ts';
import type { Resources } from '../../src/index.ts';
import type { WorkerShape } from '../scenario.ts';
import type { ContainerFacts, RequestFacts, WorkerFacts } from './changes.ts';

/** One run of a container as the simulated runtime saw it. */
export interface Run {
  readonly id: string;
  /** The worker's host. */
  readonly worker: string;
  readonly demand: Resources;
  readonly startedAtMs: number;
  /** The line that asked for it, `src/worker/container-life.ts:110`; null when nobody knows. */
  readonly source: string | null;
  /** Null while it runs. */
  endedAtMs: number | null;
  /** Why it ended: `exit code 0`, `SIGTERM`, `worker crashed`. */
  reason: string | null;
}

/** A fact whose words are only made when a story needs them. */
export interface LazyFact {
  readonly atMs: number;
  readonly host: string;
  text(): string;
  /** `src/worker/container-life.ts:110` when the program's code caused it and the world is recorded. */
  readonly source?: string | null;
}

/** Writes facts out. */
export const tell = (facts: readonly LazyFact[]): Fact[] =>
  facts.map((fact) => {
    const { atMs, host, source = null } = fact;
    return { atMs, host, text: fact.text(), ...(source === null ? {} : { source }) };
  });

/** Everything known of one container. */
export class ContainerEvidence {
  readonly id: string;
  record: ContainerFacts | null = null;
  /** What was asked for; null until it was seen. */
  request: RequestFacts | null = null;
  /** How often its record appeared; each appearance is one life. */
  lives = 0;
  /** Entries in the backlog. */
  backlog = 0;
  /** How often it entered the backlog. */
  backlogEntries = 0;
  /** Who took it last from a place that was responsible for it: a gateway from the backlog, a worker from its queue. */
  takenBy: string | null = null;
  /** When it last left the backlog. */
  leftBacklogAtMs = 0;
  leased = false;
  /** Entries by worker. */
  readonly queued: Map<string, number> = new Map();
  /** Delivery tokens by worker. */
  readonly pending: Map<string, string> = new Map();
  readonly owned: Map<string, Resources> = new Map();
  readonly received: Set<string> = new Set();
  readonly runs: Run[] = [];
  running = 0;
  /** The first outcome that was written. */
  outcome: string | null = null;
  outcomeAtMs = 0;
  /** When a client was first told that it is accepted. */
  acceptedAtMs: number | null = null;
  /** What happened to it, in order. */
  readonly story: LazyFact[] = [];

  constructor(id: string) {
    this.id = id;
  }

  /** Is something in Redis or a runtime responsible for it? */
  get inCustody(): boolean {
    return (
      this.outcome !== null ||
      this.backlog > 0 ||
      this.leased ||
      this.queued.size > 0 ||
      this.pending.size > 0 ||
      this.owned.size > 0 ||
      this.received.size > 0 ||
      this.running > 0
    );
  }

  /** The workers on which it has a live assignment: queued, delivered, owned or running. */
  assignedWorkers(): Set<string> {
    const workers = new Set<string>(this.queued.keys());
    for (const worker of this.pending.keys()) workers.add(worker);
    for (const worker of this.owned.keys()) workers.add(worker);
    if (this.running > 0) for (const run of this.runs) if (run.endedAtMs === null) workers.add(run.worker);
    return workers;
  }

  /** The last facts, written out. */
  facts(count = 6): Fact[] {
    return tell(this.story.slice(-count));
  }
}

/** Everything known of one worker. */
export class WorkerEvidence {
  readonly id: string;
  record: WorkerFacts | null = null;
  /** When its record changed last. */
  changedAtMs = 0;
  cordoned = false;
  /** What its machine really has; null when nobody said. */
  shape: WorkerShape | null = null;
  readonly queue: Map<string, number> = new Map();
  readonly pending: Map<string, string> = new Map();
  readonly owned: Map<string, Resources> = new Map();
  /** baseline: what it wrote down as received. */
  readonly received: Set<string> = new Set();
  readonly running: Set<Run> = new Set();
  readonly story: LazyFact[] = [];

  constructor(id: string) {
    this.id = id;
  }

  /** Is something placed on it, in Redis or at the runtime? */
  get busy(): boolean {
    return this.queue.size > 0 || this.pending.size > 0 || this.owned.size > 0 || this.running.size > 0;
  }

  /** The last facts, written out. */
  facts(count = 6): Fact[] {
    return tell(this.story.slice(-count));
  }
}

/** A lock that is held. */
export interface LockEvidence {
  readonly key: string;
  readonly token: string;
  /** The host that took it. */
  readonly holder: string;
  readonly sinceMs: number;
}
