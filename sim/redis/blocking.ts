/**
 * Clients that wait for keys (BLPOP, BZPOPMIN and their kin). They are served first come, first served, after the whole command, script or
 * EXEC that changed a key. A waiting client that is gone is not served.
 */
import { keyName } from './keyspace/index.ts';
import type { Client } from './client.ts';
import type { Reply } from './resp/index.ts';

/** What a client waits for. */
export interface BlockedState {
  readonly client: Client;
  readonly argv: readonly string[];
  readonly database: number;
  readonly keys: readonly string[];
  /** The answer when the time is up. */
  readonly timeoutReply: Reply | (() => Reply);
  /** The wall-clock time in milliseconds at which it gives up; null waits for ever. */
  readonly deadlineMs: number | null;
  /** Tries to serve from a key; undefined when there is nothing for this client. */
  readonly attempt: (key: string) => Reply | undefined;
  timer: { cancel(): void } | null;
}

/** What is answered when the time is up: WAIT counts only then. */
export function timeoutReplyOf({ timeoutReply }: BlockedState): Reply {
  return typeof timeoutReply === 'function' ? timeoutReply() : timeoutReply;
}

/** Who waits for which key, and which keys have changed meanwhile. */
export class Blocking {
  readonly #waiting = new Map<string, Set<BlockedState>>();
  readonly #blocked = new Set<BlockedState>();
  #ready = new Map<string, { database: number; key: string }>();

  get count(): number {
    return this.#blocked.size;
  }

  /** All who wait, longest first. */
  all(): readonly BlockedState[] {
    return [...this.#blocked];
  }

  /** A client begins to wait. */
  add(state: BlockedState): void {
    this.#blocked.add(state);
    for (const key of state.keys) {
      const place = keyName(state.database, key);
      const waiting = this.#waiting.get(place);
      if (waiting === undefined) this.#waiting.set(place, new Set([state]));
      else waiting.add(state);
    }
  }

  /** A client waits no more, whatever the reason. */
  remove(state: BlockedState): void {
    state.timer?.cancel();
    state.timer = null;
    this.#blocked.delete(state);
    for (const key of state.keys) {
      const place = keyName(state.database, key);
      const waiting = this.#waiting.get(place);
      waiting?.delete(state);
      if (waiting?.size === 0) this.#waiting.delete(place);
    }
  }

  /** A key has changed; it is looked at after the step if somebody waits for it. */
  keyChanged(database: number, key: string): void {
    const place = keyName(database, key);
    if (this.#waiting.has(place)) this.#ready.set(place, { database, key });
  }

  /** Takes the keys that have changed, in order. */
  takeReady(): readonly { database: number; key: string }[] {
    if (this.#ready.size === 0) return [];
    const ready = [...this.#ready.values()];
    this.#ready = new Map();
    return ready;
  }

  /** Who waits for a key, longest first. */
  waitingFor(database: number, key: string): readonly BlockedState[] {
    return [...(this.#waiting.get(keyName(database, key)) ?? [])];
  }
}
