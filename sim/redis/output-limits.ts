/**
 * `client-output-buffer-limit`: a client that does not take what it is sent is dropped, at once beyond the hard limit, or when it has been
 * beyond the soft one for so many seconds. What is in flight fills the sockets first, then the 16 KiB that every client of Redis has for
 * its replies; only what is beyond counts, in blocks as they are allocated. A fault may put a limit of its own in front: then every byte counts
 * that the client does not have.
 */
import type { Client } from './client.ts';
import { typeOf, type ClientType } from './client-type.ts';
import { allocated } from './memory/index.ts';

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

/** A limit that a fault puts in front of the configured ones. */
export interface StrictLimit {
  readonly bytes: number;
  /** Null: normal and subscribed clients alike. */
  readonly type: ClientType | null;
}

/** What the sockets of both ends hold before a server's own buffer grows: Linux's default for one. */
const SOCKET_BYTES = 212_992;
/** The buffer that is part of a client, and the block in which what does not fit into it is kept. */
const REPLY_BYTES = 16_384;
const BLOCK_HEADER_BYTES = 24;
const NO_LIMIT: Limit = { hardBytes: 0, softBytes: 0, softSeconds: 0 };

/** The limits as Redis comes with them. */
export const OUTPUT_LIMITS_DEFAULT = 'normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60';

/** The output limits of one server. */
export class OutputLimits {
  readonly #host: OutputLimitsHost;
  #limits: ReadonlyMap<string, Limit> = parse(OUTPUT_LIMITS_DEFAULT);
  readonly #overSinceMs = new Map<Client, number>();
  #strict: StrictLimit | null = null;
  #watchesReplies = false;

  constructor(host: OutputLimitsHost) {
    this.#host = host;
  }

  /** The setting may have changed. */
  settingsChanged(): void {
    this.#limits = parse(this.#host.settings.get('client-output-buffer-limit') ?? OUTPUT_LIMITS_DEFAULT);
    this.#update();
  }

  /** A fault limits clients, or with null does not any more. */
  restrict(limit: StrictLimit | null): void {
    this.#strict = limit;
    this.#update();
  }

  /** Can the replies to a pipeline be too much? Then what follows in it is not run. */
  get watchesReplies(): boolean {
    return this.#watchesReplies;
  }

  /** Is a client to be dropped, now that so many bytes are to be written to it? */
  exceeds(client: Client, bytes: number): boolean {
    const type = typeOf(client);
    const pending = client.peer?.pendingBytes?.() ?? 0;
    if (this.#strict !== null && restricts(this.#strict, type) && bytes + pending > this.#strict.bytes) return true;
    const limit = this.#limits.get(type) ?? NO_LIMIT;
    if (limit.hardBytes === 0 && limit.softBytes === 0) return false;
    const buffered = inBlocks(bytes + Math.max(0, pending - SOCKET_BYTES));
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

  #update(): void {
    const { hardBytes, softBytes } = this.#limits.get('normal') ?? NO_LIMIT;
    this.#watchesReplies = this.#strict !== null || hardBytes > 0 || softBytes > 0;
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

function restricts(strict: StrictLimit, type: ClientType): boolean {
  return strict.type === null ? type !== 'replica' : strict.type === type;
}

/** What so many bytes take beyond the buffer that every client has. */
function inBlocks(bytes: number): number {
  return bytes <= REPLY_BYTES ? 0 : allocated(Math.max(REPLY_BYTES, bytes - REPLY_BYTES) + BLOCK_HEADER_BYTES);
}

/** The limits of a setting that has been checked. */
function parse(text: string): ReadonlyMap<string, Limit> {
  const words = text.split(' ');
  const limits = new Map<string, Limit>();
  for (let at = 0; at + 3 < words.length; at += 4) {
    const [hardBytes = 0, softBytes = 0, softSeconds = 0] = words.slice(at + 1, at + 4).map(Number);
    const type = words[at] ?? '';
    limits.set(type === 'slave' ? 'replica' : type, { hardBytes, softBytes, softSeconds });
  }
  return limits;
}
