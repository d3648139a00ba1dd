/**
 * The twin on a real socket: real connections, the machine's clock and real timers drive the same server that worlds simulate. Nothing of
 * this is used in a world; it exists so that redis-cli, redis-benchmark and the tests of other clients can be pointed at the twin.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { UsageError } from '../explore/index.ts';
import { RedisServer, warmUpRedis, type TwinEnvironment } from '../redis/index.ts';

/** Where to listen. */
export interface ListenerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** `requirepass`; null lets everybody in. */
  readonly password: string | null;
  /** A client used a command that the twin lacks; told once for each command. */
  onUnsupported(command: string): void;
}

/** A twin that listens. */
export interface RedisListener {
  /** The port that was taken. */
  readonly port: number;
  /** Rejects when the twin itself failed; it serves nobody any more then. */
  readonly failed: Promise<never>;
  /** Drops every connection and frees the port. */
  close(): Promise<void>;
}

/** Opens the port. Throws UsageError `port-refused` when it cannot be had. */
export async function listenAsRedis(options: ListenerOptions): Promise<RedisListener> {
  await warmUpRedis();
  const sockets = new Set<Socket>();
  const timers = new RealTimers();
  const listener = createServer({ noDelay: true });
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined);
  const guarded = (body: () => void): void => {
    try {
      body();
    } catch (error) {
      fail(error);
    }
  };
  const port = await listen(listener, options);
  const server = new RedisServer(environmentOf(timers, guarded), { port, password: options.password, order: 'insertion' });
  const told = new Set<string>();
  server.observe({
    ignoresReads: true,
    onUnsupported: (command) => {
      if (!told.has(command)) options.onUnsupported(command);
      told.add(command);
    },
  });
  listener.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serve(server, socket, guarded);
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      timers.clear();
      for (const socket of sockets) socket.destroy();
      listener.close(() => resolve());
    });
  return { port, failed, close };
}

function serve(server: RedisServer, socket: Socket, guarded: (body: () => void) => void): void {
  const connection = server.connect(
    { write: (bytes) => void socket.write(bytes), close: () => void socket.end() },
    `${socket.remoteAddress ?? ''}:${socket.remotePort ?? 0}`,
  );
  socket.on('data', (bytes) => guarded(() => connection.receive(bytes)));
  // Whoever resets a connection has closed it.
  socket.on('error', () => undefined);
  socket.once('close', () => guarded(() => connection.closed()));
}

function listen(listener: Server, { host, port }: ListenerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    listener.once('error', (error: NodeJS.ErrnoException) => reject(refusal(error, host, port)));
    listener.listen(port, host, () => {
      const address = listener.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function refusal(error: NodeJS.ErrnoException, host: string, port: number): UsageError {
  const place = `${host}:${port}`;
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `${place} is in use already. Name another port with --port, or --port 0 for any that is free.`,
    EACCES: `${place} may not be opened by this user. Name a port of 1024 or above with --port.`,
    EADDRNOTAVAIL: `This machine has no address ${host}. The default is 127.0.0.1.`,
    ENOTFOUND: `There is no address "${host}". The default is 127.0.0.1.`,
  };
  return new UsageError('port-refused', reasons[error.code ?? ''] ?? `${place} cannot be opened (${error.message}).`, { cause: error });
}

/** The machine as the twin wants it. Choices that a world names are left to chance here. */
function environmentOf(timers: RealTimers, guarded: (body: () => void) => void): TwinEnvironment {
  return {
    nowMs: () => Date.now(),
    after: (delayMs, run) => timers.after(delayMs, () => guarded(run)),
    draw: (_stream, _key, below) => Math.floor(Math.random() * below),
  };
}

/** The longest time that Node's timers know; a longer one fires at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** Timers for any delay, all of which can be ended together. */
class RealTimers {
  readonly #pending = new Set<NodeJS.Timeout>();

  after(delayMs: number, run: () => void): { cancel(): void } {
    let current: NodeJS.Timeout;
    const arm = (leftMs: number): void => {
      const stepMs = Math.min(leftMs, TIMER_MS_MAX);
      current = setTimeout(() => {
        this.#pending.delete(current);
        if (leftMs > stepMs) arm(leftMs - stepMs);
        else run();
      }, stepMs);
      this.#pending.add(current);
    };
    arm(Math.max(0, delayMs));
    return {
      cancel: () => {
        clearTimeout(current);
        this.#pending.delete(current);
      },
    };
  }

  clear(): void {
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}
