/** What one measured run says, in the terms of document 004 and of the aims. */
import type { Measured } from './run.ts';

/** The numbers of a run. */
export interface RunFigures {
  readonly wallMs: number;
  readonly isDone: boolean;
  readonly placed: number;
  /** Requests that the design gave up. */
  readonly failed: number;
  readonly planningMs: number;
  readonly commitMs: number;
  readonly workersUsed: number;
  /** Locks that were obtained by the gateways. */
  readonly lockAcquisitions: number;
  /** Scripts or versioned updates that changed a worker's capacity; what the preset counts, or the committer's calls. */
  readonly capacityUpdates: number;
  /** Runs of the commit script; 0 in designs without one. */
  readonly commitScripts: number;
  readonly cacheHits: number;
  readonly cacheMisses: number;
  readonly cacheInvalidations: number;
  /** Containers that were refused because their worker had changed, as every preset counts them; refused locks are apart. */
  readonly conflicts: number;
  /** Containers whose placement was refused for whatever reason, refused locks included; at least `conflicts` where nobody tries again in place. */
  readonly refused: number;
  readonly lockRefusals: number;
  readonly needlessWorkers: number;
  readonly roundTrips: number;
  /** Commands that gateways sent, and what Redis executed because of them. */
  readonly commandsSent: number;
  readonly redisMs: number;
  readonly gatewayMs: number;
  readonly doublyPlaced: number;
  readonly overbooked: number;
}

/** Takes a run apart. */
export function figuresOf({ wallMs, isDone, census, gateways, redisMs, redisCommands }: Measured): RunFigures {
  const counted = (name: keyof typeof gateways.counters): number => gateways.counters[name] ?? 0;
  return {
    wallMs,
    isDone,
    placed: census.placed,
    failed: gateways.failed,
    planningMs: gateways.planningMs,
    commitMs: gateways.commitMs,
    workersUsed: census.byWorker.size,
    lockAcquisitions: gateways.locks,
    capacityUpdates: counted('capacity_updates') || gateways.commits,
    commitScripts: gateways.commands['commit'] ?? 0,
    cacheHits: counted('cache_hits'),
    cacheMisses: counted('cache_misses'),
    cacheInvalidations: counted('cache_invalidations'),
    conflicts: counted('conflicts'),
    refused: gateways.refused,
    lockRefusals: gateways.lockRefusals,
    needlessWorkers: Math.max(counted('workers_added'), census.addedWorkers),
    roundTrips: gateways.roundTrips,
    commandsSent: redisCommands,
    redisMs,
    gatewayMs: gateways.cpuMs,
    doublyPlaced: census.doublyPlaced,
    overbooked: census.overbooked,
  };
}

/** A cost divided by the containers that were placed; infinite when none was. */
export function perPlacement(figures: RunFigures, amount: number): number {
  return figures.placed === 0 ? Number.POSITIVE_INFINITY : amount / figures.placed;
}

/** Whether what was placed was placed rightly. */
export function isSound({ doublyPlaced, overbooked }: RunFigures): boolean {
  return doublyPlaced === 0 && overbooked === 0;
}
