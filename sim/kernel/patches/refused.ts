/** What a world refuses by name, because it would happen in real time and nobody could replay it. */
import childProcess from 'node:child_process';
import cluster from 'node:cluster';
import dgram from 'node:dgram';
import http2 from 'node:http2';
import tls from 'node:tls';
import workerThreads from 'node:worker_threads';
import { refuseCall, refuseConstruction, type Patch } from './patch.ts';

function call(owner: object, ownerName: string, name: string, reason: string, advice: string): Patch {
  const api = ownerName === '' ? name : `${ownerName}.${name}`;
  return {
    api,
    treatment: 'refused',
    reason,
    install: () => {
      refuseCall(owner, name, api, advice);
    },
  };
}

function construction(owner: object, ownerName: string, name: string, reason: string, advice: string): Patch {
  const api = `new ${ownerName === '' ? name : `${ownerName}.${name}`}`;
  return {
    api,
    treatment: 'refused',
    reason,
    install: () => {
      refuseConstruction(owner, name, api, advice);
    },
  };
}

/** The lib of plain ES has no WebAssembly; it is an object of the global. */
const webAssembly = Reflect.get(globalThis, 'WebAssembly') as object;

const port = 'Put it behind a port (an interface) of the program, and supply a simulated one in the suite.';

/** Child processes, threads, datagrams, TLS, HTTP through fetch, message channels, asynchronous WebAssembly. */
export const refusedPatches: readonly Patch[] = [
  ...['spawn', 'exec', 'execFile', 'fork', 'spawnSync', 'execSync', 'execFileSync'].map((name) =>
    call(childProcess, 'child_process', name, 'a real process would start', port),
  ),
  construction(workerThreads, 'worker_threads', 'Worker', 'a real thread would start', port),
  construction(
    workerThreads,
    'worker_threads',
    'MessageChannel',
    'its messages arrive through the real event loop',
    'Use setImmediate or queueMicrotask.',
  ),
  construction(
    workerThreads,
    'worker_threads',
    'BroadcastChannel',
    'its messages arrive through the real event loop',
    'Use an EventEmitter.',
  ),
  call(Atomics, 'Atomics', 'waitAsync', 'it waits in real time', 'Use setTimeout.'),
  call(cluster, 'cluster', 'fork', 'a real process would start', port),
  call(dgram, 'dgram', 'createSocket', 'real datagrams would be sent', port),
  call(tls, 'tls', 'connect', 'TLS is not simulated', 'Connect without TLS inside worlds (redis:// instead of rediss://).'),
  call(http2, 'http2', 'connect', 'HTTP/2 is not simulated', port),
  call(globalThis, '', 'fetch', 'it would go to the real network', port),
  construction(globalThis, '', 'WebSocket', 'it would go to the real network', port),
  construction(globalThis, '', 'EventSource', 'it would go to the real network', port),
  construction(globalThis, '', 'MessageChannel', 'its messages arrive through the real event loop', 'Use setImmediate or queueMicrotask.'),
  construction(globalThis, '', 'BroadcastChannel', 'its messages arrive through the real event loop', 'Use an EventEmitter.'),
  ...['compile', 'instantiate'].map((name) =>
    call(webAssembly, 'WebAssembly', name, 'compiled on real threads', "Instantiate it before the world (a suite's prepare)."),
  ),
];
