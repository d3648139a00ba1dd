/** Which request each reply of a recording belongs to. A server answers in order, so that it can be told from the bytes alone. */
import { isItems, WireDecoder, type Wire } from '../likeness/index.ts';
import type { TrafficEvent, TrafficRecording } from './recording.ts';

/** A request with what the twin answered. */
export interface Asked {
  readonly connection: number;
  readonly words: readonly string[];
  /** The server's clock when it ran: within MULTI that of its EXEC. */
  atMs: number;
  readonly knowsNoScripts: boolean;
  /** Queued by a MULTI. */
  readonly isQueued: boolean;
  readonly replies: Wire[];
}

/** What happened, with requests and replies in place of bytes. */
export type ShadowEvent =
  | Exclude<TrafficEvent, { kind: 'requests' | 'replies' }>
  | { readonly kind: 'requests'; readonly connection: number; readonly asked: readonly Asked[]; readonly losesMessages: boolean }
  /** Null in place of the request for a message, which belongs to none. */
  | {
      readonly kind: 'replies';
      readonly connection: number;
      readonly isByTimer: boolean;
      readonly answers: readonly { readonly asked: Asked | null; readonly reply: Wire }[];
    };

/** Reads a recording. */
export function attribute({ events }: TrafficRecording): readonly ShadowEvent[] {
  const connections = new Map<number, Connection>();
  return events.map((event): ShadowEvent => {
    if (event.kind === 'open') connections.set(event.connection, new Connection(event.connection));
    if (event.kind === 'requests') {
      const connection = connections.get(event.connection);
      const asked = event.requests
        .map((words) => connection?.ask(words, event.atMs, event.knowsNoScripts))
        .filter((one) => one !== undefined);
      return { kind: 'requests', connection: event.connection, asked, losesMessages: event.losesMessages };
    }
    if (event.kind !== 'replies') return event;
    const answers = connections.get(event.connection)?.answer(event.bytes) ?? [];
    return { kind: 'replies', connection: event.connection, isByTimer: event.isByTimer, answers };
  });
}

class Connection {
  readonly #id: number;
  readonly #decoder = new WireDecoder();
  readonly #waiting: Asked[] = [];
  readonly #subscribed = new Map<string, Set<string>>();
  /** The requests of a MULTI that is being written. */
  #queued: Asked[] | null = null;

  constructor(id: number) {
    this.#id = id;
  }

  /** A replica's link: what it is answered is no RESP. */
  #isReplica = false;

  ask(words: readonly string[], atMs: number, knowsNoScripts: boolean): Asked {
    const name = (words[0] ?? '').toLowerCase();
    const isQueued = this.#queued !== null && !/^(?:exec|discard|multi|watch|reset|quit)$/.test(name);
    const asked: Asked = { connection: this.#id, words, atMs, knowsNoScripts, isQueued, replies: [] };
    if (isQueued) this.#queued?.push(asked);
    this.#isReplica ||= /^(?:p?sync|replconf)$/.test(name);
    if (name === 'multi') this.#queued ??= [];
    if (name === 'exec') for (const one of this.#queued ?? []) one.atMs = atMs;
    if (/^(?:exec|discard|reset)$/.test(name)) this.#queued = null;
    if (this.#isAnswered(asked)) this.#waiting.push(asked);
    return asked;
  }

  /** CLIENT REPLY OFF and SKIP: what is not answered, themselves among it. */
  #isAnswered({ words, isQueued }: Asked): boolean {
    const [name = '', second = '', mode = ''] = words.map((word) => word.toLowerCase());
    const isMute = this.#isMute || this.#skips;
    this.#skips = false;
    if (name !== 'client' || second !== 'reply' || words.length !== 3 || isQueued) return !isMute;
    if (mode === 'skip' && !this.#isMute) this.#skips = true;
    if (mode === 'on' || mode === 'off') this.#isMute = mode === 'off';
    return mode === 'on' || (mode !== 'off' && mode !== 'skip' && !isMute);
  }

  #isMute = false;
  #skips = false;

  answer(bytes: Buffer): readonly { readonly asked: Asked | null; readonly reply: Wire }[] {
    if (this.#isReplica) return [];
    this.#decoder.push(bytes);
    return this.#decoder.replies.splice(0).map((reply) => {
      const [asked] = this.#waiting;
      if (asked === undefined || isMessage(reply)) return { asked: null, reply };
      asked.replies.push(reply);
      if (asked.replies.length >= this.#repliesTo(asked, reply)) this.#waiting.shift();
      return { asked, reply };
    });
  }

  /** How many replies a request gets: one for each name that is (un)subscribed. */
  #repliesTo({ words, isQueued }: Asked, reply: Wire): number {
    const [, kind = null, ending = null] = /^([ps]?)(?:un)?(subscribe)$/i.exec(words[0] ?? '') ?? [];
    if (ending === null || isQueued || isError(reply)) return 1;
    const names = this.#subscribed.get(kind ?? '') ?? new Set<string>();
    this.#subscribed.set(kind ?? '', names);
    if (!/un/i.test(words[0] ?? '')) {
      for (const name of words.slice(1)) names.add(name);
      return words.length - 1;
    }
    const count = words.length > 1 ? words.length - 1 : Math.max(1, names.size);
    if (words.length > 1) for (const name of words.slice(1)) names.delete(name);
    return count;
  }
}

function isError(reply: Wire): boolean {
  return reply !== null && typeof reply === 'object' && 'error' in reply;
}

/** The items of an array or a push; every array has a method of that name. */
function messageItems(reply: Wire): readonly Wire[] | null {
  if (isItems(reply)) return reply;
  return reply !== null && typeof reply === 'object' && 'push' in reply ? reply.push : null;
}

/** A published message, in either protocol. */
export function isMessage(reply: Wire): boolean {
  const items = messageItems(reply);
  if (items === null) return false;
  const [kind] = items;
  return ((kind === 'message' || kind === 'smessage') && items.length === 3) || (kind === 'pmessage' && items.length === 4);
}
