/** The network of one world: who listens where, which links are cut or slow, and the connections that are open. */
import { isIP } from 'node:net';
import type { Kernel, Process } from '../kernel/index.ts';
import { Connection, type ConnectionContext } from './connection.ts';
import type { DescribeRequest, Latency, Network, ResetManner, ServerConnection, ServerHandlers } from './network.ts';
import type { MessageSignal } from './signals.ts';
import { SimulatedSocket } from './simulated-socket.ts';

/** What the network asks of the world. */
export interface NetworkContext {
  readonly kernel: Kernel;
  /** The running process of a host; null when it is down; undefined when there is no such host. */
  processOf(host: string): Process | null | undefined;
  addressOf(host: string): string | null;
  /** Does anybody want to know what messages say? */
  wantsLabels(): boolean;
  message(message: MessageSignal): void;
  changed(host: string, peer: string, name: string, kind: 'connect' | 'close' | 'reset', text: string): void;
}

interface Listener {
  readonly accept: (connection: ServerConnection) => ServerHandlers;
  readonly describe: DescribeRequest;
}

const describeSize: DescribeRequest = (bytes) => `${bytes.length} bytes`;

const defaultLatency: Latency = { minimumMicros: 80, maximumMicros: 400 };

/** See `Network`. */
export class SimulatedNetwork implements Network {
  readonly #context: NetworkContext;
  readonly #connectionContext: ConnectionContext;
  readonly #listeners = new Map<string, Listener>();
  readonly #refusing = new Set<string>();
  readonly #connections = new Set<Connection>();
  readonly #connectionCounts = new Map<string, number>();
  readonly #latencies = new Map<string, Latency>();
  /** How many partitions and holds lie on a one-way link. */
  readonly #cuts = new Map<string, number>();
  readonly #armedResets = new Map<string, 'request-lost' | 'reply-lost'>();
  readonly #lossListeners: ((loss: { readonly client: string; readonly server: string }) => void)[] = [];
  #latency: Latency = defaultLatency;

  constructor(context: NetworkContext) {
    this.#context = context;
    this.#connectionContext = {
      kernel: context.kernel,
      latency: (from, to) => this.#latencies.get(linkName(from, to)) ?? this.#latency,
      isCut: (from, to) => this.#cuts.has(linkName(from, to)),
      takeArmedReset: (client, server) => this.#takeArmedReset(client, server),
      forget: (connection) => this.#forget(connection),
      replyLost: (connection) => {
        for (const listener of this.#lossListeners) listener({ client: connection.client, server: connection.server });
      },
      wantsLabels: () => context.wantsLabels(),
      message: (message) => context.message(message),
      changed: (connection, kind, text) => {
        context.changed(connection.server, connection.client, connection.name, kind, text);
      },
    };
  }

  listen(host: string, port: number, accept: Listener['accept'], describe: DescribeRequest = describeSize): void {
    this.#listeners.set(`${host}:${port}`, { accept, describe });
  }

  setLatency(latency: Latency): void {
    this.#latency = latency;
  }

  setLinkLatency(from: string, to: string, latency: Latency | null, oneWay = false): void {
    for (const link of linkNames(from, to, oneWay)) {
      if (latency === null) this.#latencies.delete(link);
      else this.#latencies.set(link, latency);
    }
  }

  partition(from: string, to: string, oneWay = false): void {
    this.#cut(from, to);
    if (!oneWay) this.#cut(to, from);
  }

  heal(from: string, to: string): void {
    this.#mend(from, to);
    this.#mend(to, from);
  }

  hold(from: string, to: string): void {
    this.#cut(from, to);
  }

  release(from: string, to: string): void {
    this.#mend(from, to);
  }

  refuse(host: string): void {
    this.#refusing.add(host);
  }

  accept(host: string): void {
    this.#refusing.delete(host);
  }

  halfOpen(from: string, to: string): void {
    for (const connection of this.#between(from, to)) connection.halfOpen();
  }

  reset(from: string, to: string, manner: ResetManner): number {
    const connections = this.#between(from, to);
    for (const connection of connections) {
      if (manner === 'request-lost') connection.resetWithRequestLost();
      else if (manner === 'reply-lost') connection.resetWithReplyLost();
      else connection.resetNow('was reset');
    }
    return connections.length;
  }

  resetOnNextRequest(client: string, server: string, manner: 'request-lost' | 'reply-lost'): void {
    this.#armedResets.set(linkName(client, server), manner);
  }

  onReplyLost(listener: (loss: { readonly client: string; readonly server: string }) => void): void {
    this.#lossListeners.push(listener);
  }

  /** A socket for code on a process. */
  socket(process: Process): SimulatedSocket {
    const kernel = this.#context.kernel;
    return new SimulatedSocket(
      (socket, options) => this.#dial(process, socket, options),
      (delayMs, run) => {
        if (!process.alive) return { cancel: () => undefined };
        const event = kernel.queue.add(process.timers, process.dueMicros(kernel.nowMicros, delayMs), run, 0, null);
        return { cancel: () => kernel.queue.cancel(process.timers, event) };
      },
    );
  }

  /** A process died: its connections end, as its peers see it. */
  processDied(process: Process, silent: boolean): void {
    for (const connection of [...this.#connections]) {
      if (connection.clientProcess === process || connection.serverProcess === process) connection.processDied(process, silent);
    }
  }

  #dial(
    process: Process,
    socket: SimulatedSocket,
    options: { host: string; port: number; path: string | undefined },
  ): Connection | typeof deadWire {
    const server = this.#context.processOf(isLoopback(options.host) ? process.host : options.host);
    const kernel = this.#context.kernel;
    if (server === undefined) {
      const [code, syscall] = isIP(options.host) === 0 ? ['ENOTFOUND', 'getaddrinfo'] : ['EHOSTUNREACH', 'connect'];
      const fail = (): void => socket.failed(code, syscall, `${syscall} ${code} ${options.host}`);
      kernel.queue.add(process.immediates, kernel.nowMicros, fail, 0, null);
      return deadWire;
    }
    const listener = server === null ? undefined : this.#listeners.get(`${server.host}:${options.port}`);
    if (server === null || listener === undefined || this.#refusing.has(server.host)) {
      const address = `${options.host}:${options.port}`;
      const delayMicros = this.#latency.maximumMicros * 2;
      kernel.queue.add(
        process.timers,
        kernel.nowMicros + delayMicros,
        () => socket.failed('ECONNREFUSED', 'connect', `connect ECONNREFUSED ${address}`),
        0,
        null,
      );
      return deadWire;
    }
    const connection = new Connection(
      this.#connectionContext,
      socket,
      this.#connectionName(process, server, options.port),
      process,
      server,
      options.port,
      listener.describe,
    );
    this.#connections.add(connection);
    connection.open(listener.accept, {
      client: this.#context.addressOf(process.host) ?? '',
      server: this.#context.addressOf(server.host) ?? '',
      localPort: 32_768 + this.#connections.size,
    });
    return connection;
  }

  #connectionName(client: Process, server: Process, port: number): string {
    const stem = `${client.name}>${server.host}:${port}`;
    const count = (this.#connectionCounts.get(stem) ?? 0) + 1;
    this.#connectionCounts.set(stem, count);
    return `${client.name}:${count}>${server.host}:${port}`;
  }

  #takeArmedReset(client: string, server: string): 'request-lost' | 'reply-lost' | null {
    if (this.#armedResets.size === 0) return null;
    const link = linkName(client, server);
    const manner = this.#armedResets.get(link) ?? null;
    this.#armedResets.delete(link);
    return manner;
  }

  #forget(connection: Connection): void {
    this.#connections.delete(connection);
    connection.clientProcess.channels.delete(connection.toClient.channel);
    connection.serverProcess.channels.delete(connection.toServer.channel);
  }

  #between(from: string, to: string): Connection[] {
    return [...this.#connections].filter(({ client, server }) => (client === from && server === to) || (client === to && server === from));
  }

  #cut(from: string, to: string): void {
    const link = linkName(from, to);
    const cuts = this.#cuts.get(link) ?? 0;
    this.#cuts.set(link, cuts + 1);
    if (cuts > 0) return;
    for (const channel of this.#channels(from, to)) this.#context.kernel.queue.block(channel);
  }

  #mend(from: string, to: string): void {
    const link = linkName(from, to);
    const cuts = this.#cuts.get(link) ?? 0;
    if (cuts > 1) this.#cuts.set(link, cuts - 1);
    if (cuts !== 1) return;
    this.#cuts.delete(link);
    // TCP sends again what was not acknowledged; it takes the link's latency once more.
    const { kernel } = this.#context;
    const resumeMicros = kernel.nowMicros + this.#connectionContext.latency(from, to).minimumMicros;
    for (const channel of this.#channels(from, to)) kernel.queue.unblock(channel, resumeMicros);
  }

  *#channels(from: string, to: string): Generator<Connection['toServer']['channel']> {
    for (const connection of this.#connections) {
      if (connection.client === from && connection.server === to) yield connection.toServer.channel;
      if (connection.server === from && connection.client === to) yield connection.toClient.channel;
    }
  }
}

/** The wire of a socket that will never be connected. */
const deadWire = { send: (): void => undefined, finish: (): void => undefined, close: (): void => undefined };

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.startsWith('127.') || host === '::1';
}

function linkName(from: string, to: string): string {
  return `${from}>${to}`;
}

function linkNames(from: string, to: string, oneWay: boolean): string[] {
  return oneWay ? [linkName(from, to)] : [linkName(from, to), linkName(to, from)];
}
