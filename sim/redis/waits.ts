/**
 * How clients wait: they begin, are served when a key changes, give up when their time is over, or are told otherwise. Who waits for what is
 * in blocking.ts.
 */
import { Blocking, timeoutReplyOf, type BlockedState } from './blocking.ts';
import { ErrorReply, NO_REPLY, type Reply } from './resp/index.ts';
import type { Client } from './client.ts';
import type { RedisServer } from './server.ts';

/** What the server does for those who wait. */
export interface WaitsHost {
  /** Runs something that came from outside, here a timer. */
  enter(body: () => void): void;
  /** Somebody was served: a step for observers. */
  served(state: BlockedState, reply: Reply): void;
  /** The client goes on with what it has sent since. */
  resume(client: Client): void;
  /** Somebody began or stopped to wait. */
  changed(): void;
}

/** Those who wait at one server. */
export class Waits {
  readonly blocking: Blocking = new Blocking();
  readonly #server: RedisServer;
  readonly #host: WaitsHost;

  constructor(server: RedisServer, host: WaitsHost) {
    this.#server = server;
    this.#host = host;
  }

  /** Lets a client wait for keys; its reply comes later. A timeout of 0 waits for ever. */
  begin(client: Client, wait: Pick<BlockedState, 'argv' | 'keys' | 'timeoutReply' | 'attempt'> & { readonly timeoutMs: number }): Reply {
    const deadlineMs = wait.timeoutMs === 0 ? null : this.#server.data.nowMs + wait.timeoutMs;
    const state: BlockedState = { client, database: client.database.index, deadlineMs, timer: null, ...wait };
    client.blocked = state;
    this.blocking.add(state);
    if (deadlineMs !== null) this.#armTimeout(state, wait.timeoutMs);
    this.#host.changed();
    return NO_REPLY;
  }

  /** Ends a client's wait with a reply. */
  end(state: BlockedState, reply: Reply): void {
    this.stop(state);
    state.client.reply(reply);
    this.#host.resume(state.client);
  }

  /** Ends a client's wait without one. */
  stop(state: BlockedState): void {
    this.blocking.remove(state);
    state.client.blocked = null;
    this.#host.changed();
  }

  /** Serves those who wait for changed keys; serving may change further keys (BLMOVE), so it goes on until nothing is ready. */
  serve(): void {
    if (this.blocking.count === 0) return;
    for (let ready = this.blocking.takeReady(); ready.length > 0; ready = this.blocking.takeReady()) {
      for (const { database, key } of ready) {
        for (const state of this.blocking.waitingFor(database, key)) this.#tryToServe(state, key);
      }
    }
  }

  /** The clock may have jumped, or the thread was kept: looks whose time is over. */
  checkTimeouts(): void {
    for (const state of this.blocking.all()) this.#checkTimeout(state);
  }

  #tryToServe(state: BlockedState, key: string): void {
    if (state.client.blocked !== state) return;
    const reply = this.#attempt(state, key);
    if (reply === undefined) {
      this.#server.data.reads.clear();
      return;
    }
    this.#host.served(state, reply);
    this.end(state, reply);
  }

  #attempt(state: BlockedState, key: string): Reply | undefined {
    const { notifications, table } = this.#server;
    try {
      const { client, argv } = state;
      const command = notifications.isOn ? table.find(argv[0] ?? '') : undefined;
      return command === undefined ? state.attempt(key) : notifications.around(command, client, argv, () => state.attempt(key));
    } catch (error) {
      if (error instanceof ErrorReply) return error;
      throw error;
    }
  }

  #armTimeout(state: BlockedState, delayMs: number): void {
    state.timer = this.#server.environment.after(delayMs, () => {
      state.timer = null;
      this.#host.enter(() => this.#checkTimeout(state));
    });
  }

  #checkTimeout(state: BlockedState): void {
    const { busy, data, environment } = this.#server;
    if (state.client.blocked !== state || state.deadlineMs === null || busy.run !== null) return;
    if (data.nowMs >= state.deadlineMs) this.end(state, timeoutReplyOf(state));
    else if (state.timer === null) this.#armTimeout(state, state.deadlineMs - environment.nowMs());
  }
}
