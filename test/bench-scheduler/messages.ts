/** What the benchmark and its processes tell each other. */
import type { CounterName, NewWorker, PresetName } from '../../src/index.ts';
import type { PlannedWorker } from './load.ts';

/** To a gateway process. */
export type GatewayOrder =
  | { readonly kind: 'start'; readonly redis: string; readonly preset: PresetName; readonly id: string; readonly workersMax: number }
  | { readonly kind: 'report' }
  | { readonly kind: 'stop' };

/** What a gateway process counted since its start. */
export interface GatewayReport {
  /** Moments of acceptance (ms of this machine's clock) and how many containers at once. */
  readonly placed: readonly (readonly [atMs: number, count: number])[];
  /** Placements that were refused for another reason than success, as the committer told them. */
  readonly refused: number;
  /** Requests that were given up. */
  readonly failed: number;
  readonly commits: number;
  readonly snapshots: number;
  readonly planningMs: number;
  readonly commitMs: number;
  readonly locks: number;
  readonly lockRefusals: number;
  readonly counters: Partial<Record<CounterName, number>>;
  /** Commands on the gateway's connection; scripts by their names. */
  readonly commands: Readonly<Record<string, number>>;
  /** Longest chain of commands of one batch in which each was sent after the answer of the one before. */
  readonly roundTrips: number;
  /** Processor time from the look at the backlog that gave the first placement to the last placement. */
  readonly cpuMs: number;
}

/** From a gateway process. */
export type GatewayNews =
  | { readonly kind: 'ready' | 'stopped' }
  /** So many are placed, or given up, by this gateway since its start. */
  | { readonly kind: 'settled'; readonly count: number }
  | { readonly kind: 'wants-worker'; readonly worker: NewWorker }
  | { readonly kind: 'report'; readonly report: GatewayReport };

/** To a process with many workers. */
export type FleetOrder =
  | { readonly kind: 'start'; readonly redis: string; readonly preset: PresetName; readonly workers: readonly PlannedWorker[] }
  | { readonly kind: 'add'; readonly worker: NewWorker }
  | { readonly kind: 'stop' };

/** From a process with many workers. */
export type FleetNews = { readonly kind: 'ready' | 'stopped' };
