/**
 * Sources of nondeterminism that came with Node 22 to 26, reached by name because the types are those of the oldest Node. A program is left
 * out, and says so, where this Node does not have what it touches.
 */
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import perfHooks from 'node:perf_hooks';
import util from 'node:util';
import workerThreads from 'node:worker_threads';
import zlib from 'node:zlib';
import type { LeakProgram } from './corpus.ts';

type Method = (...args: unknown[]) => unknown;

/** A program that calls `owner[name]`; without `owner`, or without the method, this Node has nothing to leak. */
function calls(
  name: string,
  owner: unknown,
  method: string,
  run: (method: Method, owner: object) => unknown,
  refused?: string,
): LeakProgram {
  const value: unknown = typeof owner === 'object' || typeof owner === 'function' ? Reflect.get(owner ?? {}, method) : undefined;
  return {
    name,
    isThere: typeof value === 'function',
    // Read when it runs: the dispatcher stands there by then.
    run: () => run(Reflect.get(owner as object, method) as Method, owner as object),
    ...(refused === undefined ? {} : { refused }),
  };
}

const now: unknown = Reflect.get((Reflect.get(globalThis, 'Temporal') as object | undefined) ?? {}, 'Now');
const zipFile: unknown = Reflect.get(zlib, 'ZipFile');
const locks: unknown = Reflect.get(workerThreads, 'locks');
const password = { message: 'a', nonce: Buffer.alloc(16), parallelism: 1, tagLength: 8, memory: 8, passes: 1 };

const settled = (call: (done: (error: unknown, value: Buffer) => void) => void): Promise<string> =>
  new Promise((resolve, reject) => {
    call((error, value) => (error instanceof Error ? reject(error) : resolve(value.toString('hex'))));
  });

/** Programs that must be deterministic where this Node has what they use. */
export const newerDeterministic: readonly LeakProgram[] = [
  ...['instant', 'zonedDateTimeISO', 'plainDateTimeISO', 'plainDateISO', 'plainTimeISO'].map((name) =>
    calls(`Temporal.Now.${name}`, now, name, (method, owner) => {
      const moment = String(Reflect.apply(method, owner, []));
      const zone = name === 'instant' ? '' : String(Reflect.apply(method, owner, ['Asia/Tokyo']));
      return [moment, zone, Date.now()];
    }),
  ),
  calls('crypto.randomUUIDv7', crypto, 'randomUUIDv7', (method) => {
    const id = String(method());
    if (Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) !== Date.now()) throw new Error(`${id} does not begin with the time`);
    if (!/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(id)) throw new Error(`${id} is no UUID of version 7`);
    return id;
  }),
  calls('crypto.argon2', crypto, 'argon2', (method) => settled((done) => method('argon2id', password, done))),
  calls('process.threadCpuUsage', process, 'threadCpuUsage', (method) => method()),
  calls('process.availableMemory', process, 'availableMemory', (method) => method()),
  calls('perf_hooks.eventLoopUtilization', perfHooks, 'eventLoopUtilization', (method) => method()),
];

/** Programs that must be refused where this Node has what they use. */
export const newerRefused: readonly LeakProgram[] = [
  calls('navigator.locks', locks, 'request', (method, owner) => Reflect.apply(method, owner, ['lock', () => 1]), 'navigator.locks.request'),
  calls('util.debounce', util, 'debounce', (method) => method(() => undefined, 5), 'util.debounce'),
  calls('util.throttle', util, 'throttle', (method) => method(() => undefined, 1, 5), 'util.throttle'),
  calls('http.WebSocket', http, 'WebSocket', (method) => Reflect.construct(method, ['ws://redis/']) as unknown, 'new WebSocket'),
  calls('fs.glob', fs, 'glob', (method) => method('*', () => undefined), 'fs.glob'),
  calls('fs.promises.glob', fs.promises, 'glob', (method) => method('*'), 'fs.promises.glob'),
  calls('fs.Utf8Stream', fs, 'Utf8Stream', (method) => Reflect.construct(method, [{ fd: 1 }]) as unknown, 'new fs.Utf8Stream'),
  calls('net.BoundSocket', net, 'BoundSocket', (method) => Reflect.construct(method, [{ port: 0 }]) as unknown, 'new net.BoundSocket'),
  calls('zlib.ZipFile.open', zipFile, 'open', (method, owner) => Reflect.apply(method, owner, ['a.zip']), 'zlib.ZipFile.open'),
  calls('zlib.zipFiles', zlib, 'zipFiles', (method) => method([]), 'zlib.zipFiles'),
  calls('crypto.encapsulate', crypto, 'encapsulate', (method) => method('key'), 'crypto.encapsulate'),
  calls('process.execve', process, 'execve', (method) => method('/bin/true'), 'process.execve'),
];
