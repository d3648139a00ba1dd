/**
 * One TCP connection between a client socket and a server: two directions, each a first-in-first-out channel of events. Bytes inside a
 * live connection are never lost silently; they wait out a partition, or the connection is reset, or (half-open) nobody tells.
 */
import type { Process } from '../kernel/index.ts';
import { digestBytes } from '../trace/index.ts';
import type { ArmedReset, ResetPhase } from './armed-resets.ts';
import { Direction, type DirectionContext } from './direction.ts';
import type { DescribeRequest, ServerConnection, ServerHandlers } from './network.ts';
import type { SimulatedSocket, Wire } from './simulated-socket.ts';

/** What a connection needs of the network it belongs to. */
export interface ConnectionContext extends DirectionContext {
  /** The reset that a fault plan has ordered for this moment of an exchange between two hosts, if any; asking takes it. */
  takeReset(phase: ResetPhase, client: string, server: string): ArmedReset | null;
  /** Takes the connection out of the network's books. */
  forget(connection: Connection): void;
  /** A reply was written that its client will never see. */
  replyLost(connection: Connection): void;
  /** Does anybody want to know what messages say? */
  wantsLabels(): boolean;
  /** What the message says that arrives right now, anywhere; null for other events. */
  arriving(): string | null;
  /** Does a host have a running process? */
  isUp(host: string): boolean;
  /** For the trace: the connection opened or ended. */
  changed(connection: Connection, kind: 'connect' | 'close' | 'reset', text: string): void;
}

/** What the two ends call each other. */
export interface ConnectionAddresses {
  readonly client: string;
  readonly server: string;
  readonly localPort: number;
}

/** A connection from its first SYN to its end. */
export class Connection implements Wire, ServerConnection {
  readonly name: string;
  readonly client: string;
  readonly server: string;
  readonly port: number;
  readonly clientProcess: Process;
  readonly serverProcess: Process;
  readonly toServer: Direction;
  readonly toClient: Direction;
  readonly #context: ConnectionContext;
  readonly #socket: SimulatedSocket;
  readonly #describe: DescribeRequest;
  #handlers: ServerHandlers | null = null;
  /** What the request says that is being answered right now. */
  #answering: string | null = null;
  /** The end whose process died without telling: a power loss. Its machine answers with RST once it is back. */
  #vanished: 'client' | 'server' | null = null;
  /** The other end has sent something that it sends again until somebody answers. */
  #isUnacknowledged = false;
  /** Bytes of replies that were written and have not arrived. */
  pendingBytes = 0;
  #clientGone = false;
  #clientFinished = false;
  #serverGone = false;
  /** Replies vanish until the reset behind the last request has reached the server. */
  #isLosingReplies = false;

  constructor(
    context: ConnectionContext,
    socket: SimulatedSocket,
    name: string,
    client: Process,
    server: Process,
    port: number,
    describe: DescribeRequest,
  ) {
    this.#describe = describe;
    this.#context = context;
    this.#socket = socket;
    this.name = name;
    this.client = client.host;
    this.server = server.host;
    this.port = port;
    this.clientProcess = client;
    this.serverProcess = server;
    this.toServer = new Direction(context, name, client.host, server.host, server);
    this.toClient = new Direction(context, `${name}/replies`, server.host, client.host, client);
  }

  /** The three-way handshake: SYN travels there, the server accepts, SYN-ACK travels back before anything the server sends. */
  open(accept: (connection: ServerConnection) => ServerHandlers, addresses: ConnectionAddresses): void {
    this.toServer.send(
      () => {
        if (this.#clientGone) return;
        this.#context.changed(this, 'connect', 'accepts a connection');
        this.toClient.send(
          () => {
            this.#socket.opened(addresses.server, this.port, addresses.client, addresses.localPort);
          },
          2,
          this.#label('accept'),
        );
        if (this.#context.takeReset('handshake', this.client, this.server) !== null) this.#deliverReset('was reset in its handshake');
        else this.#handlers = accept(this);
      },
      1,
      this.#label('connect'),
    );
  }

  // What the client's socket asks.

  send(bytes: Buffer): void {
    if (this.#clientFinished) return;
    if (this.#vanished === 'server') {
      this.#sentIntoNothing(this.server);
      return;
    }
    const label = this.#context.wantsLabels() ? this.#describe(bytes) : null;
    const arrive = (): void => {
      if (this.#serverGone) return;
      this.#answering = label;
      this.#handlers?.data(bytes);
      this.#answering = null;
    };
    this.toServer.send(arrive, digestBytes(bytes), label, bytes.length);
    const manner = this.#context.takeReset('request', this.client, this.server)?.manner ?? null;
    if (manner === 'request-lost') this.resetWithRequestLost();
    else if (manner === 'reply-lost') this.resetWithReplyLost();
  }

  finish(): void {
    if (this.#clientFinished) return;
    this.#clientFinished = true;
    this.toServer.send(() => this.#serverSeesEnd(), 6, this.#label('end'));
  }

  close(_abrupt: boolean): void {
    if (this.#clientGone) return;
    this.finish();
    this.#clientGone = true;
    this.#dropReplies();
  }

  // What the server asks.

  write(bytes: Buffer): void {
    if (this.#serverGone || bytes.length === 0) return;
    if (this.toClient.isBlackHole || this.#clientGone) this.#context.replyLost(this);
    if (this.#vanished === 'client') {
      this.#sentIntoNothing(this.client);
      return;
    }
    const cut = bytes.length > 1 && !this.toClient.isBlackHole ? this.#context.takeReset('reply', this.client, this.server) : null;
    if (cut !== null) {
      this.#cutReply(bytes, cut.byte);
      return;
    }
    this.#sendReply(bytes);
  }

  end(): void {
    if (this.#serverGone) return;
    this.#serverGone = true;
    const arrive = (): void => {
      this.#context.changed(this, 'close', 'sees the connection closed');
      this.#context.forget(this);
      this.#socket.finished();
    };
    this.toClient.send(arrive, 3, this.#label('end'));
  }

  reset(): void {
    this.resetNow('was reset by the server');
  }

  // What faults do.

  /** RST to both ends at once; what is in flight is lost. */
  resetNow(text: string): void {
    if (this.#clientGone && this.#serverGone) return;
    this.toServer.drop();
    this.#dropReplies();
    this.#deliverReset(text);
  }

  /** Requests in flight are lost; both ends see RST. */
  resetWithRequestLost(): void {
    this.resetNow('was reset, requests in flight are lost');
  }

  /** Requests in flight arrive and run, their replies never do; the client sees RST after that. */
  resetWithReplyLost(): void {
    if (this.#clientGone && this.#serverGone) return;
    this.#dropReplies();
    this.#isLosingReplies ||= !this.toClient.isBlackHole;
    this.toClient.isBlackHole = true;
    this.toServer.send(() => this.#deliverReset('was reset, the replies are lost'), 4, this.#label('reset'));
  }

  /** Is a request on its way? */
  get hasRequestInFlight(): boolean {
    return this.#isServed && this.toServer.channel.length > 0;
  }

  /** Is a reply on its way? */
  get hasReplyInFlight(): boolean {
    return this.#isServed && this.toClient.channel.length > 0;
  }

  /** A half-open connection ends: both ends have waited for acknowledgements too long. */
  timeOut(): void {
    if (this.#clientGone && this.#serverGone) return;
    this.toServer.isBlackHole = false;
    this.toClient.isBlackHole = false;
    this.#deliverReset('timed out', 'ETIMEDOUT');
  }

  /** From now on nothing arrives in either direction, and nobody is told. */
  halfOpen(): void {
    this.toServer.drop();
    this.#dropReplies();
    this.#isLosingReplies = false;
    this.toServer.isBlackHole = true;
    this.toClient.isBlackHole = true;
  }

  /** The process of one end died. The other end learns of it, unless the death was silent. */
  processDied(process: Process, silent: boolean): void {
    if (silent) {
      this.#vanished = process === this.clientProcess ? 'client' : 'server';
      this.#isUnacknowledged = (this.#vanished === 'client' ? this.toClient : this.toServer).channel.length > 0;
    }
    if (process === this.clientProcess) {
      this.#dropReplies();
      this.#clientGone = true;
      if (silent) this.halfOpen();
      else this.finish();
      return;
    }
    this.#serverGone = true;
    this.toServer.drop();
    if (silent) this.halfOpen();
    else this.#deliverReset('was reset, the server process died');
  }

  /** A machine runs again: what the other end has sent meanwhile, and sends again, is answered with RST. */
  machineIsBack(host: string): void {
    const isVanished = this.#vanished !== null && host === (this.#vanished === 'client' ? this.client : this.server);
    if (isVanished && this.#isUnacknowledged) this.#answerWithReset();
  }

  #sentIntoNothing(host: string): void {
    this.#isUnacknowledged = true;
    if (this.#context.isUp(host)) this.#answerWithReset();
  }

  #answerWithReset(): void {
    const vanished = this.#vanished;
    this.#vanished = null;
    if (vanished === 'server') {
      this.toClient.isBlackHole = false;
      this.#deliverReset('was reset, the machine has restarted');
    } else {
      this.toServer.isBlackHole = false;
      this.toServer.send(() => this.#serverSeesEnd(), 8, this.#label('reset'));
    }
  }

  /** The client's FIN arrived: the server closes too, and the client's reader sees the end behind everything sent before. */
  #serverSeesEnd(): void {
    this.#context.changed(this, 'close', 'sees the connection closed');
    const serverKnew = this.#serverGone;
    this.#serverGone = true;
    if (!serverKnew) this.#handlers?.closed();
    if (this.#clientGone) {
      this.#context.forget(this);
      return;
    }
    const arrive = (): void => {
      this.#context.forget(this);
      this.#socket.finished();
    };
    this.toClient.send(arrive, 5, this.#label('end'));
  }

  get #isServed(): boolean {
    return this.#handlers !== null && !this.#clientGone && !this.#serverGone;
  }

  #sendReply(bytes: Buffer): void {
    this.pendingBytes += bytes.length;
    const arrive = (): void => {
      this.pendingBytes -= bytes.length;
      if (!this.#clientGone) this.#socket.received(bytes);
    };
    this.toClient.send(arrive, digestBytes(bytes), this.#replyLabel(), bytes.length);
  }

  /** Only the beginning of a reply arrives, then RST. */
  #cutReply(bytes: Buffer, byte: number | null): void {
    const lastByte = byte === null ? this.#drawnCut(bytes) : Math.min(Math.max(1, byte), bytes.length - 1);
    this.#sendReply(bytes.subarray(0, lastByte));
    this.#context.replyLost(this);
    this.toServer.drop();
    this.#deliverReset(`was reset behind byte ${lastByte} of ${bytes.length} of a reply`);
  }

  #drawnCut(bytes: Buffer): number {
    return this.#context.kernel.choices.integer('reset', `reply cut on ${this.client}>${this.server}`, 1, bytes.length - 1);
  }

  /** Replies in flight are gone: the commands behind them have run. */
  #dropReplies(): void {
    if (this.toClient.channel.length > 0 && this.#handlers !== null) this.#context.replyLost(this);
    this.toClient.drop();
  }

  #deliverReset(text: string, code: 'ECONNRESET' | 'ETIMEDOUT' = 'ECONNRESET'): void {
    const handlers = this.#handlers;
    const tellServer = !this.#serverGone && this.serverProcess.alive;
    this.#serverGone = true;
    if (tellServer && handlers !== null) handlers.closed();
    this.#context.changed(this, 'reset', text);
    // The client hears of the reset that comes first, also when replies were being lost for another one.
    if (this.#isLosingReplies) this.toClient.isBlackHole = false;
    this.#isLosingReplies = false;
    const arrive = (): void => {
      this.#clientGone = true;
      this.#context.forget(this);
      this.#socket.failed(code, 'read', `read ${code}`);
    };
    this.toClient.send(arrive, 7, this.#label('reset'));
  }

  #label(text: string): string | null {
    return this.#context.wantsLabels() ? text : null;
  }

  /** What is written while a request of this client is handled answers it; anything else was caused by somebody else. */
  #replyLabel(): string | null {
    if (!this.#context.wantsLabels()) return null;
    if (this.#answering !== null) return `reply to ${this.#answering}`;
    // Not the name of the event: a world whose events have no names must say the same, because faults wait for these words.
    return `push after ${this.#context.arriving() ?? 'something'}`;
  }
}
