/**
 * The vocabulary of keyspace evidence: what one atomic step at Redis changed, in the scheduler's terms and in both layouts (leased and
 * baseline). Keys are decoded once into these changes; properties read nothing else of Redis.
 */
import type { Resources } from '../../src/index.ts';
import type { ClaimFacts } from './provisioning.ts';

/** A worker record as stored. Numbers are what the record says, NaN when it says no number. */
export interface WorkerFacts {
  readonly id: string;
  readonly status: string;
  readonly total: Resources;
  readonly free: Resources;
  readonly gpuType: string;
  readonly poolName: string;
  /** Empty in layouts without it. */
  readonly incarnation: string;
  /** NaN when the record has none. */
  readonly version: number;
  /** What requests name to be placed there; empty in records without it. */
  readonly poolSelector: string;
  readonly requiresPoolSelector: boolean;
  readonly isPreemptable: boolean;
  /** For which container it is kept free, and how much; null for nobody. */
  readonly reservation: { readonly id: string; readonly demand: Resources } | null;
}

/** A container record as stored. */
export interface ContainerFacts {
  /** Has the record its identity fields? */
  readonly identified: boolean;
  readonly status: string;
  readonly workerId: string | null;
  readonly demand: Resources;
  /** The gateway that the record names as holder of the lease. */
  readonly leaseGateway: string | null;
}

/** What a request asks for beyond its amounts, as it was stored when it was submitted. */
export interface RequestFacts {
  /** Acceptable GPU types; empty accepts any. */
  readonly gpuTypes: readonly string[];
  readonly workspace: string | null;
  readonly poolSelector: string | null;
  readonly toleratesPreemption: boolean;
}

/** The limits of a workspace; null is no limit. */
export interface QuotaFacts {
  readonly cpuMillicores: number | null;
  readonly gpuCount: number | null;
}

/** Something appeared, changed or disappeared: `before` and `after` differ, null (or 0, or false) stands for absence. */
export type Change =
  | { readonly kind: 'worker'; readonly worker: string; readonly before: WorkerFacts | null; readonly after: WorkerFacts | null }
  | { readonly kind: 'container'; readonly id: string; readonly before: ContainerFacts | null; readonly after: ContainerFacts | null }
  /** A request was seen for the first time, or an id came back with another one. Too plain for stories. */
  | { readonly kind: 'request'; readonly id: string; readonly after: RequestFacts }
  /** Number of backlog entries of one container. */
  | {
      readonly kind: 'backlog';
      readonly id: string;
      readonly before: number;
      readonly after: number;
      /** Score of the entry that came; of the one that left, the score that it had. */
      readonly readyAtMs: number;
      /** Score of the first entry after the step; null when the backlog is empty. */
      readonly headMs: number | null;
    }
  | { readonly kind: 'lease'; readonly id: string; readonly before: boolean; readonly after: boolean }
  /** Number of entries of one container in one worker's queue. */
  | { readonly kind: 'queue'; readonly worker: string; readonly id: string; readonly before: number; readonly after: number }
  /** Delivery token of a delivered, unacknowledged container. */
  | {
      readonly kind: 'pending';
      readonly worker: string;
      readonly id: string;
      readonly before: string | null;
      readonly after: string | null;
    }
  /** The delivery token under which the container's record says that it was acknowledged. Too plain for stories. */
  | { readonly kind: 'acknowledged'; readonly id: string; readonly before: string | null; readonly after: string | null }
  | {
      readonly kind: 'owned';
      readonly worker: string;
      readonly id: string;
      readonly before: Resources | null;
      readonly after: Resources | null;
    }
  /** baseline: the worker wrote down that it received the container. */
  | { readonly kind: 'received'; readonly worker: string; readonly id: string; readonly before: boolean; readonly after: boolean }
  /** The worker is marked as cordoned, whether it is there or not. */
  | { readonly kind: 'cordon'; readonly worker: string; readonly before: boolean; readonly after: boolean }
  | { readonly kind: 'quota'; readonly workspace: string; readonly before: QuotaFacts | null; readonly after: QuotaFacts | null }
  /** A worker on its way: a claim was taken, got another container, or is over. */
  | { readonly kind: 'claim'; readonly worker: string; readonly before: ClaimFacts | null; readonly after: ClaimFacts | null }
  /** Token of a lock. */
  | { readonly kind: 'lock'; readonly key: string; readonly before: string | null; readonly after: string | null }
  /** Final outcome: `exited`, `stopped`, `failed:reason`, `lost:reason`, or `exit code n` where only a code is kept. */
  | { readonly kind: 'outcome'; readonly id: string; readonly before: string | null; readonly after: string | null };

/** One atomic step at Redis and what it changed. */
export interface LedgerCommit {
  /** Virtual milliseconds since the world began. */
  readonly atMs: number;
  /** The host that sent it; null when a key expired. */
  readonly client: string | null;
  readonly connection: number;
  readonly command: string;
  readonly args: readonly string[];
  readonly changes: readonly Change[];
}
