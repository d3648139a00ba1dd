/**
 * Small programs, each touching one source of nondeterminism that a Node program can meet. Inside a world each must either give the same
 * result for the same seed, whatever the machine does, or be refused by the name of the API.
 */
import childProcess from 'node:child_process';
import crypto from 'node:crypto';
import dns from 'node:dns';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import workerThreads, { Worker } from 'node:worker_threads';
import zlib from 'node:zlib';
import { newerDeterministic, newerRefused } from './newer-node.ts';

/** A program and what must become of it. */
export interface LeakProgram {
  readonly name: string;
  /** Its result is compared between runs. */
  readonly run: () => unknown;
  /** The API that the escape error must name; absent when the program must be deterministic. */
  readonly refused?: string;
  /** False where this Node does not have what the program uses. */
  readonly isThere?: boolean;
}

const callback = <Value>(call: (done: (error: unknown, value: Value) => void) => void): Promise<Value> =>
  new Promise((resolve, reject) => {
    call((error, value) => {
      if (error instanceof Error) reject(error);
      else resolve(value);
    });
  });

const signingKey = crypto.generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;

/** Programs that must be deterministic. */
const deterministic: readonly LeakProgram[] = [
  { name: 'Date.now', run: () => Date.now() },
  { name: 'new Date', run: () => new Date().toISOString() },
  { name: 'Date()', run: () => Date() },
  { name: 'Date subclass', run: () => new (class extends Date {})().getTime() },
  { name: 'performance.now', run: () => performance.now() },
  { name: 'process.hrtime', run: () => process.hrtime(process.hrtime()) },
  { name: 'process.hrtime.bigint', run: () => String(process.hrtime.bigint()) },
  { name: 'process.uptime', run: () => process.uptime() },
  { name: 'Math.random', run: () => Math.random() },
  { name: 'crypto.randomBytes', run: () => crypto.randomBytes(8).toString('hex') },
  {
    name: 'crypto.randomBytes with a callback',
    run: async () => (await callback<Buffer>((done) => crypto.randomBytes(8, done))).toString('hex'),
  },
  { name: 'crypto.randomUUID', run: () => crypto.randomUUID() },
  { name: 'globalThis.crypto.randomUUID', run: () => globalThis.crypto.randomUUID() },
  { name: 'crypto.randomInt', run: () => crypto.randomInt(1_000_000) },
  { name: 'crypto.randomInt with a callback', run: () => callback<number>((done) => crypto.randomInt(5, 1_000_000, done)) },
  { name: 'crypto.randomFillSync', run: () => Buffer.from(crypto.randomFillSync(new Uint8Array(8))).toString('hex') },
  { name: 'crypto.getRandomValues', run: () => Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString('hex') },
  {
    name: 'globalThis.crypto.getRandomValues',
    run: () => Buffer.from(globalThis.crypto.getRandomValues(new Uint8Array(8))).toString('hex'),
  },
  { name: 'crypto.scrypt', run: async () => (await callback<Buffer>((done) => crypto.scrypt('a', 'b', 8, done))).toString('hex') },
  {
    name: 'crypto.pbkdf2',
    run: async () => (await callback<Buffer>((done) => crypto.pbkdf2('a', 'b', 1, 8, 'sha1', done))).toString('hex'),
  },
  { name: 'setTimeout', run: () => new Promise((resolve) => setTimeout(() => resolve(Date.now()), 10_000)) },
  {
    name: 'setInterval',
    run: () =>
      new Promise((resolve) => {
        let ticks = 0;
        const timer = setInterval(() => {
          ticks += 1;
          if (ticks === 3) {
            clearInterval(timer);
            resolve(Date.now());
          }
        }, 1000);
      }),
  },
  { name: 'setImmediate', run: () => new Promise((resolve) => setImmediate(() => resolve(Date.now()))) },
  {
    name: 'clearTimeout by number',
    run: async () => {
      let fired = false;
      const timer = setTimeout(() => {
        fired = true;
      }, 10);
      clearTimeout(Number(timer));
      await timersPromises.setTimeout(100);
      return fired;
    },
  },
  { name: 'process.pid', run: () => process.pid },
  { name: 'os.hostname', run: () => os.hostname() },
  { name: 'process.memoryUsage', run: () => [process.memoryUsage(), process.memoryUsage.rss()] },
  { name: 'process.cpuUsage', run: () => process.cpuUsage() },
  { name: 'process.resourceUsage', run: () => process.resourceUsage() },
  { name: 'performance.eventLoopUtilization', run: () => performance.eventLoopUtilization() },
  {
    name: 'crypto.sign with a callback',
    run: async () => (await callback<Buffer>((done) => crypto.sign('sha256', Buffer.from('a'), signingKey, done))).toString('hex'),
  },
  { name: 'crypto.checkPrime', run: () => callback<boolean>((done) => crypto.checkPrime(7n, done)) },
  { name: 'os.freemem', run: () => [os.freemem(), os.totalmem(), os.uptime(), os.loadavg()] },
  { name: 'dns.lookup of an address', run: () => dns.promises.lookup('127.0.0.1') },
  { name: 'the number of a timer', run: () => Number(setTimeout(() => undefined, 1)) },
  {
    name: 'timer.refresh',
    run: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => resolve(Date.now()), 100);
        setTimeout(() => timer.refresh(), 50);
      }),
  },
  { name: 'promisify(setTimeout)', run: async () => [await promisify(setTimeout)(5000, 'value'), Date.now()] },
  { name: 'node:timers/promises setTimeout', run: async () => [await timersPromises.setTimeout(60_000, 'value'), Date.now()] },
  { name: 'node:timers/promises setImmediate', run: async () => [await timersPromises.setImmediate('value'), Date.now()] },
  {
    name: 'node:timers/promises setInterval',
    run: async () => {
      const times: number[] = [];
      for await (const _tick of timersPromises.setInterval(500)) {
        times.push(Date.now());
        if (times.length === 3) return times;
      }
      return times;
    },
  },
  {
    name: 'node:timers/promises scheduler.wait',
    run: async () => {
      await timersPromises.scheduler.wait(1000);
      return Date.now();
    },
  },
  {
    name: 'AbortSignal.timeout',
    run: async () => {
      const signal = AbortSignal.timeout(30_000);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return [Date.now(), (signal.reason as Error).name];
    },
  },
  {
    name: 'an aborted sleep',
    run: async () => {
      const failure: unknown = await timersPromises
        .setTimeout(60_000, null, { signal: AbortSignal.timeout(10) })
        .catch((error: unknown) => error);
      return [(failure as Error).name, Date.now()];
    },
  },
  { name: 'fs.readFile with a callback', run: async () => (await callback<Buffer>((done) => fs.readFile('package.json', done))).length },
  { name: 'fs.promises.readFile', run: async () => (await fs.promises.readFile('package.json', 'utf8')).length },
  {
    name: 'fs.readFile of a missing file',
    run: () => callback((done) => fs.readFile('no-such-file', done)).catch((error: NodeJS.ErrnoException) => error.code),
  },
  { name: 'zlib.gzip', run: async () => (await callback<Buffer>((done) => zlib.gzip('abc', done))).length },
  {
    name: 'dns.lookup of a host of the world',
    run: () => callback((done) => dns.lookup('program', (error, address) => done(error, address))),
  },
  {
    name: 'dns.lookup of nobody',
    run: () =>
      callback((done) => dns.lookup('nobody.example', (error, address) => done(error, address))).catch(
        (error: NodeJS.ErrnoException) => error.code,
      ),
  },
  { name: 'dns.promises.lookup', run: () => dns.promises.lookup('program') },
  {
    name: 'net.connect to nobody',
    run: () =>
      new Promise((resolve) =>
        net.connect(1, 'nobody.example').on('error', (error: NodeJS.ErrnoException) => resolve([error.code, Date.now()])),
      ),
  },
];

/** Programs that must be refused. */
const refused: readonly LeakProgram[] = [
  {
    name: 'fs.writeFile',
    run: () => callback((done) => fs.writeFile('never-written', 'x', (error) => done(error, null))),
    refused: 'fs.writeFile',
  },
  { name: 'fs.promises.writeFile', run: () => fs.promises.writeFile('never-written', 'x'), refused: 'fs.promises.writeFile' },
  {
    name: 'fs.createReadStream',
    run: () => new Promise((resolve) => fs.createReadStream('package.json').on('data', resolve)),
    refused: 'fs.createReadStream',
  },
  { name: 'fs.writeFileSync', run: () => fs.writeFileSync('never-written', 'x'), refused: 'fs.writeFileSync' },
  { name: 'fs.openSync for writing', run: () => fs.openSync('never-written', 'w'), refused: 'fs.openSync' },
  { name: 'fs.mkdirSync', run: () => fs.mkdirSync('never-made'), refused: 'fs.mkdirSync' },
  { name: 'zlib.createGzip', run: () => zlib.createGzip(), refused: 'zlib.createGzip' },
  { name: 'worker_threads.MessageChannel', run: () => new workerThreads.MessageChannel(), refused: 'new worker_threads.MessageChannel' },
  { name: 'dns.Resolver', run: () => new dns.Resolver(), refused: 'new dns.Resolver' },
  { name: 'dns.promises.Resolver', run: () => new dns.promises.Resolver(), refused: 'new dns.promises.Resolver' },
  { name: 'ECDH keys', run: () => crypto.createECDH('secp256k1').generateKeys('hex'), refused: 'crypto.ECDH.generateKeys' },
  { name: 'process.stdin', run: () => process.stdin.on('data', () => undefined), refused: 'process.stdin' },
  { name: 'child_process.spawn', run: () => childProcess.spawn('true'), refused: 'child_process.spawn' },
  { name: 'child_process.execSync', run: () => childProcess.execSync('true'), refused: 'child_process.execSync' },
  { name: 'worker_threads.Worker', run: () => new Worker('process.exit()', { eval: true }), refused: 'new worker_threads.Worker' },
  { name: 'net.Server.listen', run: () => net.createServer().listen(0), refused: 'net.Server.listen' },
  { name: 'fetch', run: () => fetch('http://redis/'), refused: 'fetch' },
  { name: 'dns.resolve4', run: () => dns.promises.resolve4('program'), refused: 'dns.promises.resolve4' },
  {
    name: 'crypto.subtle.digest',
    run: () => globalThis.crypto.subtle.digest('SHA-256', new Uint8Array(1)),
    refused: 'crypto.subtle.digest',
  },
  { name: 'crypto.generateKeyPairSync', run: () => crypto.generateKeyPairSync('ed25519'), refused: 'crypto.generateKeyPairSync' },
  { name: 'process.kill', run: () => process.kill(process.pid, 0), refused: 'process.kill' },
  { name: 'MessageChannel', run: () => new MessageChannel(), refused: 'new MessageChannel' },
  { name: 'a Unix socket', run: () => net.connect('/nowhere.sock'), refused: 'net.connect' },
];

/** The whole corpus. */
export const leakCorpus: readonly LeakProgram[] = [...deterministic, ...newerDeterministic, ...refused, ...newerRefused];
