/**
 * The reference ledger of one world: tables of what Redis holds, what really runs where, what clients were told and which hosts live,
 * and the stream of facts that changes them. Properties subscribe; the scheduler is never asked. Work per fact does not grow with the
 * size of the world.
 */
import type { KeyspaceView } from '../../sim/redis/index.ts';
import type { Resources } from '../../src/index.ts';
import type { WorkerShape } from '../scenario.ts';
import { Audience } from './audience.ts';
import { applyToContainer, applyToLocks, applyToWorker } from './apply.ts';
import type { Change, LedgerCommit, QuotaFacts } from './changes.ts';
import { ContainerEvidence, WorkerEvidence, type LazyFact, type LockEvidence, type Run } from './custody.ts';
import { Provisioning, type ProvisionFact } from './provisioning.ts';
import { Meter } from './meter.ts';
import { sayChange, sayCommand, sayHost, sayResources } from './words.ts';

/** A host began or ended a life, or stalled. */
export interface HostFact {
  readonly atMs: number;
  readonly host: string;
  readonly change: 'started' | 'crashed' | 'restarted' | 'paused' | 'resumed' | 'died';
  readonly reason: string;
}

/** What a client did or was told. */
export interface ClientFact {
  readonly atMs: number;
  readonly client: string;
  readonly id: string;
  /** `over-quota`: refused because its workspace may not use more now; `unsatisfiable`: because nothing could ever run it, which is so. */
  readonly kind:
    | 'submits'
    | 'accepted'
    | 'told-ended'
    | 'unanswered'
    | 'refused'
    | 'over-quota'
    | 'unsatisfiable'
    | 'stops'
    | 'stop-answered';
  readonly detail: string;
}

/** A container began or ended to run. */
export interface RunFact {
  readonly atMs: number;
  readonly run: Run;
  readonly change: 'started' | 'ended';
}

/** Somebody who watches the evidence; the tables are up to date when it is called. */
export interface EvidenceListener {
  /** `commit` is only called for steps with a change of one of these kinds; for all when absent. */
  readonly kinds?: readonly Change['kind'][];
  /** Only for steps that changed something; with the containers that it touched, each once. */
  commit?(commit: LedgerCommit, touched: readonly ContainerEvidence[]): void;
  run?(fact: RunFact): void;
  host?(fact: HostFact): void;
  client?(fact: ClientFact): void;
  provision?(fact: ProvisionFact): void;
}

const STORY_MAX = 64;

function append(story: LazyFact[], fact: LazyFact): void {
  story.push(fact);
  if (story.length > STORY_MAX) story.splice(0, STORY_MAX / 2);
}

/** Changes that only properties read. */
const isSilent = (change: Change): boolean => change.kind === 'request' || change.kind === 'acknowledged';

const entriesOf = (container: ContainerEvidence): number => container.backlog + (container.leased ? 1 : 0);

/** Everything observed of one world. */
export class Evidence {
  readonly containers: Map<string, ContainerEvidence> = new Map();
  readonly workers: Map<string, WorkerEvidence> = new Map();
  readonly locks: Map<string, LockEvidence> = new Map();
  /** Workers that were asked for. */
  readonly provisioning: Provisioning = new Provisioning();
  /** Limits by workspace. */
  readonly quotas: Map<string, QuotaFacts> = new Map();
  /** What Redis holds, for single look-ups and for everything at rest; null until it is there. */
  keyspace: KeyspaceView | null = null;
  readonly hosts: Map<string, HostFact> = new Map();
  /** The last death of each host that died. */
  readonly deaths: Map<string, HostFact> = new Map();
  /** What the present life of each gateway says that it measured. */
  readonly meters: Map<string, Meter> = new Map();
  /** Entries in the backlog and leases, over all containers. */
  waiting = 0;
  /** Containers that run now, over all workers. */
  running = 0;
  readonly #commits = new Audience<EvidenceListener>();
  readonly #runListeners: EvidenceListener[] = [];
  readonly #hostListeners: EvidenceListener[] = [];
  readonly #clientListeners: EvidenceListener[] = [];
  readonly #provisionListeners: EvidenceListener[] = [];

  /** Listeners are called in the order in which they came. */
  listen(listener: EvidenceListener): void {
    if (listener.commit !== undefined) this.#commits.add(listener);
    if (listener.run !== undefined) this.#runListeners.push(listener);
    if (listener.host !== undefined) this.#hostListeners.push(listener);
    if (listener.client !== undefined) this.#clientListeners.push(listener);
    if (listener.provision !== undefined) this.#provisionListeners.push(listener);
  }

  /** The evidence of a container, begun if need be. */
  container(id: string): ContainerEvidence {
    let container = this.containers.get(id);
    if (container === undefined) this.containers.set(id, (container = new ContainerEvidence(id)));
    return container;
  }

  /** The evidence of a worker, begun if need be. */
  worker(id: string): WorkerEvidence {
    let worker = this.workers.get(id);
    if (worker === undefined) this.workers.set(id, (worker = new WorkerEvidence(id)));
    return worker;
  }

  /** Where a gateway that begins a life is to send its measurements. */
  meter(host: string): Meter {
    const meter = new Meter();
    this.meters.set(host, meter);
    return meter;
  }

  /** States what the machine of a worker really has. */
  machine(id: string, shape: WorkerShape): void {
    this.worker(id).shape = shape;
  }

  /** One step at Redis. */
  commit(commit: LedgerCommit): void {
    const touched: ContainerEvidence[] = [];
    let kinds = 0;
    for (const change of commit.changes) {
      kinds |= this.#commits.bitOf(change.kind);
      this.#apply(change, commit, touched);
    }
    if (kinds === 0) return;
    for (const listener of this.#commits.of(kinds)) listener.commit?.(commit, touched);
  }

  /** A container started on a worker; answers the run for `ended`. `source` is the line of the program that caused it, when known. */
  started(atMs: number, worker: string, id: string, demand: Resources, source: string | null = null): Run {
    const run: Run = { id, worker, demand, startedAtMs: atMs, source, endedAtMs: null, reason: null };
    const container = this.container(id);
    container.runs.push(run);
    container.running += 1;
    this.running += 1;
    this.worker(worker).running.add(run);
    const fact: LazyFact = { atMs, host: worker, text: () => `started ${id} (${sayResources(demand)})`, source };
    append(container.story, fact);
    append(this.worker(worker).story, fact);
    for (const listener of this.#runListeners) listener.run?.({ atMs, run, change: 'started' });
    return run;
  }

  /** A run ended; harmless when it has ended already. */
  ended(atMs: number, run: Run, reason: string, source: string | null = null): void {
    if (run.endedAtMs !== null) return;
    run.endedAtMs = atMs;
    run.reason = reason;
    const container = this.container(run.id);
    container.running -= 1;
    this.running -= 1;
    this.worker(run.worker).running.delete(run);
    append(container.story, { atMs, host: run.worker, text: () => `${run.id} ended: ${reason}`, source });
    for (const listener of this.#runListeners) listener.run?.({ atMs, run, change: 'ended' });
  }

  /** A host began or ended a life, or stalled. Containers of a dead host must be ended before by the runtime. */
  host(fact: HostFact): void {
    this.hosts.set(fact.host, fact);
    if (fact.change === 'crashed' || fact.change === 'died') this.deaths.set(fact.host, fact);
    const worker = this.workers.get(fact.host);
    if (worker !== undefined) append(worker.story, { atMs: fact.atMs, host: fact.host, text: () => sayHost(fact.change, fact.reason) });
    for (const listener of this.#hostListeners) listener.host?.(fact);
  }

  /** A worker was asked for, or something came of it. */
  provision(fact: ProvisionFact): void {
    append(this.worker(fact.worker.workerId).story, this.provisioning.apply(fact));
    for (const listener of this.#provisionListeners) listener.provision?.(fact);
  }

  /** A client did something or was told something. */
  client(fact: ClientFact): void {
    const container = this.container(fact.id);
    if (fact.kind === 'accepted' && container.acceptedAtMs === null) container.acceptedAtMs = fact.atMs;
    append(container.story, {
      atMs: fact.atMs,
      host: fact.client,
      text: () => `${fact.kind} ${fact.id}${fact.detail === '' ? '' : `: ${fact.detail}`}`,
    });
    for (const listener of this.#clientListeners) listener.client?.(fact);
  }

  #limit({ workspace, after }: Extract<Change, { kind: 'quota' }>): void {
    if (after === null) this.quotas.delete(workspace);
    else this.quotas.set(workspace, after);
  }

  #apply(change: Change, commit: LedgerCommit, touched: ContainerEvidence[]): void {
    const fact: LazyFact = { atMs: commit.atMs, host: 'redis', text: () => `${sayChange(change)} (${sayCommand(commit)})` };
    if (change.kind === 'lock') applyToLocks(change, this.locks, commit);
    if (change.kind === 'quota') this.#limit(change);
    if (change.kind === 'claim') this.provisioning.claim(change.worker, change.after, commit.client, commit.atMs);
    if ('worker' in change) {
      const worker = this.worker(change.worker);
      append(worker.story, fact);
      applyToWorker(change, worker, commit);
    }
    if ('id' in change) {
      const container = this.container(change.id);
      if (!touched.includes(container)) touched.push(container);
      if (!isSilent(change)) append(container.story, fact);
      const before = entriesOf(container);
      applyToContainer(change, container, commit);
      this.waiting += entriesOf(container) - before;
    }
  }
}
