/** The network of one world: who listens where, which links are cut or slow, and the connections that are open. */
import { isIP, type Socket } from 'node:net';
import type { Kernel, Process } from '../kernel/index.ts';
import { ArmedResets } from './armed-resets.ts';
import { Connection, type ConnectionContext } from './connection.ts';
import { Links } from './link.ts';
import type {
  ArmedResetManner,
  DescribeRequest,
  Latency,
  LookupFailure,
  Network,
  ResetManner,
  ServerConnection,
  ServerHandlers,
} from './network.ts';
import type { MessageSignal } from './signals.ts';
import { asSocket, SimulatedSocket } from './simulated-socket.ts';

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

/** See `Network`. */
export class SimulatedNetwork implements Network {
  readonly #context: NetworkContext;
  readonly #connectionContext: ConnectionContext;
  readonly #listeners = new Map<string, Listener>();
  readonly #refusing = new Set<string>();
  readonly #connections = new Set<Connection>();
  readonly #connectionCounts = new Map<string, number>();
  readonly #links = new Links();
  readonly #armedResets = new ArmedResets();
  /** Names that mean another host than the one called so. */
  readonly #pointers = new Map<string, string>();
  readonly #lookupFailures = new Map<string, LookupFailure>();
  /** What the message says that arrives right now. */
  #arriving: string | null = null;
  readonly #lossListeners: ((loss: { readonly client: string; readonly server: string }) => void)[] = [];

  constructor(context: NetworkContext) {
    this.#context = context;
    this.#connectionContext = {
      kernel: context.kernel,
      links: this.#links,
      takeReset: (phase, client, server) => this.#armedResets.take(phase, client, server),
      forget: (connection) => this.#forget(connection),
      replyLost: (connection) => {
        for (const listener of this.#lossListeners) listener({ client: connection.client, server: connection.server });
      },
      wantsLabels: () => context.wantsLabels(),
      isUp: (host) => (context.processOf(host) ?? null) !== null,
      message: (message) => context.message(message),
      arrives: (label, run) => this.#arrives(label, run),
      arriving: () => this.#arriving,
      changed: (connection, kind, text) => {
        context.changed(connection.server, connection.client, connection.name, kind, text);
      },
    };
  }

  listen(host: string, port: number, accept: Listener['accept'], describe: DescribeRequest = describeSize): void {
    this.#listeners.set(`${host}:${port}`, { accept, describe });
  }

  dial(from: string, to: string, port: number): Socket | null {
    const process = this.#context.processOf(from) ?? null;
    return process === null ? null : asSocket(this.socket(process).connect({ host: to, port }));
  }

  point(name: string, host: string | null): void {
    if (host === null) this.#pointers.delete(name);
    else this.#pointers.set(name, host);
  }

  /** The host that a name means at present. */
  meant(name: string): string {
    return this.#pointers.get(name) ?? name;
  }

  setLatency(latency: Latency): void {
    this.#links.latency = latency;
  }

  setLinkLatency(from: string, to: string, latency: Latency | null, oneWay = false): void {
    for (const link of this.#links.both(from, to, oneWay)) link.latency = latency;
  }

  partition(from: string, to: string, oneWay = false): void {
    this.#cut(from, to);
    if (!oneWay) this.#cut(to, from);
  }

  heal(from: string, to: string, oneWay = false): void {
    // TCP sends again what was not acknowledged; it takes the link's latency once more.
    this.#mend(from, to, this.#minimumMicros(from, to));
    if (!oneWay) this.#mend(to, from, this.#minimumMicros(to, from));
  }

  hold(from: string, to: string): void {
    this.#cut(from, to);
  }

  release(from: string, to: string): void {
    this.#mend(from, to, 0);
  }

  clog(from: string, to: string, bytesPerSecond: number | null, oneWay = false): void {
    this.#clogOneWay(from, to, bytesPerSecond);
    if (!oneWay) this.#clogOneWay(to, from, bytesPerSecond);
  }

  failLookups(host: string, name: string, failure: LookupFailure): void {
    this.#lookupFailures.set(`${host} ${name}`, failure);
  }

  mendLookups(host: string, name: string): void {
    this.#lookupFailures.delete(`${host} ${name}`);
  }

  /** How a look-up of a name on a host fails at present; null when it does not. */
  lookupFailure(host: string, name: string): LookupFailure | null {
    return this.#lookupFailures.size === 0 ? null : (this.#lookupFailures.get(`${host} ${name}`) ?? null);
  }

  refuse(host: string): void {
    this.#refusing.add(host);
  }

  accept(host: string): void {
    this.#refusing.delete(host);
  }

  halfOpen(from: string, to: string): (() => void) | null {
    const connections = this.#between(from, to);
    if (connections.length === 0) return null;
    for (const connection of connections) connection.halfOpen();
    return () => {
      for (const connection of connections) if (this.#connections.has(connection)) connection.timeOut();
    };
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

  resetOnNext(
    client: string,
    server: string,
    manner: ArmedResetManner,
    struck: () => void = () => undefined,
    byte: number | null = null,
  ): () => void {
    return this.#armedResets.arm(client, server, manner, struck, byte);
  }

  resetInFlight(client: string, server: string, manner: 'request-lost' | 'reply-lost'): number {
    const connections = [...this.#connections].filter((connection) => {
      if (connection.client !== client || connection.server !== server) return false;
      return connection.hasRequestInFlight || (manner === 'reply-lost' && connection.hasReplyInFlight);
    });
    for (const connection of connections) {
      if (manner === 'request-lost') connection.resetWithRequestLost();
      else connection.resetWithReplyLost();
    }
    return connections.length;
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
        return kernel.queue.addTimer(process.timers, process.dueMicros(kernel.nowMicros, delayMs), run);
      },
    );
  }

  /** A process died: its connections end, as its peers see it. */
  processDied(process: Process, silent: boolean): void {
    for (const connection of [...this.#connections]) {
      if (connection.clientProcess === process || connection.serverProcess === process) connection.processDied(process, silent);
    }
  }

  /** A machine runs again after a crash. */
  machineIsBack(host: string): void {
    for (const connection of [...this.#connections]) connection.machineIsBack(host);
  }

  #dial(
    process: Process,
    socket: SimulatedSocket,
    options: { host: string; port: number; path: string | undefined },
  ): Connection | typeof deadWire {
    const server = this.#context.processOf(isLoopback(options.host) ? process.host : this.meant(options.host));
    const kernel = this.#context.kernel;
    const lookupFailure = this.lookupFailure(process.host, options.host);
    if (server === undefined || lookupFailure !== null) {
      const isName = isIP(options.host) === 0;
      const [code, syscall] = isName ? [lookupFailure ?? 'ENOTFOUND', 'getaddrinfo'] : ['EHOSTUNREACH', 'connect'];
      const fail = (): void => socket.failed(code, syscall, `${syscall} ${code} ${options.host}`);
      kernel.queue.add(process.immediates, kernel.nowMicros, fail, 0, null);
      return deadWire;
    }
    const listener = server === null ? undefined : this.#listeners.get(`${server.host}:${options.port}`);
    if (server === null || listener === undefined || this.#refusing.has(server.host)) {
      const address = `${options.host}:${options.port}`;
      const delayMicros = this.#links.latency.maximumMicros * 2;
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

  #arrives(label: string, run: () => void): void {
    this.#arriving = label;
    try {
      run();
    } finally {
      this.#arriving = null;
    }
  }

  #forget(connection: Connection): void {
    this.#connections.delete(connection);
    connection.clientProcess.channels.delete(connection.toClient.channel);
    connection.serverProcess.channels.delete(connection.toServer.channel);
  }

  #between(from: string, to: string): Connection[] {
    return [...this.#connections].filter(({ client, server }) => (client === from && server === to) || (client === to && server === from));
  }

  #clogOneWay(from: string, to: string, bytesPerSecond: number | null): void {
    this.#links.get(from, to).clog(bytesPerSecond ?? Number.POSITIVE_INFINITY);
    if (bytesPerSecond !== null) return;
    // What queued up in front of the link passes at once.
    const { queue, nowMicros } = this.#context.kernel;
    for (const channel of this.#channels(from, to)) {
      channel.hasten(nowMicros + (this.#links.get(from, to).latency ?? this.#links.latency).maximumMicros);
      queue.refresh(channel);
    }
  }

  #cut(from: string, to: string): void {
    const link = this.#links.get(from, to);
    link.cuts += 1;
    if (link.cuts > 1) return;
    for (const channel of this.#channels(from, to)) this.#context.kernel.queue.block(channel);
  }

  #mend(from: string, to: string, afterMicros: number): void {
    const link = this.#links.get(from, to);
    if (link.cuts > 0) link.cuts -= 1;
    else return;
    if (link.cuts > 0) return;
    const { queue, nowMicros } = this.#context.kernel;
    for (const channel of this.#channels(from, to)) queue.unblock(channel, nowMicros + afterMicros);
  }

  #minimumMicros(from: string, to: string): number {
    return (this.#links.get(from, to).latency ?? this.#links.latency).minimumMicros;
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
