/**
 * A real redis-server as an engine: the one at REDIS_URL (it is emptied!), or the one in PATH, started on a free loopback port without
 * persistence and stopped by its process id.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeRequest, isItems, WireDecoder } from './wire.ts';
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Engine, EngineConnection } from './engine.ts';
import type { Wire } from './wire.ts';

const REPLY_TIMEOUT_MS = 5000;
const SILENCE_MS = 25;

class RealConnection implements EngineConnection {
  readonly #socket: Socket;
  readonly #decoder = new WireDecoder();
  #closed = false;
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes) => {
      this.#decoder.push(bytes);
      this.#wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
  }

  send(words: readonly string[]): void {
    this.#socket.write(encodeRequest(words));
  }

  sendAll(requests: readonly (readonly string[])[]): void {
    this.#socket.write(Buffer.concat(requests.map(encodeRequest)));
  }

  sendBytes(bytes: Buffer): void {
    if (!this.#closed) this.#socket.write(bytes);
  }

  isClosed(): boolean {
    return this.#closed;
  }

  async receive(): Promise<Wire> {
    const deadline = performance.now() + REPLY_TIMEOUT_MS;
    for (;;) {
      const reply = this.#decoder.replies.shift();
      if (reply !== undefined) return reply;
      const leftMs = deadline - performance.now();
      if (this.#closed || leftMs <= 0) return { nothing: this.#closed ? 'closed' : 'silence' };
      await this.#change(leftMs);
    }
  }

  take(): readonly Wire[] {
    return this.#decoder.replies.splice(0);
  }

  async until(count: number, milliseconds: number): Promise<void> {
    const deadline = performance.now() + milliseconds;
    for (;;) {
      const leftMs = deadline - performance.now();
      if (this.#decoder.replies.length >= count || this.#closed || leftMs <= 0) return;
      await this.#change(leftMs);
    }
  }

  async silent(): Promise<boolean> {
    await delay(SILENCE_MS);
    return this.#decoder.replies.length === 0;
  }

  close(): void {
    this.#socket.destroy();
  }

  #change(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

class RealEngine implements Engine {
  readonly name = 'redis-server';
  readonly #host: string;
  readonly #port: number;
  readonly #process: ChildProcess | null;
  #admin: RealConnection | null = null;
  readonly #open: RealConnection[] = [];

  constructor(host: string, port: number, process: ChildProcess | null) {
    this.#host = host;
    this.#port = port;
    this.#process = process;
  }

  get address(): RealAddress {
    return { host: this.#host, port: this.#port };
  }

  async reset(): Promise<void> {
    for (const connection of this.#open.splice(0)) connection.close();
    await this.ask(['CLIENT', 'UNPAUSE']);
    await this.#putBack();
    for (const words of [['FLUSHALL'], ['SCRIPT', 'FLUSH'], ['FUNCTION', 'FLUSH'], ['CONFIG', 'RESETSTAT']]) await this.ask(words);
  }

  /** Settings and users, which outlive their connections. */
  async #putBack(): Promise<void> {
    const settings = await this.#settings();
    this.#original ??= settings;
    const changed = [...this.#original].filter(([name, value]) => settings.get(name) !== value);
    if (changed.length > 0) await this.ask(['CONFIG', 'SET', ...changed.flat()]);
    const users = textsOf(await this.ask(['ACL', 'USERS'])).filter((name) => name !== 'default');
    if (users.length > 0) await this.ask(['ACL', 'DELUSER', ...users]);
  }

  #original: ReadonlyMap<string, string> | null = null;

  async #settings(): Promise<ReadonlyMap<string, string>> {
    const texts = textsOf(await this.ask(['CONFIG', 'GET', '*']));
    return new Map(texts.flatMap((name, at) => (at % 2 === 0 ? [[name, texts[at + 1] ?? ''] as const] : [])));
  }

  async connect(): Promise<EngineConnection> {
    const connection = await this.#connect();
    this.#open.push(connection);
    return connection;
  }

  async sleep(milliseconds: number): Promise<void> {
    await delay(milliseconds);
  }

  async nowMs(): Promise<number> {
    const time = await this.ask(['TIME']);
    const [seconds, microseconds] = Array.isArray(time) ? time : [];
    return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
  }

  async ask(words: readonly string[]): Promise<Wire> {
    this.#admin ??= await this.#connect();
    this.#admin.send(words);
    return this.#admin.receive();
  }

  stop(): Promise<void> {
    for (const connection of this.#open) connection.close();
    this.#admin?.close();
    const child = this.#process;
    if (child === null) return Promise.resolve();
    return new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
  }

  #connect(): Promise<RealConnection> {
    return new Promise((resolve, reject) => {
      const socket = createConnection(this.#port, this.#host);
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.setNoDelay(true);
        resolve(new RealConnection(socket));
      });
    });
  }
}

/** The texts of an array; none of an error. */
function textsOf(reply: Wire): readonly string[] {
  return isItems(reply) ? reply.filter((item) => typeof item === 'string') : [];
}

/** The real server with its version, or the reason why there is none. */
export type RealServer =
  | { readonly engine: Engine; readonly version: string; readonly address: RealAddress }
  | { readonly missing: string };

/** Where it listens. */
interface RealAddress {
  readonly host: string;
  readonly port: number;
}

/** Any server that speaks RESP, as an engine. */
export function engineAt(host: string, port: number): Engine {
  return new RealEngine(host, port, null);
}

/** Which real server. */
interface RealServerChoice {
  /** Null: one of the test's own in any case. */
  readonly url: string | null;
  /** Further words of its command line. */
  readonly options: readonly string[];
}

/** Finds or starts a real server. */
export async function startReal(
  { url, options }: RealServerChoice = { url: process.env['REDIS_URL'] ?? null, options: [] },
): Promise<RealServer> {
  const engine = url === null ? await spawnServer(options) : new RealEngine(new URL(url).hostname, Number(new URL(url).port || 6379), null);
  if (engine === null) return { missing: 'no redis-server in PATH and no REDIS_URL' };
  const info = await engine.ask(['INFO', 'server']);
  const version = typeof info === 'string' ? /redis_version:(\S+)/.exec(info)?.[1] : undefined;
  return { engine, version: version ?? 'unknown', address: engine.address };
}

async function spawnServer(further: readonly string[]): Promise<RealEngine | null> {
  if (spawnSync('redis-server', ['--version']).status !== 0) return null;
  const port = await freePort();
  // SAVE and BGREWRITEAOF write files.
  const folder = mkdtempSync(join(tmpdir(), 'manyworlds-fidelity-'));
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  const options = [...place, '--save', '', '--appendonly', 'no', '--enable-debug-command', 'yes', ...further];
  const child = spawn('redis-server', options, { stdio: 'ignore' });
  child.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (let attempt = 0; attempt < 100; attempt++) {
    const engine = new RealEngine('127.0.0.1', port, child);
    try {
      await engine.ask(['PING']);
      return engine;
    } catch {
      await delay(20);
    }
  }
  child.kill('SIGKILL');
  throw new Error(`redis-server did not answer on port ${port} within 2 s`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
