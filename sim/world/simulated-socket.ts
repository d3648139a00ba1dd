/**
 * The client end of a simulated TCP connection: a Duplex that looks like net.Socket to every client library, `instanceof` included. It
 * knows no network; a wire carries its bytes and tells it what comes back.
 */
import net, { type Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** What a socket needs of the network. */
export interface Wire {
  send(bytes: Buffer): void;
  /** Our side is finished (FIN). */
  finish(): void;
  /** Our side is gone; `abrupt` for RST. */
  close(abrupt: boolean): void;
}

/** Connects a socket: called by `connect`, answered through the socket's `opened`, `received`, `finished` and `failed`. */
export type Dial = (socket: SimulatedSocket, options: { host: string; port: number; path: string | undefined }) => Wire;

/** Starts and stops the idle timer of a socket on its host's virtual clock. */
export type StartTimer = (delayMs: number, run: () => void) => { cancel(): void };

type WriteCallback = (error?: Error | null) => void;

/** A simulated net.Socket. */
export class SimulatedSocket extends Duplex {
  connecting = false;
  remoteAddress: string | undefined;
  remotePort: number | undefined;
  remoteFamily: string | undefined;
  localAddress: string | undefined;
  localPort: number | undefined;
  bytesRead = 0;
  bytesWritten = 0;
  timeout = 0;
  readonly #dial: Dial;
  readonly #startTimer: StartTimer;
  #wire: Wire | null = null;
  #open = false;
  #waiting: (() => void)[] = [];
  #idleTimer: { cancel(): void } | null = null;
  #abrupt = false;
  /** Text is written in another encoding than UTF-8. */
  #encodes = false;

  constructor(dial: Dial, startTimer: StartTimer) {
    super({ allowHalfOpen: false, emitClose: true, autoDestroy: true });
    this.#dial = dial;
    this.#startTimer = startTimer;
  }

  get pending(): boolean {
    return !this.#open;
  }

  get readyState(): string {
    if (this.connecting) return 'opening';
    if (this.readable && this.writable) return 'open';
    if (this.readable) return 'readOnly';
    return this.writable ? 'writeOnly' : 'closed';
  }

  /** Begins to connect; the forms of net.Socket.connect. */
  connect(...args: unknown[]): this {
    const [first, second] = args;
    const listener = args.at(-1);
    const options =
      typeof first === 'object' && first !== null
        ? (first as { host?: string; port?: number | string; path?: string })
        : { port: Number(first), ...(typeof second === 'string' ? { host: second } : {}) };
    if (typeof listener === 'function') this.once('connect', listener as () => void);
    this.connecting = true;
    this.#wire = this.#dial(this, {
      host: options.host ?? 'localhost',
      port: Number(options.port ?? 0),
      path: 'path' in options ? options.path : undefined,
    });
    return this;
  }

  /** The network accepted the connection. */
  opened(remoteAddress: string, remotePort: number, localAddress: string, localPort: number): void {
    if (this.destroyed) return;
    this.connecting = false;
    this.#open = true;
    Object.assign(this, { remoteAddress, remotePort, remoteFamily: 'IPv4', localAddress, localPort });
    this.#touch();
    this.emit('connect');
    this.emit('ready');
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const run of waiting) run();
  }

  /** Bytes came in. */
  received(bytes: Buffer): void {
    if (this.destroyed) return;
    this.bytesRead += bytes.length;
    this.#touch();
    // What `push` does for a reader who listens and has nothing left to read, without a next-tick that looks for more.
    const isAwaited = this.readableFlowing === true && this.readableLength === 0 && this.readableEncoding === null;
    if (isAwaited && this.listenerCount('data') > 0) this.emit('data', bytes);
    else this.push(bytes);
  }

  /** The peer sent FIN. */
  finished(): void {
    if (this.destroyed) return;
    this.push(null);
    if (this.readableFlowing !== true) this.resume();
  }

  /** The connection failed: refused, reset, timed out. */
  failed(code: string, syscall: string, message: string): void {
    if (this.destroyed) return;
    this.connecting = false;
    this.#open = false;
    this.destroy(Object.assign(new Error(message), { code, syscall, errno: -1 }));
  }

  setNoDelay(_noDelay?: boolean): this {
    return this;
  }

  setKeepAlive(_enable?: boolean, _initialDelay?: number): this {
    return this;
  }

  setTimeout(timeoutMs: number, callback?: () => void): this {
    this.timeout = timeoutMs;
    if (callback !== undefined) {
      if (timeoutMs === 0) this.removeListener('timeout', callback);
      else this.once('timeout', callback);
    }
    this.#touch();
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  address(): object {
    return this.localAddress === undefined ? {} : { address: this.localAddress, family: 'IPv4', port: this.localPort };
  }

  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  /** RST instead of FIN. */
  resetAndDestroy(): this {
    this.#abrupt = true;
    this.destroy();
    return this;
  }

  /** An open connection takes bytes at once: nothing is buffered, and nobody waits for them to be gone. Everything else is the stream's. */
  override write(...written: [chunk: unknown, encodingOrCallback?: unknown, callback?: unknown]): boolean {
    const [chunk, encoding] = written;
    const isPlain =
      this.#open && !this.#encodes && written.length === 1 && this.writableLength === 0 && this.writableCorked === 0 && !this.writableEnded;
    if (isPlain && !this.destroyed && typeof chunk === 'string' && encoding === undefined && chunk !== '') this.#send(Buffer.from(chunk));
    else return (super.write as (...given: unknown[]) => boolean).apply(this, written);
    return true;
  }

  override setDefaultEncoding(encoding: BufferEncoding): this {
    this.#encodes = true;
    return super.setDefaultEncoding(encoding);
  }

  override _read(): void {
    // Bytes are pushed when they arrive.
  }

  override _write(chunk: Buffer, _encoding: string, callback: WriteCallback): void {
    this.#whenOpen(() => {
      this.#send(chunk);
      callback();
    });
  }

  override _writev(chunks: { chunk: Buffer }[], callback: WriteCallback): void {
    this.#whenOpen(() => {
      this.#send(Buffer.concat(chunks.map((item) => item.chunk)));
      callback();
    });
  }

  override _final(callback: WriteCallback): void {
    this.#whenOpen(() => {
      this.#wire?.finish();
      callback();
    });
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.connecting = false;
    this.#idleTimer?.cancel();
    this.#idleTimer = null;
    this.#waiting = [];
    this.#wire?.close(this.#abrupt);
    this.#wire = null;
    callback(error);
  }

  #send(bytes: Buffer): void {
    this.bytesWritten += bytes.length;
    this.#touch();
    this.#wire?.send(bytes);
  }

  #whenOpen(run: () => void): void {
    if (this.#open) run();
    else this.#waiting.push(run);
  }

  #touch(): void {
    if (this.#idleTimer !== null) {
      this.#idleTimer.cancel();
      this.#idleTimer = null;
    }
    if (this.timeout <= 0 || this.destroyed) return;
    this.#idleTimer = this.#startTimer(this.timeout, () => {
      this.#idleTimer = null;
      this.emit('timeout');
    });
  }
}

// Libraries ask `stream instanceof net.Socket`. Everything that touches a real handle is overridden above.
Object.setPrototypeOf(SimulatedSocket.prototype, net.Socket.prototype);

/** The socket as Node's type: the world hands it to code that knows only net.Socket. */
export function asSocket(socket: SimulatedSocket): Socket {
  const duplex: unknown = socket;
  return duplex as Socket;
}
