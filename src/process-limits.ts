/** What the process runtime can hold containers to on this machine. Found by trying, because systems accept limits that they do not keep. */
import type { ContainerRuntime } from './runtime.ts';

/** Whether one limit is kept, and by what. */
export interface RuntimeLimit {
  readonly isEnforced: boolean;
  readonly how: string;
}

/** What containers are held to. */
export interface RuntimeLimits {
  readonly memory: RuntimeLimit;
  readonly cpu: RuntimeLimit;
  readonly gpus: RuntimeLimit;
  /** Whether everything that a container started ends with it. */
  readonly descendants: RuntimeLimit;
}

/** Least memory limit: below it not even a shell starts. */
const MEMORY_MIN_KIB = 16_384;

/** Limit in KiB for `ulimit -d`; nothing for a container that asks for no memory, because it then says nothing about it. */
export function memoryLimitKib(memoryMib: number): string {
  return memoryMib === 0 ? '' : String(Math.max(MEMORY_MIN_KIB, memoryMib * 1_024));
}

/** Tries the limits with two containers of the runtime, which end with their worker as all of its containers do. Takes some milliseconds. */
export async function probeLimits(isMemoryLimited: boolean, start: ContainerRuntime['start']): Promise<RuntimeLimits> {
  return {
    memory: isMemoryLimited ? await probeMemory(start) : { isEnforced: false, how: 'switched off' },
    cpu: { isEnforced: false, how: 'a share of processors needs a cgroup: put the worker itself into one' },
    gpus: { isEnforced: false, how: 'containers see every GPU of the machine' },
    descendants:
      process.platform === 'linux'
        ? { isEnforced: true, how: 'process group, and a mark in the environment for what leaves it' }
        : { isEnforced: false, how: 'the process group only: what calls setsid is not found here' },
  };
}

/** A program that wants 64 MiB at once: must fail within 16 MiB and must not fail without the limit. */
const GREEDY = ['dd', 'if=/dev/zero', 'of=/dev/null', 'bs=67108864', 'count=1'];

async function probeMemory(start: ContainerRuntime['start']): Promise<RuntimeLimit> {
  const [limited, free] = await Promise.all([exitCode(start, MEMORY_MIN_KIB / 1_024), exitCode(start, 0)]);
  return limited !== 0 && free === 0
    ? { isEnforced: true, how: 'each process by itself, by its data segment (RLIMIT_DATA)' }
    : { isEnforced: false, how: 'this system does not keep RLIMIT_DATA' };
}

async function exitCode(start: ContainerRuntime['start'], memoryMib: number): Promise<number | null> {
  try {
    const probe = await start({ id: 'memory-probe', cpuMillicores: 0, memoryMib, gpuCount: 0, gpuTypes: [], command: GREEDY });
    return (await probe.exit).code;
  } catch {
    return null;
  }
}
