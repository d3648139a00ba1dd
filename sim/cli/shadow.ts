/**
 * Shadow runs: what the Redis of a world was sent is sent to a real server in the same order, and every reply is compared. The world's time is kept
 * by translation (sim/redis/shadow): deadlines lie beyond any real clock, and what expired in the world is deleted at that moment.
 */
import { UsageError } from '../explore/index.ts';
import {
  attribute,
  isMessage,
  Judge,
  SHIFT_MS,
  Translator,
  type Asked,
  type Question,
  type ShadowEvent,
  type TrafficRecording,
  type Wire,
} from '../redis/index.ts';
import { ShadowConnection, type RedisAddress } from './shadow-connection.ts';
import { ServerState } from './shadow-state.ts';

/** A reply of the real server that is not the twin's. */
export interface ShadowMismatch {
  readonly server: string;
  readonly request: string;
  readonly twin: Wire;
  readonly real: Wire;
}

/** What was compared. */
export interface ShadowTally {
  commands: number;
  messages: number;
  /** The servers whose traffic was compared to its end, or to its first mismatch. */
  readonly followed: string[];
  /** How often each rule was needed. */
  readonly rules: Map<string, number>;
  /** At most one a recording: behind it the two hold different data. */
  readonly mismatches: ShadowMismatch[];
}

/** Only a server that differs keeps one waiting so long. */
const PATIENCE_MS = 1000;
const TROUBLE = /^(?:LOADING|READONLY|OOM|BUSY|MASTERDOWN|NOREPLICAS|MISCONF|UNBLOCKED) /;
const BLOCKING = /^(?:b[lr]pop|brpoplpush|blmove|b[lz]mpop|bzpop(?:min|max)|xread|xreadgroup)$/i;
const NO_REPLY: Wire = { nothing: 'no reply' };

/** A fresh tally. */
export function shadowTally(): ShadowTally {
  return { commands: 0, messages: 0, followed: [], rules: new Map(), mismatches: [] };
}

/** Reads `redis://host:port`. Throws UsageError `bad-flag`. */
export function parseShadow(text: string): RedisAddress {
  const match = /^redis:\/\/([\w.-]+|\[[\da-f:]+\])(?::(\d{1,5}))?\/?$/i.exec(text);
  const port = Number(match?.[2] ?? 6379);
  if (match === null || port > 65_535) throw new UsageError('bad-flag', `--shadow ${text}: write the server as redis://127.0.0.1:6379.`);
  return { host: (match[1] ?? '').replaceAll(/[[\]]/g, ''), port };
}

/** A real server that follows worlds. */
export class Shadow {
  readonly #address: RedisAddress;
  readonly #admin: ShadowConnection;
  /** Redis's own version. */
  readonly version: string;

  private constructor(address: RedisAddress, admin: ShadowConnection, version: string) {
    this.#address = address;
    this.#admin = admin;
    this.version = version;
  }

  /** What the recordings of a world are about that nobody followed, in words; empty when there is no such server. */
  static notFollowed(recordings: readonly TrafficRecording[]): readonly string[] {
    return recordings.filter(({ role }) => role !== 'master').map(({ server, role }) => `${server} (a ${role})`);
  }

  /** Connects. Rejects with UsageError `shadow-unreachable`, or `shadow-not-empty` for a server that holds anything at all. */
  static async open(address: RedisAddress): Promise<Shadow> {
    const admin = await ShadowConnection.open(address);
    const information = await admin.ask(['INFO']);
    const text = typeof information === 'string' ? information : '';
    const shadow = new Shadow(address, admin, /redis_version:(\S+)/.exec(text)?.[1] ?? 'unknown');
    await shadow.#requireEmpty();
    return shadow;
  }

  close(): void {
    this.#admin.close();
  }

  /** Follows every Redis of a world, one after the other; replicas and Sentinels are passed over. */
  async followAll(recordings: readonly TrafficRecording[], tally: ShadowTally): Promise<void> {
    for (const recording of recordings) if (recording.role === 'master') await this.follow(recording, tally);
  }

  /** Follows one recording; afterwards the server is empty again, and as it was set. */
  async follow(recording: TrafficRecording, tally: ShadowTally): Promise<void> {
    await this.#requireEmpty();
    const state = await ServerState.of(this.#admin);
    const follower = new Follower(this.#address, this.#admin, recording, tally);
    try {
      await follower.run();
    } finally {
      follower.end();
      await state.restore();
    }
    tally.followed.push(recording.server);
  }

  async #requireEmpty(): Promise<void> {
    const information = await this.#admin.ask(['INFO', 'everything']);
    if (typeof information === 'string' && !/^db\d+:|^number_of_libraries:[1-9]/m.test(information)) return;
    const { host, port } = this.#address;
    const answer = information !== null && typeof information === 'object' && 'error' in information ? information.error : 'INFO';
    throw new UsageError(
      'shadow-not-empty',
      `The server at ${host}:${port} holds data, or does not say (${answer}). A shadow needs an empty one of its own: redis-server --port N --save ''.`,
    );
  }
}

interface Followed {
  readonly connection: ShadowConnection;
  readonly id: string;
  readonly judge: Judge;
}

/** One recording on a real server. */
class Follower {
  readonly #address: RedisAddress;
  readonly #admin: ShadowConnection;
  readonly #recording: TrafficRecording;
  readonly #tally: ShadowTally;
  readonly #translator = new Translator();
  readonly #connections = new Map<number, Followed>();
  /** Something was sent whose replies have not all been seen. */
  #isOpen = false;
  #isOver = false;
  /** From a fault that loses messages on, the real server may say more than the twin. */
  #mayLose = false;
  /** Messages of the real server that have not been matched. */
  readonly #messages: { readonly followed: Followed; readonly reply: Wire }[] = [];

  constructor(address: RedisAddress, admin: ShadowConnection, recording: TrafficRecording, tally: ShadowTally) {
    this.#address = address;
    this.#admin = admin;
    this.#recording = recording;
    this.#tally = tally;
  }

  async run(): Promise<void> {
    await this.#configure();
    const events = attribute(this.#recording);
    for (const event of events) {
      if (event.kind !== 'replies' && this.#isOpen) await this.#settle();
      await this.#follow(event);
      if (this.#isOver) return;
    }
    await this.#checkRest();
  }

  end(): void {
    for (const { connection } of this.#connections.values()) connection.close();
  }

  /** Settings that the world's server was started with, and has again after a restart. */
  async #configure(): Promise<void> {
    for (const [name, value] of this.#recording.settings) {
      this.#count('settings that the server was started with are set');
      await this.#admin.ask(['CONFIG', 'SET', name, value]);
    }
  }

  async #askIn(database: number, words: readonly string[]): Promise<void> {
    if (database !== 0) await this.#admin.ask(['SELECT', String(database)]);
    await this.#admin.ask(words);
    if (database !== 0) await this.#admin.ask(['SELECT', '0']);
  }

  async #follow(event: ShadowEvent): Promise<void> {
    switch (event.kind) {
      case 'open':
        return await this.#open(event.connection);
      case 'close':
        if (!this.#connections.has(event.connection)) return;
        this.#connections.get(event.connection)?.connection.close();
        this.#connections.delete(event.connection);
        return await this.#settle();
      case 'requests':
        this.#mayLose ||= event.losesMessages;
        return this.#send(event.connection, event.asked);
      case 'replies':
        return await this.#compare(event);
      case 'expired':
        this.#count('keys that expired in the world are deleted then');
        await this.#askIn(event.database, ['DEL', event.key]);
        return;
      case 'restarted':
        return await this.#restart(event);
    }
  }

  async #open(id: number): Promise<void> {
    const connection = await ShadowConnection.open(this.#address);
    this.#connections.set(id, { connection, id: await this.#idOf(connection), judge: new Judge() });
  }

  /** Asked of another connection: a client that has not said the password is told nothing. */
  async #idOf({ port }: ShadowConnection): Promise<string> {
    const list = await this.#admin.ask(['CLIENT', 'LIST']);
    return new RegExp(`^id=(\\d+) addr=\\S*:${port} `, 'm').exec(typeof list === 'string' ? list : '')?.[1] ?? '0';
  }

  #send(id: number, requests: readonly Asked[]): void {
    const followed = this.#connections.get(id);
    if (followed === undefined) return;
    const sent = requests.flatMap((asked): (readonly string[])[] => {
      if (asked.knowsNoScripts) this.#translator.forgetScripts();
      const words = this.#question(asked);
      return words === null ? [] : [words];
    });
    followed.connection.send(sent);
    this.#isOpen = true;
  }

  /** What is sent for a request, if anything. */
  #question(asked: Asked): readonly string[] | null {
    const isTrouble = asked.replies.some(
      (reply) => reply !== null && typeof reply === 'object' && 'error' in reply && TROUBLE.test(reply.error),
    );
    const translation = this.#translator.translate(asked.words, asked.atMs);
    const rule = isTrouble ? 'answers of a server in trouble (LOADING, OOM, …) are not asked again' : translation.rule;
    if (rule !== null) this.#count(rule);
    if (!isTrouble && translation.words === null && asked.isQueued) {
      this.#asked.set(asked, { asked, translation: { ...translation, isPlaceholder: true } });
      return ['PING'];
    }
    if (isTrouble || translation.words === null) {
      // A MULTI that met trouble is broken: here too.
      const closing = /^exec$/i.test(asked.words[0] ?? '') ? ['DISCARD'] : null;
      const instead = isTrouble && asked.isQueued ? ['SHADOW-REFUSED'] : isTrouble ? closing : null;
      if (instead === null) this.#unasked.add(asked);
      return instead;
    }
    this.#asked.set(asked, { asked, translation });
    return translation.words;
  }

  readonly #unasked = new Set<Asked>();
  readonly #asked = new Map<Asked, Question>();

  async #compare(event: Extract<ShadowEvent, { kind: 'replies' }>): Promise<void> {
    const followed = this.#connections.get(event.connection);
    if (followed === undefined) return;
    const due = event.answers.filter(({ asked }) => asked === null || !this.#unasked.has(asked));
    if (event.isByTimer && due.some(({ asked }) => asked !== null && BLOCKING.test(asked.words[0] ?? ''))) {
      this.#count('waits end when they end in the world');
      await this.#admin.ask(['CLIENT', 'UNBLOCK', followed.id, 'TIMEOUT']);
    }
    for (const { asked, reply } of due) {
      if (asked === null) await this.#expectMessage(followed, reply);
      else this.#judge(followed, asked, reply, await this.#nextReply(followed));
    }
    this.#isOpen = false;
  }

  /** The next reply of the real server; messages before it are laid by. */
  async #nextReply(followed: Followed): Promise<Wire> {
    for (;;) {
      const reply = await followed.connection.next(PATIENCE_MS);
      if (reply === undefined) return NO_REPLY;
      if (!isMessage(reply)) return reply;
      this.#messages.push({ followed, reply });
    }
  }

  /** A message of the world: the same must have come here. */
  async #expectMessage(followed: Followed, ours: Wire): Promise<void> {
    this.#tally.messages++;
    await this.#collectMessages();
    const at = this.#messages.findIndex((one) => one.followed === followed && JSON.stringify(one.reply) === JSON.stringify(ours));
    if (at === -1) this.#differs(['(a message)'], ours, NO_REPLY);
    else this.#messages.splice(at, 1);
  }

  async #collectMessages(): Promise<void> {
    await this.#settle();
    for (const followed of this.#connections.values())
      for (const reply of followed.connection.takeWhere(isMessage)) this.#messages.push({ followed, reply });
  }

  /** What came without being asked for. */
  async #checkRest(): Promise<void> {
    await this.#collectMessages();
    for (const { connection } of this.#connections.values())
      for (const reply of connection.takeWhere(() => true)) this.#differs(['(nothing was asked)'], NO_REPLY, reply);
    for (const { reply } of this.#messages) {
      if (this.#mayLose) this.#count('messages that a fault of the world lost');
      else this.#differs(['(nothing was published)'], NO_REPLY, reply);
    }
  }

  #judge(followed: Followed, asked: Asked, ours: Wire, theirs: Wire): void {
    if (this.#isOver) return;
    const question = this.#asked.get(asked);
    if (question === undefined) return;
    const rule = followed.judge.compare(question, ours, theirs);
    this.#tally.commands++;
    if (rule === null) this.#differs(asked.words, ours, theirs);
    else if (rule !== '') this.#count(rule);
  }

  #differs(words: readonly string[], twin: Wire, real: Wire): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#tally.mismatches.push({
      server: this.#recording.server,
      request: words.map((word) => JSON.stringify(word)).join(' '),
      twin,
      real,
    });
  }

  async #restart({ keys, atMs }: Extract<ShadowEvent, { kind: 'restarted' }>): Promise<void> {
    this.#count('what a restart lost or kept is brought about by commands');
    await this.#configure();
    for (const { database, key, commands, deadlineMs } of keys) {
      await this.#askIn(database, ['DEL', key]);
      for (const words of commands) await this.#askIn(database, words);
      if (deadlineMs !== null) await this.#askIn(database, ['PEXPIREAT', key, String(Math.max(deadlineMs, atMs) + SHIFT_MS)]);
    }
  }

  /** Waits until the server has done what was sent: asked twice, everything has also been written. */
  async #settle(): Promise<void> {
    await this.#admin.ask(['PING']);
    await this.#admin.ask(['PING']);
    // Sockets that became readable in the same turn have all been read when it is over.
    await new Promise((resolve) => setImmediate(resolve));
    this.#isOpen = false;
  }

  #count(rule: string): void {
    this.#tally.rules.set(rule, (this.#tally.rules.get(rule) ?? 0) + 1);
  }
}
