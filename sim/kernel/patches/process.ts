/** The process and its machine: `process.exit` ends the simulated process, signals to real ones are refused, and what is measured of the real machine is told as fixed numbers. */
import os from 'node:os';
import perfHooks from 'node:perf_hooks';
import { activeWorld } from '../active-world.ts';
import { dispatch, functionOf, refuseCall, type Patch } from './patch.ts';

const mebibyte = 1024 * 1024;
/** What a simulated process says of its memory; any fixed numbers serve. */
const memoryUsage = {
  rss: 64 * mebibyte,
  heapTotal: 32 * mebibyte,
  heapUsed: 16 * mebibyte,
  external: 2 * mebibyte,
  arrayBuffers: mebibyte,
};

const resourceUsage = {
  userCPUTime: 0,
  systemCPUTime: 0,
  maxRSS: memoryUsage.rss / 1024,
  sharedMemorySize: 0,
  unsharedDataSize: 0,
  unsharedStackSize: 0,
  minorPageFault: 0,
  majorPageFault: 0,
  swappedOut: 0,
  fsRead: 0,
  fsWrite: 0,
  ipcSent: 0,
  ipcReceived: 0,
  signalsCount: 0,
  voluntaryContextSwitches: 0,
  involuntaryContextSwitches: 0,
};

function installMemoryUsage(): void {
  const realResidentSetSize = functionOf(process.memoryUsage, 'rss');
  dispatch(process, 'memoryUsage', () => ({ ...memoryUsage }));
  Object.defineProperty(process.memoryUsage, 'rss', {
    configurable: true,
    writable: true,
    value: () =>
      activeWorld() === null && realResidentSetSize !== undefined ? Reflect.apply(realResidentSetSize, process, []) : memoryUsage.rss,
  });
}

/** `process.stdin` is real input; asking for it inside a world is refused. */
function installStandardInput(): void {
  const descriptor = Object.getOwnPropertyDescriptor(process, 'stdin');
  if (descriptor?.configurable !== true || descriptor.get === undefined) return;
  Object.defineProperty(process, 'stdin', {
    ...descriptor,
    get(): unknown {
      activeWorld()?.escape('process.stdin', 'Hand the input to the program from the suite.');
      return descriptor.get?.call(process);
    },
  });
}

/** `process.pid` is a plain value of the real process; each simulated one gets a number of its own. */
function installProcessId(): void {
  const real = process.pid;
  if (Object.getOwnPropertyDescriptor(process, 'pid')?.configurable !== true) return;
  Object.defineProperty(process, 'pid', { configurable: true, enumerable: true, get: () => activeWorld()?.processId() ?? real });
}

function fixed(owner: object, ownerName: string, name: string, value: () => unknown): Patch {
  return {
    api: `${ownerName}.${name}`,
    treatment: 'simulated',
    reason: 'what the real machine or process measures differs from run to run',
    install: () => {
      dispatch(owner, name, value);
    },
  };
}

/** process.exit, process.kill, process.pid and what tells about the machine. */
export const processPatches: readonly Patch[] = [
  {
    api: 'process.exit',
    treatment: 'simulated',
    reason: 'it would end the simulator instead of the host',
    install: () => {
      dispatch(process, 'exit', (world, [code]) => world.exit(Number(code ?? 0)));
      dispatch(process, 'reallyExit', (world, [code]) => world.exit(Number(code ?? 0)));
    },
  },
  ...['abort', 'kill'].map((name): Patch => ({
    api: `process.${name}`,
    treatment: 'refused',
    reason: 'it would reach a real process',
    install: () => {
      refuseCall(process, name, `process.${name}`, 'Crash a host from the suite or a fault plan instead.');
    },
  })),
  {
    api: 'process.pid',
    treatment: 'simulated',
    reason: 'the number of the real process differs from run to run',
    install: installProcessId,
  },
  { api: 'process.stdin', treatment: 'refused', reason: 'real input arrives in real time', install: installStandardInput },
  { api: 'process.memoryUsage', treatment: 'simulated', reason: 'the real heap differs from run to run', install: installMemoryUsage },
  fixed(process, 'process', 'cpuUsage', () => ({ user: 0, system: 0 })),
  fixed(process, 'process', 'threadCpuUsage', () => ({ user: 0, system: 0 })),
  fixed(process, 'process', 'resourceUsage', () => ({ ...resourceUsage })),
  fixed(process, 'process', 'availableMemory', () => 4096 * mebibyte),
  fixed(process, 'process', 'constrainedMemory', () => 0),
  fixed(performance, 'performance', 'eventLoopUtilization', () => ({ idle: 0, active: 0, utilization: 0 })),
  // Node 24 exports it a second time.
  fixed(perfHooks, 'perf_hooks', 'eventLoopUtilization', () => ({ idle: 0, active: 0, utilization: 0 })),
  fixed(os, 'os', 'uptime', () => 86_400),
  fixed(os, 'os', 'freemem', () => 4096 * mebibyte),
  fixed(os, 'os', 'totalmem', () => 8192 * mebibyte),
  fixed(os, 'os', 'loadavg', () => [0, 0, 0]),
  {
    api: 'os.hostname',
    treatment: 'simulated',
    reason: 'each simulated host has its own name',
    install: () => {
      dispatch(os, 'hostname', (world) => world.hostName());
    },
  },
];
