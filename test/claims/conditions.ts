/**
 * The conditions under which one world is measured, as plain data: which design, how many of everything, how far away Redis is, and what is
 * tuned. A figure without its conditions says nothing, so both are kept together.
 */
import type { PresetName, Timings } from '../../src/index.ts';
import type { Latency } from '../../sim/world/index.ts';

/** How long a message between a process and Redis travels one way. Redis itself and the processes take no time at all. */
export const NETWORKS: Readonly<Record<NetworkName, Latency>> = {
  'data centre': { minimumMicros: 300, maximumMicros: 400 },
  loopback: { minimumMicros: 20, maximumMicros: 30 },
};

/** `data centre`: 0.7 ms there and back. `loopback`: 0.05 ms, a Redis on the same machine, as in the tests of documents 002 and 003. */
export type NetworkName = 'data centre' | 'loopback';

/** What every worker of a world offers, and what each container wants, in containers that fit. */
export interface Fleet {
  readonly workers: number;
  /** Containers of 1,000 millicores and 1,024 MiB that fit on one worker. */
  readonly slots: number;
  /** Of the workers, so many have this many GPUs each; containers for them want one. */
  readonly gpuWorkers?: number;
  readonly gpus?: number;
}

/** Everything that differs between two measured worlds, except the seed. */
export interface Conditions {
  readonly preset: PresetName;
  readonly network: NetworkName;
  readonly gateways: number;
  readonly fleet: Fleet;
  /** Submitted at once. */
  readonly containers: number;
  /** Of these, so many want a GPU. */
  readonly gpuContainers?: number;
  readonly timings?: Partial<Timings>;
  /**
   * The order in which Redis lists the members of a set. `same`: a Redis whose set does not change gives the same order each time. `shuffled`: a new
   * one each time, as in the tests of document 003, which shuffle the workers before each attempt.
   */
  readonly listing: 'same' | 'shuffled';
  /** Workers can be asked for; then it is counted how many are. */
  readonly canProvision: boolean;
  /** How long a machine boots that was asked for. */
  readonly bootMs: number;
  /** How long the world goes on after the last placement, so that what is asked for or placed too late is seen. */
  readonly aftermathMs: number;
}

/** What a container of a measured world wants. */
export const DEMAND = { cpuMillicores: 1_000, memoryMib: 1_024 } as const;

/** Documents 002 and 004: 100 containers on 20 workers of 100 cores, one gateway, a network. */
export const STANDARD: Conditions = {
  preset: 'leased',
  network: 'data centre',
  gateways: 1,
  fleet: { workers: 20, slots: 100 },
  containers: 100,
  listing: 'same',
  canProvision: true,
  bootMs: 20_000,
  aftermathMs: 300,
};
