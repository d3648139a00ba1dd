/**
 * Replication of one server, in both roles: as a master it writes every step down as an effect and feeds its replicas; as a replica it
 * repeats what its master did. Streams have names (replication ids) as in Redis: a replica that is promoted begins a new name and
 * remembers the old one, so that others may go on with it as far as they agree. Nothing of it exists until somebody asks for it.
 */
import { createHash } from 'node:crypto';
import { Client } from '../client.ts';
import { run } from '../dispatch.ts';
import { ErrorReply, failure, NO_REPLY } from '../resp/index.ts';
import { ChangeLog, requestBytes, restore, type Deed, type Effect } from './effect.ts';
import { Feed, snapshotBytes, snapshotOf, type Snapshot } from './feed.ts';
import { Guard } from './guard.ts';
import { Handover } from './handover.ts';
import { History } from './history.ts';
import { MasterLink, type Lag } from './master-link.ts';
import type { KeyspaceCommit } from '../contract.ts';
import type { Reply } from '../resp/index.ts';
import type { RedisServer } from '../server.ts';

/** A stream by its name, and where in it a server is. */
export interface Position {
  readonly id: string;
  readonly offset: number;
}

const FORCED = new ErrorReply('UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)');
const SNAPSHOT_FILLER = '.';
const MAXIMUM_FILLER_BYTES = 65_536;

/** Master or replica: see the file's head. */
export class Replication {
  readonly feed: Feed = new Feed();
  readonly guard: Guard;
  /** FAILOVER. */
  readonly handover: Handover;
  /** The name of the stream before this server was promoted, and where the two part. */
  previous: Position | null = null;
  offset = 0;
  readonly #server: RedisServer;
  readonly #changes = new ChangeLog();
  readonly #waiting = new Map<Client, { readonly offset: number; readonly replicas: number }>();
  readonly #written = new WeakMap<Client, number>();
  #history: History | null = null;
  #id: string | null = null;
  #ids = 0;
  #link: MasterLink | null = null;
  #links = 0;
  /** Who the master is to a restarted process: what CONFIG REWRITE or Sentinel has written into its file. */
  #master: { readonly address: string; readonly port: number } | null = null;
  #lag: Lag = { forMs: 0, writes: 0 };
  #repeater: Client | null = null;
  #isRepeating = false;
  #isAsking = false;
  #isObserving = false;
  #hasSynchronised = false;

  constructor(server: RedisServer) {
    this.#server = server;
    this.guard = new Guard(server, this);
    this.handover = new Handover(server);
  }

  /** The link to the master; null for a master. */
  get link(): MasterLink | null {
    return this.#link;
  }

  get isReplica(): boolean {
    return this.#master !== null;
  }

  /** Does it hold what its master once held, whole? */
  get isSound(): boolean {
    return this.#hasSynchronised && this.#link?.state !== 'sync';
  }

  /** Up to where it has received the stream of its master, taken in or not. */
  get received(): number {
    return this.#link?.received ?? this.offset;
  }

  /** Has it ever been a replica or had one? */
  get isUsed(): boolean {
    return this.#master !== null || this.#history !== null || this.#id !== null;
  }

  get history(): History | null {
    return this.#history;
  }

  /** The name of its stream; drawn when it is first needed. */
  get id(): string {
    this.#id ??= this.#newId();
    return this.#id;
  }

  /** Does it count good replicas before it writes (`min-replicas-to-write`)? */
  get countsReplicas(): boolean {
    return this.guard.replicasMin > 0;
  }

  /** REPLICAOF host port. False when it is its replica already. */
  follow(address: string, port: number, wantsFailover = false): boolean {
    if (this.#master?.address === address && this.#master.port === port) return false;
    if (this.#master === null) this.#demoted();
    this.#link?.end();
    this.#master = { address, port };
    this.#server.data.expiry = 'hide';
    this.#connect(wantsFailover);
    return true;
  }

  /** REPLICAOF NO ONE: what has come is what there is. False when it is a master already. */
  promote(): boolean {
    if (this.#master === null) return false;
    this.#link?.end();
    this.#link = null;
    this.#master = null;
    this.#lag = { forMs: 0, writes: 0 };
    this.previous = { id: this.id, offset: this.offset };
    this.#id = this.#newId();
    this.#writeDown();
    for (const { client } of this.feed.all()) this.#server.disconnect(client);
    this.#server.data.expiry = 'delete';
    this.#server.data.expireDue();
    return true;
  }

  /** Makes a replica slow, or quick again. */
  lag(lag: Lag): void {
    this.#lag = lag;
    this.#link?.lag(lag);
  }

  /** A connection asks to be a replica: PSYNC. */
  synchronise(client: Client, id: string, from: number): Reply {
    if (this.#link !== null && this.#link.state !== 'connected')
      return new ErrorReply("NOMASTERLINK Can't SYNC while not connected with my master");
    this.#writeDown();
    const nowMs = this.#server.data.nowMs;
    const missing = this.#knows(id, from - 1) ? (this.#history?.since(from - 1) ?? null) : null;
    if (missing !== null) {
      this.feed.attach(client, nowMs, from - 1, null, missing);
      client.send(`+CONTINUE ${this.id}\r\n${missing.map(({ bytes }) => bytes).join('')}`);
    } else {
      const snapshot = snapshotOf(this.#server);
      this.feed.attach(client, nowMs, this.offset, snapshot, []);
      const bytes = Math.min(MAXIMUM_FILLER_BYTES, snapshotBytes(snapshot));
      client.send(`+FULLRESYNC ${this.id} ${this.offset}\r\n$${bytes}\r\n${SNAPSHOT_FILLER.repeat(bytes)}`);
    }
    if (this.countsReplicas) this.#append('PING', [], { kind: 'nothing' });
    return NO_REPLY;
  }

  /** The stream was asked for under one of its names, up to where the names mean the same. */
  #knows(id: string, offset: number): boolean {
    return id === this.#id || (id === this.previous?.id && offset <= this.previous.offset);
  }

  /** REPLCONF ACK. */
  acknowledged(client: Client, offset: number): void {
    if (this.feed.acknowledge(client, offset, this.#server.data.nowMs)) this.#serveWaiting();
    this.handover.acknowledged();
  }

  /** Replicas are asked how far they are, once what came in is done. */
  ask(): void {
    this.#isAsking = true;
  }

  /** WAIT: the reply comes when so many replicas have acknowledged what this client has written, or when the time is up. */
  wait(client: Client, argv: readonly string[], replicas: number, timeoutMs: number): Reply {
    if (this.isReplica)
      throw failure(
        'WAIT cannot be used with replica instances. Please also note that since Redis 4.0 if a replica is configured to be writable (which is not the default) writes to replicas are just local and are not propagated.',
      );
    const offset = this.#written.get(client) ?? 0;
    const acknowledged = this.feed.countAcknowledged(offset);
    if (acknowledged >= replicas || !client.mayBlock) return acknowledged;
    this.#waiting.set(client, { offset, replicas });
    if (this.feed.count > 0) this.#isAsking = true;
    const timeoutReply = (): Reply => this.feed.countAcknowledged(offset);
    return this.#server.waits.begin(client, { argv, keys: [], timeoutMs, timeoutReply, attempt: () => undefined });
  }

  /** A command of a client is done: WAIT will wait for what it has written. */
  stepDone(client: Client): void {
    if (this.#history !== null) this.#written.set(client, this.offset);
  }

  /** All that came from outside at once is done. */
  settled(): void {
    if (!this.#changes.isEmpty && !this.isReplica && this.#history !== null) {
      const deed = this.#changes.take(this.#server.data, 'DEL', false);
      if (deed?.kind === 'images')
        this.#append(
          'DEL',
          deed.images.map(({ key }) => key),
          deed,
        );
    }
    if (!this.#isAsking) return;
    this.#isAsking = false;
    this.#append('REPLCONF', ['GETACK', '*'], { kind: 'acknowledge' });
  }

  /** CONFIG SET: replicas that begin to count are told to report. */
  settingsChanged(): void {
    if (this.countsReplicas && this.feed.count > 0) this.#append('PING', [], { kind: 'nothing' });
  }

  /** A client is gone. */
  forget(client: Client): void {
    this.feed.forget(client);
    this.#waiting.delete(client);
  }

  /** The process died; its role is in its file, its place in the stream is not. */
  crashed(): void {
    this.handover.over();
    this.#link?.end();
    this.#link = null;
    this.#id = null;
    this.previous = null;
    this.offset = 0;
    this.#history = null;
    this.#hasSynchronised = false;
    this.#changes.clear();
    this.#waiting.clear();
    this.#server.data.changes = null;
  }

  /** A new process begins in the role that it had. */
  restarted(): void {
    if (this.#master !== null) this.#connect(false);
  }

  /** Another server of this stream lives again: who was silent says something, and learns whether he is still known. */
  probe(): void {
    this.#link?.acknowledge();
  }

  /** What the file of the server says from the next start on, while it is down. */
  configure(master: { readonly address: string; readonly port: number } | null): void {
    this.#master = master;
    this.#server.data.expiry = master === null ? 'delete' : 'hide';
  }

  /** From now on steps are written down. */
  #writeDown(): void {
    this.#history ??= new History(this.offset);
    this.#server.data.changes = this.#changes;
    if (!this.#isObserving) this.#server.observe({ ignoresReads: true, onCommit: (commit) => this.#committed(commit) });
    this.#isObserving = true;
  }

  #committed(commit: KeyspaceCommit): void {
    if (this.#isRepeating || this.#history === null || commit.command === 'EXPIRE-EVENT') return;
    // What is written to a replica that allows it stays there.
    if (this.isReplica) {
      this.#changes.clear();
      return;
    }
    const deed = this.#changes.take(this.#server.data, commit.command, commit.error !== null);
    if (deed !== null) this.#append(commit.command, commit.args, deed);
  }

  #append(command: string, args: readonly string[], deed: Deed): void {
    const bytes = requestBytes([command, ...args]);
    this.#pass({ endsAt: this.offset + bytes.length, bytes, command, args, deed });
  }

  #pass(effect: Effect): void {
    this.offset = effect.endsAt;
    this.#history?.append(effect, this.guard.backlogBytes);
    this.feed.send(effect);
  }

  #newId(): string {
    this.#ids += 1;
    const drawn = this.#server.order.draw('replication id', 2 ** 31);
    return createHash('sha1').update(`${drawn} ${this.#ids}`).digest('hex');
  }

  #demoted(): void {
    for (const state of this.#server.waits.blocking.all()) {
      this.#server.waits.end(state, FORCED);
      this.#server.outbox.close(state.client);
    }
    this.#waiting.clear();
  }

  #connect(wantsFailover: boolean): void {
    const network = this.#server.environment.replication;
    if (this.#master === null || network === undefined) return;
    const server = this.#server;
    this.#links += 1;
    this.#link = new MasterLink(
      {
        environment: server.environment,
        network,
        port: server.options.port,
        password: server.settings.get('masterauth') ?? server.options.password,
        position: () => (this.#hasSynchronised || this.#history !== null ? { id: this.id, offset: this.offset } : null),
        loading: server.loading,
        load: (id, offset, snapshot) => this.#load(id, offset, snapshot),
        resume: (id) => this.#resume(id),
        apply: (effect) => this.#apply(effect),
        enter: (body) => server.enter(body),
        get offset() {
          return server.replication.offset;
        },
      },
      this.#master.address,
      this.#master.port,
      `${network.address}:${server.options.port}/${this.#links}`,
      wantsFailover,
    );
    this.#link.lag(this.#lag);
    this.#link.open();
  }

  #load(id: string, offset: number, { images, libraries }: Snapshot): void {
    // Whoever follows this replica must begin anew with it.
    for (const { client } of this.feed.all()) this.#server.disconnect(client);
    this.#id = id;
    this.previous = null;
    this.offset = offset;
    this.#history = new History(offset);
    this.#hasSynchronised = true;
    this.handover.over();
    const { data } = this.#server;
    this.#repeat('RESYNC', [], () => {
      data.clear();
      for (const image of images) restore(data, image);
      this.#server.libraries.flush();
      for (const source of libraries) this.#server.libraries.load(source, true);
    });
  }

  #resume(id: string): void {
    if (this.#id !== id) this.previous = { id: this.id, offset: this.offset };
    this.#id = id;
    this.handover.over();
    this.#hasSynchronised = true;
    this.#history ??= new History(this.offset);
  }

  #apply(effect: Effect): void {
    const { deed, command, args } = effect;
    const { data } = this.#server;
    if (deed.kind === 'images') this.#repeat(command, args, () => deed.images.forEach((image) => restore(data, image)));
    if (deed.kind === 'repeat') this.#repeat(command, args, () => this.#again(command, args, deed.database));
    this.#pass(effect);
  }

  #again(command: string, args: readonly string[], database: number): void {
    const argv = [command, ...args];
    const found = this.#server.table.find(command);
    const definition = found?.subcommands?.get((args[0] ?? '').toLowerCase()) ?? found;
    if (definition === undefined) return;
    const client = this.#master === null ? null : this.#asMaster();
    if (client === null) return;
    client.database = this.#server.data.database(database);
    run(definition, client, argv);
  }

  #asMaster(): Client {
    this.#repeater ??= new Client(0, 'master', this.#server, null);
    return this.#repeater;
  }

  /** Changes data as the master says: by its clock, whatever this one shows. */
  #repeat(command: string, args: readonly string[], body: () => void): void {
    const { data } = this.#server;
    this.#isRepeating = true;
    data.expiry = 'ignore';
    try {
      body();
    } finally {
      data.expiry = 'hide';
      this.#server.repeated(this.#asMaster(), command, [command, ...args]);
      this.#changes.clear();
      this.#isRepeating = false;
    }
  }

  #serveWaiting(): void {
    for (const [client, { offset, replicas }] of this.#waiting) {
      const { blocked } = client;
      if (blocked === null) this.#waiting.delete(client);
      const count = this.feed.countAcknowledged(offset);
      if (blocked === null || count < replicas) continue;
      this.#waiting.delete(client);
      this.#server.waits.end(blocked, count);
    }
  }
}
