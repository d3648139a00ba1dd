/** Faults as data: one small file a kind, and the function that puts a plan into a world. */
import type { World } from '../world/index.ts';
import { crash, type CrashFault } from './crash.ts';
import { latency, type LatencyFault } from './latency.ts';
import { partition, type PartitionFault } from './partition.ts';
import { pause, type PauseFault } from './pause.ts';
import { reset, type ResetFault } from './reset.ts';

export type { CrashFault } from './crash.ts';
export type { FaultBase, FaultKind } from './fault.ts';
export type { LatencyFault } from './latency.ts';
export type { PartitionFault } from './partition.ts';
export type { PauseFault } from './pause.ts';
export type { ResetFault } from './reset.ts';

/** One fault of a plan. */
export type Fault = CrashFault | PauseFault | PartitionFault | ResetFault | LatencyFault;

/** What a world is made to suffer: plain data, in any order. */
export type FaultPlan = readonly Fault[];

/** Every kind of fault with its description, for lists. */
export const faultKinds: readonly { readonly kind: string; readonly description: string }[] = [crash, pause, partition, reset, latency];

/** Orders every fault of a plan at its moment. */
export function applyFaults(world: World, plan: FaultPlan): void {
  plan.forEach((fault, index) => {
    world.at(fault.atMs, `fault/${fault.kind}/${fault.target}/${index}`, () => {
      strike(world, fault);
    });
  });
}

/** A fault in plain words, as stories tell it. */
export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case 'crash':
      return crash.describe(fault);
    case 'pause':
      return pause.describe(fault);
    case 'partition':
      return partition.describe(fault);
    case 'reset':
      return reset.describe(fault);
    case 'latency':
      return latency.describe(fault);
  }
}

function strike(world: World, fault: Fault): void {
  switch (fault.kind) {
    case 'crash':
      crash.apply(world, fault);
      return;
    case 'pause':
      pause.apply(world, fault);
      return;
    case 'partition':
      partition.apply(world, fault);
      return;
    case 'reset':
      reset.apply(world, fault);
      return;
    case 'latency':
      latency.apply(world, fault);
  }
}
