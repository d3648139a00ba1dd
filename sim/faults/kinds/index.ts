/** Every kind of fault: the union of their data, and the table by which plans are checked, told and applied. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { busyScript, type BusyScriptFault } from './busy-script.ts';
import { clockDrift, type ClockDriftFault } from './clock-drift.ts';
import { clockOffset, type ClockOffsetFault } from './clock-offset.ts';
import { clockStep, type ClockStepFault } from './clock-step.ts';
import { clog, type ClogFault } from './clog.ts';
import { crash, type CrashFault } from './crash.ts';
import { diskFull, type DiskFullFault } from './disk-full.ts';
import { dns, type DnsFault } from './dns.ts';
import { duplicateCall, type DuplicateCallFault } from './duplicate-call.ts';
import { failover, type FailoverFault } from './failover.ts';
import { halfOpen, type HalfOpenFault } from './half-open.ts';
import { hold, type HoldFault } from './hold.ts';
import { latency, type LatencyFault } from './latency.ts';
import { loading, type LoadingFault } from './loading.ts';
import { messageLoss, type MessageLossFault } from './message-loss.ts';
import { outputBuffer, type OutputBufferFault } from './output-buffer.ts';
import { partition, type PartitionFault } from './partition.ts';
import { pause, type PauseFault } from './pause.ts';
import { provisioner, type ProvisionerFault } from './provisioner.ts';
import { powerLoss, type PowerLossFault } from './power-loss.ts';
import { memoryPressure, type MemoryPressureFault } from './memory-pressure.ts';
import { connectionLimit, type ConnectionLimitFault } from './connection-limit.ts';
import { clientKill, type ClientKillFault } from './client-kill.ts';
import { clientPause, type ClientPauseFault } from './client-pause.ts';
import { redisCrash, type RedisCrashFault } from './redis-crash.ts';
import { redisKill, type RedisKillFault } from './redis-kill.ts';
import { refuse, type RefuseFault } from './refuse.ts';
import { replicaLag, type ReplicaLagFault } from './replica-lag.ts';
import { reset, type ResetFault } from './reset.ts';
import { restart, type RestartFault } from './restart.ts';
import { scriptFlush, type ScriptFlushFault } from './script-flush.ts';
import { shutdown, type ShutdownFault } from './shutdown.ts';
import { slow, type SlowFault } from './slow.ts';
import { slowCommand, type SlowCommandFault } from './slow-command.ts';

export type { BusyScriptFault } from './busy-script.ts';
export type { ClockDriftFault } from './clock-drift.ts';
export type { ClockOffsetFault } from './clock-offset.ts';
export type { ClockStepFault } from './clock-step.ts';
export type { ClogFault } from './clog.ts';
export type { CrashFault } from './crash.ts';
export type { DiskFullFault } from './disk-full.ts';
export type { DnsFault } from './dns.ts';
export type { DuplicateCallFault } from './duplicate-call.ts';
export type { FailoverFault } from './failover.ts';
export type { HalfOpenFault } from './half-open.ts';
export type { HoldFault } from './hold.ts';
export type { LatencyFault } from './latency.ts';
export type { LoadingFault } from './loading.ts';
export type { MessageLossFault } from './message-loss.ts';
export type { OutputBufferFault } from './output-buffer.ts';
export type { PartitionFault } from './partition.ts';
export type { PauseFault } from './pause.ts';
export type { ProvisionerFault } from './provisioner.ts';
export type { PowerLossFault } from './power-loss.ts';
export type { MemoryPressureFault } from './memory-pressure.ts';
export type { ConnectionLimitFault } from './connection-limit.ts';
export type { ClientKillFault } from './client-kill.ts';
export type { ClientPauseFault } from './client-pause.ts';
export type { RedisCrashFault } from './redis-crash.ts';
export type { RedisKillFault } from './redis-kill.ts';
export type { RefuseFault } from './refuse.ts';
export type { ReplicaLagFault } from './replica-lag.ts';
export type { ResetFault } from './reset.ts';
export type { RestartFault } from './restart.ts';
export type { ScriptFlushFault } from './script-flush.ts';
export type { ShutdownFault } from './shutdown.ts';
export type { SlowFault } from './slow.ts';
export type { SlowCommandFault } from './slow-command.ts';

/** One fault of a plan. */
export type Fault =
  | CrashFault
  | ShutdownFault
  | RestartFault
  | PauseFault
  | SlowFault
  | ClockOffsetFault
  | ClockDriftFault
  | ClockStepFault
  | LatencyFault
  | ClogFault
  | HoldFault
  | PartitionFault
  | ResetFault
  | HalfOpenFault
  | RefuseFault
  | DnsFault
  | DuplicateCallFault
  | MessageLossFault
  | ProvisionerFault
  | RedisCrashFault
  | RedisKillFault
  | PowerLossFault
  | FailoverFault
  | ReplicaLagFault
  | ScriptFlushFault
  | SlowCommandFault
  | BusyScriptFault
  | MemoryPressureFault
  | ConnectionLimitFault
  | ClientKillFault
  | ClientPauseFault
  | OutputBufferFault
  | DiskFullFault
  | LoadingFault;

/** What a world is made to suffer: plain data, in any order. */
export type FaultPlan = readonly Fault[];

/** Every kind of fault with its description and fields, in the order of lists. */
export const faultKinds: readonly FaultKind<FaultBase>[] = [
  crash,
  shutdown,
  restart,
  pause,
  slow,
  clockOffset,
  clockDrift,
  clockStep,
  latency,
  clog,
  hold,
  partition,
  reset,
  halfOpen,
  refuse,
  dns,
  duplicateCall,
  messageLoss,
  provisioner,
  redisCrash,
  redisKill,
  powerLoss,
  failover,
  replicaLag,
  scriptFlush,
  slowCommand,
  busyScript,
  memoryPressure,
  connectionLimit,
  clientKill,
  clientPause,
  outputBuffer,
  diskFull,
  loading,
];

const kindsByName: ReadonlyMap<string, FaultKind<FaultBase>> = new Map(faultKinds.map((kind) => [kind.kind, kind]));

/** The kind of a name; undefined when there is none. */
export function kindNamed(name: string): FaultKind<FaultBase> | undefined {
  return kindsByName.get(name);
}

/** The kind of a fault. */
export function kindOf(fault: Fault): FaultKind<FaultBase> {
  const kind = kindsByName.get(fault.kind);
  if (kind === undefined)
    throw new TypeError(`there is no fault of the kind ${JSON.stringify(fault.kind)}; check plans with checkPlan first`);
  return kind;
}

/** A fault in plain words, as stories tell it. */
export function describeFault(fault: Fault): string {
  return kindOf(fault).describe(fault);
}
