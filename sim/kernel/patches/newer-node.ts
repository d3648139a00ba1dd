/**
 * What newer versions of Node brought (22 to 26) and a world refuses: it answers from real threads or by timers of Node's own that nobody
 * can replace. Where a Node does not have one of them, there is nothing to refuse.
 */
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import util from 'node:util';
import workerThreads from 'node:worker_threads';
import zlib from 'node:zlib';
import { refuseCall, refuseConstruction, type Patch } from './patch.ts';

function refused(api: string, reason: string, install: () => void): Patch {
  return { api, treatment: 'refused', reason, install };
}

function call(owner: object, ownerName: string, name: string, reason: string, advice: string): Patch {
  const api = `${ownerName}.${name}`;
  return refused(api, reason, () => refuseCall(owner, name, api, advice));
}

const threads = 'the thread pool answers in real time';

/** The manager of locks is one object behind two names, and its methods are its class's. */
function installLocks(): void {
  const locks: unknown = Reflect.get(workerThreads, 'locks');
  if (typeof locks !== 'object' || locks === null) return;
  const owner = Object.getPrototypeOf(locks) as object;
  for (const name of ['request', 'query'])
    refuseCall(owner, name, `navigator.locks.${name}`, 'Take the lock in Redis, or keep a promise in a variable.');
}

/** `http.WebSocket` is a second name of the global, which is guarded already. */
function installHttpWebSocket(): void {
  if (!Object.hasOwn(http, 'WebSocket')) return;
  Object.defineProperty(http, 'WebSocket', {
    value: Reflect.get(globalThis, 'WebSocket'),
    configurable: true,
    writable: true,
    enumerable: true,
  });
}

/** Web locks, zip files, glob, key encapsulation, debounce and throttle, bound sockets. */
export const newerNodePatches: readonly Patch[] = [
  refused('navigator.locks', 'they are granted through the real event loop', installLocks),
  refused('new http.WebSocket', 'it would go to the real network', installHttpWebSocket),
  ...['debounce', 'throttle'].map((name) =>
    call(util, 'util', name, 'its timers are Node’s own and fire in real time', 'Write it with setTimeout.'),
  ),
  ...['zipFiles', 'createZipArchive'].map((name) => call(zlib, 'zlib', name, threads, 'Make the archive before the world.')),
  refused('zlib.ZipFile.open', threads, () => {
    const owner: unknown = Reflect.get(zlib, 'ZipFile');
    if (typeof owner === 'function') refuseCall(owner, 'open', 'zlib.ZipFile.open', 'Read the archive before the world.');
  }),
  refused('fs.glob', threads, () => {
    for (const [owner, api] of [
      [fs, 'fs.glob'],
      [fs.promises, 'fs.promises.glob'],
    ] as const)
      refuseCall(owner, 'glob', api, 'Use fs.globSync.');
  }),
  refused('new fs.Utf8Stream', 'a real file would be written', () => {
    refuseConstruction(fs, 'Utf8Stream', 'new fs.Utf8Stream', 'Write to the log of the program from the suite, or not at all.');
  }),
  refused('new net.BoundSocket', 'a real port would be opened', () => {
    refuseConstruction(net, 'BoundSocket', 'new net.BoundSocket', 'Connect with net.connect to a host of the world.');
  }),
  call(crypto, 'crypto', 'encapsulate', 'OpenSSL draws the key from real randomness', 'Make the key before the world and hand it in.'),
  call(process, 'process', 'execve', 'it would replace the real process', 'Crash a host from the suite or a fault plan instead.'),
];
