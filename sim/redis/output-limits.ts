/**
 * `client-output-buffer-limit`: a client that does not take what it is sent is dropped, at once beyond the hard limit, or when it has been
 * beyond the soft one for so many seconds. What is in flight fills the sockets first; only what is beyond counts, and the reply that is
 * being written.
 */
import type { Client } from './client.ts';

/** What limits ask of their server. */
export interface OutputLimitsHost {
  readonly settings: ReadonlyMap<string, string>;
  readonly data: { readonly nowMs: number };
  readonly environment: { after(delayMs: number, run: () => void): { cancel(): void } };
  enter(body: () => void): void;
  /** Drops a client with all that it was not given. */
  abort(client: Client): void;
}

/** Bytes and seconds; 0 is no limit. */
interface Limit {
  readonly hardBytes: number;
  readonly softBytes: number;
  readonly softSeconds: number;
}

/** What the sockets of both ends hold before a server's own buffer grows: Linux's default for one. */
const SOCKET_BYTES = 212_992;
const NO_LIMIT: Limit = { hardBytes: 0, softBytes: 0, softSeconds: 0 };

/** The limits as Redis comes with them. */
export const OUTPUT_LIMITS_DEFAULT = 'normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60';

/** The output limits of one server. */
export class OutputLimits {
  readonly #host: OutputLimitsHost;
  #limits: ReadonlyMap<string, Limit> = parse(OUTPUT_LIMITS_DEFAULT);
  readonly #overSinceMs = new Map<Client, number>();

  constructor(host: OutputLimitsHost) {
    this.#host = host;
  }

  /** The setting may have changed. */
  settingsChanged(): void {
    this.#limits = parse(this.#host.settings.get('client-output-buffer-limit') ?? OUTPUT_LIMITS_DEFAULT);
  }

  /** Is a client to be dropped, now that so many bytes are to be written to it? */
  exceeds(client: Client, bytes: number): boolean {
    const limit = this.#limits.get(client.subscribed ? 'pubsub' : 'normal') ?? NO_LIMIT;
    if (limit.hardBytes === 0 && limit.softBytes === 0) return false;
    const buffered = bytes + Math.max(0, (client.peer?.pendingBytes?.() ?? 0) - SOCKET_BYTES);
    if (limit.hardBytes > 0 && buffered > limit.hardBytes) return true;
    if (limit.softBytes === 0 || buffered <= limit.softBytes) {
      this.#overSinceMs.delete(client);
      return false;
    }
    return this.#isOverTooLong(client, limit);
  }

  /** A client is gone. */
  forget(client: Client): void {
    this.#overSinceMs.delete(client);
  }

  #isOverTooLong(client: Client, { softSeconds }: Limit): boolean {
    const { nowMs } = this.#host.data;
    const sinceMs = this.#overSinceMs.get(client);
    if (sinceMs !== undefined) return nowMs - sinceMs > softSeconds * 1000;
    this.#overSinceMs.set(client, nowMs);
    this.#host.environment.after(softSeconds * 1000 + 1, () => {
      if (!this.#overSinceMs.has(client)) return;
      this.#host.enter(() => {
        if (this.exceeds(client, 0)) this.#host.abort(client);
      });
    });
    return false;
  }
}

/** The limits of a setting that has been checked. */
function parse(text: string): ReadonlyMap<string, Limit> {
  const words = text.split(' ');
  const limits = new Map<string, Limit>();
  for (let at = 0; at + 3 < words.length; at += 4) {
    const [hardBytes = 0, softBytes = 0, softSeconds = 0] = words.slice(at + 1, at + 4).map(Number);
    limits.set(words[at] ?? '', { hardBytes, softBytes, softSeconds });
  }
  return limits;
}
