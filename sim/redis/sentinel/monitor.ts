/** How a Sentinel knows that a server is alive: it pings over a connection of its own, every second, as long as its process lives. */
import type { Host, World } from '../../world/index.ts';
import type { RedisNode } from '../group.ts';

const PING = Buffer.from('*1\r\n$4\r\nPING\r\n');
const PERIOD_MS = 1_000;

/** One Sentinel's look at one server. */
export class Monitor {
  readonly node: RedisNode;
  readonly #world: World;
  readonly #host: Host;
  readonly #heard: () => void;
  #socket: ReturnType<World['network']['dial']> = null;
  #lastAnswerMs = 0;
  #incarnation = 0;

  /** `heard` is called at every answer. */
  constructor(world: World, host: Host, node: RedisNode, heard: () => void) {
    this.#world = world;
    this.#host = host;
    this.node = node;
    this.#heard = heard;
  }

  /** How long it has answered nothing. */
  get silentMs(): number {
    return this.#world.nowMs - this.#lastAnswerMs;
  }

  /** Begins with a process, and ends with it. */
  begin(): void {
    this.#lastAnswerMs = this.#world.nowMs;
    this.#incarnation = this.#host.incarnation;
    this.#socket = null;
    this.#ask();
  }

  #ask(): void {
    this.#world.timerOn(this.#host, 0, () => {
      if (this.#host.incarnation !== this.#incarnation) return;
      this.#socket ??= this.#connect();
      this.#socket?.write(PING);
      this.#world.timerOn(this.#host, PERIOD_MS, () => this.#ask());
    });
  }

  #connect(): ReturnType<World['network']['dial']> {
    const { host, port } = this.node;
    const socket = this.#world.network.dial(this.#host.name, host.address, port);
    socket?.on('data', (bytes: Buffer) => {
      // LOADING and MASTERDOWN are answers of a server that lives.
      if (!/^(?:\+PONG|-LOADING|-MASTERDOWN)/.test(bytes.toString('latin1'))) return;
      this.#lastAnswerMs = this.#world.nowMs;
      this.#heard();
    });
    socket?.on('error', () => undefined);
    socket?.on('close', () => {
      if (this.#socket === socket) this.#socket = null;
    });
    return socket;
  }
}
