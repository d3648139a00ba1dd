/**
 * The server: clients in, replies and commits out. It is synchronous and single-threaded like Redis itself; each entry from outside
 * (bytes, a timer, a disconnect) runs commands one at a time, serves whoever waited for their keys, and then writes once per connection.
 */
import { Blocking, timeoutReplyOf } from './blocking.ts';
import { AccessControl } from './acl/index.ts';
import { Busy } from './busy.ts';
import { Client } from './client.ts';
import { commandTable } from './commands/index.ts';
import { readConfiguration } from './commands/setting-rules.ts';
import { Connection } from './connection.ts';
import { defaultRedisServerOptions } from './contract.ts';
import { admit, run } from './dispatch.ts';
import { Keyspace, LiveView } from './keyspace/index.ts';
import { Monitors } from './monitors.ts';
import { Notifications } from './notifications/index.ts';
import { Observers } from './observers.ts';
import { OutputLimits } from './output-limits.ts';
import { Pause } from './pause.ts';
import { Memory } from './memory/index.ts';
import { Persistence } from './persistence/index.ts';
import { PublishSubscribe } from './publish-subscribe.ts';
import { Replication } from './replication/index.ts';
import { ErrorReply, NO_REPLY } from './resp/index.ts';
import { EndlessScript, FunctionLibraries, ScriptStore } from './script/index.ts';
import { SlowLog } from './slow-log.ts';
import { Tracking } from './tracking.ts';
import { Watches } from './watches.ts';
import type { BlockedState } from './blocking.ts';
import type { Death, PowerLoss } from './persistence/index.ts';
import type { Command, CommandTable } from './commands/definition.ts';
import type { KeyspaceView, RedisServerOptions, TwinConnection, TwinEnvironment, TwinObserver, TwinPeer } from './contract.ts';
import type { Reply } from './resp/index.ts';
import type { TrackingMode } from './tracking.ts';

/** A Redis 7.0 that runs on a simulated host. `warmUpRedis()` must have been awaited before scripts run. */
export class RedisServer {
  readonly options: RedisServerOptions;
  readonly environment: TwinEnvironment;
  readonly keyspace: KeyspaceView;
  /** The parts that commands work with. */
  readonly data: Keyspace;
  readonly table: CommandTable;
  readonly pubsub: PublishSubscribe = new PublishSubscribe();
  readonly notifications: Notifications = new Notifications(this.pubsub);
  readonly blocking: Blocking = new Blocking();
  readonly scripts: ScriptStore = new ScriptStore();
  readonly libraries: FunctionLibraries = new FunctionLibraries((undo) => this.data.journal?.record(undo));
  readonly access: AccessControl = new AccessControl(this);
  readonly monitors: Monitors = new Monitors();
  readonly tracking: Tracking = new Tracking((id) => this.clients.get(id));
  readonly slowLog: SlowLog = new SlowLog(() => ({
    slowerThan: Number(this.settings.get('slowlog-log-slower-than') ?? 10_000),
    entriesMax: Number(this.settings.get('slowlog-max-len') ?? 128),
  }));
  /** The script that keeps the one thread, if one does. */
  readonly busy: Busy;
  readonly clients: Map<number, Client> = new Map<number, Client>();
  /** What CONFIG SET has changed. */
  readonly settings: Map<string, string> = new Map<string, string>();
  /** What is on disk. */
  readonly persistence: Persistence;
  /** CLIENT PAUSE. */
  readonly pause: Pause;
  readonly #outputLimits: OutputLimits;
  /** What it takes, and what goes when that is too much. */
  readonly memory: Memory;
  /** Master or replica, and of whom. */
  readonly replication: Replication;
  /** When the present process was started, by its own clock. */
  startedAtMs: number;
  commandsProcessed = 0;
  connectionsReceived = 0;
  connectionsRejected = 0;
  /** A fault allows only so many clients; null: `maxclients`. */
  clientsMax: number | null = null;
  readonly #observers: Observers;
  readonly #watches = new Watches();
  readonly #unwritten = new Set<Client>();
  readonly #resumed: Client[] = [];
  readonly #connections = new Map<Client, Connection>();
  #ownClient: Client | null = null;
  #nextId = 1;
  #scanSeed: number | null = null;
  #loadingEndMs: number | null = null;

  /** `table`: a Sentinel has other commands. */
  constructor(environment: TwinEnvironment, options: Partial<RedisServerOptions> = {}, table: CommandTable = commandTable) {
    this.environment = environment;
    this.table = table;
    this.options = { ...defaultRedisServerOptions, ...options };
    this.data = new Keyspace(this.options.databases, environment, {
      keyChanged: (database, key) => this.#keyChanged(database, key),
      keyExpired: (database, key) => this.#keyExpired(database, key),
      expiryDue: () =>
        this.#enter(() => {
          if (this.busy.run !== null) return;
          this.data.expireDue();
          if (this.data.journal !== null) this.persistence.stepDone();
          // Who waits as a consumer for a stream is told that it died.
          if (this.blocking.count > 0) this.#serveBlocked();
        }),
    });
    this.busy = new Busy({
      nowMs: () => this.data.nowMs,
      after: (delayMs, body) => environment.after(delayMs, () => this.#enter(body)),
      thresholdMs: () => Number(this.settings.get('busy-reply-threshold') ?? 5000),
      resume: () => this.#goOn(),
    });
    this.keyspace = new LiveView(this.data);
    this.#observers = new Observers(this.data);
    this.replication = new Replication(this);
    for (const [name, value] of readConfiguration(this.options.configuration)) this.settings.set(name, value);
    this.memory = new Memory(this);
    this.pause = new Pause(this);
    this.#outputLimits = new OutputLimits(this);
    this.persistence = new Persistence(this, this.options.persistence);
    if (this.settings.size > 0) this.configure(new Map(this.settings));
    this.startedAtMs = this.#readClock();
  }

  /** Accepts a connection; `client` is the name that commits carry. */
  connect(peer: TwinPeer, client: string): TwinConnection {
    this.#readClock();
    const state = new Client(this.#nextId++, client, this, peer);
    state.authenticated = this.access.isOpen;
    const connection = new Connection(state, {
      onRequest: (argv) => this.#process(state, argv),
      onEntry: (body) => this.#enter(body),
      onClosed: () => this.#enter(() => this.forget(state)),
    });
    this.clients.set(state.id, state);
    this.#connections.set(state, connection);
    this.connectionsReceived++;
    if (this.clients.size > (this.clientsMax ?? Number(this.settings.get('maxclients') ?? 10_000))) this.#turnAway(state);
    return connection;
  }

  #turnAway(client: Client): void {
    this.connectionsRejected++;
    client.peer?.write(Buffer.from('-ERR max number of clients reached\r\n'));
    this.disconnect(client);
  }

  /** Takes a request up again that had to wait. */
  again(client: Client, argv: readonly string[]): void {
    this.#process(client, argv);
    this.#resumed.push(client);
  }

  /** Drops a client that does not take what it is sent. */
  abort(client: Client): void {
    if (client.gone) return;
    this.forget(client);
    if (client.peer?.abort === undefined) client.peer?.close();
    else client.peer.abort();
  }

  /** Watches the server; answers a function that ends it. Commits are built only while somebody watches. */
  observe(observer: TwinObserver): () => void {
    this.#observers.add(observer);
    this.#updateAttention();
    return () => {
      this.#observers.remove(observer);
      this.#updateAttention();
    };
  }

  /** Runs one command in process, without a connection. */
  execute(...argv: [command: string, ...args: string[]]): Reply {
    this.#ownClient ??= new Client(0, 'execute', this, null);
    const reply = this.#answer(this.#ownClient, argv);
    this.#settle();
    return reply;
  }

  /** Forgets all scripts: what a restart or SCRIPT FLUSH does. */
  flushScripts(): void {
    this.scripts.flush();
  }

  /** The process died: connections with all they hold, scripts and settings are gone; what is on disk stays. */
  crashed(death: Death = 'killed', power?: PowerLoss): void {
    this.persistence.died(death, power);
    this.replication.crashed();
    for (const client of [...this.clients.values()]) this.forget(client);
    this.#resumed.length = 0;
    this.busy.clear();
    this.pause.clear();
    this.scripts.flush();
    this.settings.clear();
    this.#publishEvents('');
    this.access.forget();
    this.#loadingEndMs = null;
  }

  /** A new process reads its data; `lose` makes of the data what was on disk. Observers see one step `RESTART` with the keys that differ. */
  restarted(lose: () => void): void {
    this.#enter(() => {
      this.startedAtMs = this.data.nowMs;
      this.commandsProcessed = 0;
      this.connectionsReceived = 0;
      this.data.writes.clear();
      lose();
      for (const [name, value] of readConfiguration(this.options.configuration)) this.settings.set(name, value);
      const loadingMs = this.persistence.restarted();
      if (loadingMs > 0) this.#load(loadingMs);
      if (this.data.recording) this.#observers.restart();
      this.data.expireDue();
      this.replication.restarted();
      this.memory.settingsChanged();
      this.#outputLimits.settingsChanged();
      this.#publishEvents(this.settings.get('notify-keyspace-events') ?? '');
    });
  }

  /** Answers LOADING to most commands until `endLoading`. */
  beginLoading(forMs: number): void {
    this.#loadingEndMs = this.#readClock() + forMs;
  }

  #load(forMs: number): void {
    this.beginLoading(forMs);
    this.environment.after(forMs, () => this.endLoading());
  }

  endLoading(): void {
    this.#loadingEndMs = null;
  }

  get isLoading(): boolean {
    return this.#loadingEndMs !== null;
  }

  /** What INFO says of the end of loading. */
  get loadingSecondsLeft(): number {
    return this.#loadingEndMs === null ? 0 : Math.max(1, Math.ceil((this.#loadingEndMs - this.data.nowMs) / 1000));
  }

  /** The host's clock was set: keys and waiting clients are looked at again at once. */
  clockChanged(): void {
    this.#enter(() => {
      this.data.expireDue();
      this.persistence.clockChanged();
      for (const state of this.blocking.all()) this.#checkTimeout(state);
    });
  }

  /** The password in force; null for none. */
  get password(): string | null {
    const configured = this.settings.get('requirepass');
    if (configured !== undefined) return configured === '' ? null : configured;
    return this.options.password;
  }

  /** CONFIG SET: the values have been checked. */
  configure(given: ReadonlyMap<string, string>): void {
    for (const [name, value] of given) this.settings.set(name, value);
    if (given.has('requirepass')) this.access.passwordChanged();
    const events = given.get('notify-keyspace-events');
    if (events !== undefined) this.#publishEvents(events);
    this.persistence.settingsChanged();
    this.replication.settingsChanged();
    this.memory.settingsChanged();
    this.#outputLimits.settingsChanged();
    this.memory.makeRoom();
  }

  /** Nothing was found on disk: what lies beside the keys is gone too. */
  lostEverything(): void {
    this.libraries.flush();
  }

  /** A key was taken away to make room. */
  evicted(database: number, key: string): void {
    if (this.data.recording) this.#observers.eviction(database, key);
    this.notifications.notify('e', 'evicted', database, key);
  }

  #publishEvents(classes: string): void {
    this.notifications.configure(classes);
    this.#updateAttention();
  }

  /** A named choice of this server. */
  draw(purpose: string, below: number): number {
    return this.environment.draw('redis', purpose, below);
  }

  /** Puts the items of an unordered reply into the order that this run chooses: a rotation, forwards or backwards. */
  ordered<T>(items: T[], purpose: string): T[] {
    if (this.options.order === 'insertion' || items.length < 2) return items;
    const choice = this.draw(purpose, items.length * 2);
    const shift = choice >>> 1;
    const turned = shift === 0 ? items : items.slice(shift).concat(items.slice(0, shift));
    return (choice & 1) === 1 ? turned.reverse() : turned;
  }

  /** What SCAN's order depends on, chosen once. */
  get scanSeed(): number {
    this.#scanSeed ??= this.options.order === 'insertion' ? 0 : this.draw('scan order', 2 ** 31);
    return this.#scanSeed;
  }

  /** Lets a client wait for keys; its reply comes later. A timeout of 0 waits for ever. */
  block(client: Client, wait: Pick<BlockedState, 'argv' | 'keys' | 'timeoutReply' | 'attempt'> & { readonly timeoutMs: number }): Reply {
    const deadlineMs = wait.timeoutMs === 0 ? null : this.data.nowMs + wait.timeoutMs;
    const state: BlockedState = { client, database: client.database.index, deadlineMs, timer: null, ...wait };
    client.blocked = state;
    this.blocking.add(state);
    if (deadlineMs !== null) this.#armTimeout(state, wait.timeoutMs);
    this.#updateAttention();
    return NO_REPLY;
  }

  /** Ends a client's wait with a reply. */
  unblock(state: BlockedState, reply: Reply): void {
    this.#stopWaiting(state);
    state.client.reply(reply);
    this.#resumed.push(state.client);
  }

  /** WATCH: EXEC of this client fails once the key changes. */
  watch(client: Client, database: number, key: string): void {
    this.#watches.add(client, database, key);
    this.#updateAttention();
  }

  /** Forgets what a client watches. */
  unwatch(client: Client): void {
    if (client.watched.size === 0 && !client.watchBroken) return;
    this.#watches.remove(client);
    this.#updateAttention();
  }

  /** Ends a client's MULTI without running it. */
  discard(client: Client): void {
    client.transaction = null;
    this.unwatch(client);
  }

  /** Tells observers that a client wanted what the twin lacks. */
  reportUnsupported(command: string, client: Client): void {
    this.#observers.unsupported(command, client);
  }

  /** Notes that a client has bytes to be written at the end of the entry. */
  markUnwritten(client: Client): void {
    this.#unwritten.add(client);
  }

  /** Drops a client and everything it holds; nothing is written to it any more. */
  forget(client: Client): void {
    if (client.gone) return;
    client.gone = true;
    client.takeUnwritten();
    this.#unwritten.delete(client);
    this.discard(client);
    this.pubsub.forget(client);
    this.monitors.remove(client);
    if (this.tracking.modeOf(client) !== undefined) this.track(client, null);
    this.#outputLimits.forget(client);
    this.replication.forget(client);
    if (client.blocked !== null) this.#stopWaiting(client.blocked);
    this.clients.delete(client.id);
    this.#connections.delete(client);
  }

  /** Closes a connection once everything has been written to it (QUIT). */
  closeAfterReply(client: Client): void {
    client.closing = true;
    this.#unwritten.add(client);
  }

  /** SWAPDB: whoever watches or waits for a key of either database is told. */
  swapDatabases(first: number, second: number): void {
    if (first === second) return;
    const [one, other] = [this.data.database(first), this.data.database(second)];
    one.swapWith(other);
    for (const database of [one, other]) {
      if (this.data.attentive) for (const key of [...database.keys()]) this.data.keyChanged(database.index, key);
    }
    // Keys that are not there any more matter to consumers of their groups.
    for (const { database, keys } of this.blocking.all()) {
      if (database === first || database === second) for (const key of keys) this.blocking.keyChanged(database, key);
    }
  }

  /** Closes a client's connection from the server's side, at once (CLIENT KILL). */
  disconnect(client: Client): void {
    if (client.gone) return;
    this.forget(client);
    client.peer?.close();
  }

  #process(client: Client, argv: readonly string[]): void {
    const skipped = client.replyMode === 'skip';
    if (this.tracking.isOn) this.tracking.current = client;
    client.reply(this.#answer(client, argv));
    if (this.tracking.isOn) this.#tellCaches(client);
    if (skipped) client.replyMode = 'on';
    if (client.replyMode === 'skip-next') client.replyMode = 'skip';
  }

  #tellCaches(client: Client): void {
    this.tracking.tell();
    this.tracking.commandDone(client);
    this.tracking.current = null;
  }

  /** CLIENT TRACKING; null ends it. */
  track(client: Client, mode: TrackingMode | null): void {
    if (mode === null) this.tracking.end(client);
    else this.tracking.begin(client, mode);
    this.#updateAttention();
  }

  #answer(client: Client, argv: readonly string[]): Reply {
    this.#readClock();
    this.commandsProcessed++;
    const { command, refusal } = admit(client, argv, (name) => this.reportUnsupported(name, client));
    if (refusal !== null) {
      if (refusal instanceof ErrorReply) this.#observe(client, (argv[0] ?? '').toUpperCase(), argv, refusal);
      return refusal;
    }
    if (command === null) return NO_REPLY;
    client.lastCommand = command.fullName;
    return this.#step(client, command, argv);
  }

  #step(client: Client, command: Command, argv: readonly string[]): Reply {
    const reply = this.#run(client, command, argv);
    if (this.settings.get('slowlog-log-slower-than') === '0') this.slowLog.note(client, client.address, argv, this.data.nowMs, 0);
    this.#observe(client, command.upperName, argv, reply);
    this.replication.stepDone(client);
    if (this.blocking.count > 0) this.#serveBlocked();
    return reply;
  }

  /** Runs a command; one that never ends keeps the server busy from here on, and is answered when it is killed. */
  #run(client: Client, command: Command, argv: readonly string[]): Reply {
    try {
      return run(command, client, argv);
    } catch (error) {
      if (!(error instanceof EndlessScript)) throw error;
      this.#beBusyWith(error, client, command, argv);
      return NO_REPLY;
    }
  }

  #beBusyWith(endless: EndlessScript, client: Client, command: Command, argv: readonly string[]): void {
    const sinceMs = this.data.nowMs;
    const killed = (error: ErrorReply): void => {
      try {
        const reply = endless.finish(error);
        this.slowLog.note(client, client.address, argv, sinceMs, this.data.nowMs - sinceMs);
        this.#observe(client, command.upperName, argv, reply);
        client.reply(reply);
      } catch (again) {
        if (!(again instanceof EndlessScript)) throw again;
        this.#beBusyWith(again, client, command, argv);
      }
    };
    this.busy.begin({ ...endless.run, client, sinceMs, argv, killed });
  }

  /** A fault: a script that somebody runs keeps the thread until it is killed, or until the function is called that this answers. */
  beginBusy(name: string, hasWritten: boolean): () => void {
    const sinceMs = this.#readClock();
    this.busy.begin({ isFunction: false, name, hasWritten, line: 1, client: null, argv: [], sinceMs, killed: () => undefined });
    const { run } = this.busy;
    return () => {
      if (run === this.busy.run) this.#enter(() => this.busy.end());
    };
  }

  /** The thread is free again, or clients are answered BUSY: all that arrived meanwhile is looked at. */
  #goOn(): void {
    if (this.busy.run === null) {
      this.data.expireDue();
      for (const state of this.blocking.all()) this.#checkTimeout(state);
      if (this.blocking.count > 0) this.#serveBlocked();
    }
    this.#resumed.push(...this.#connections.keys());
  }

  /** Serves those who wait for changed keys; serving may change further keys (BLMOVE), so it goes on until nothing is ready. */
  #serveBlocked(): void {
    for (let ready = this.blocking.takeReady(); ready.length > 0; ready = this.blocking.takeReady()) {
      for (const { database, key } of ready) {
        for (const state of this.blocking.waitingFor(database, key)) this.#tryToServe(state, key);
      }
    }
  }

  #tryToServe(state: BlockedState, key: string): void {
    if (state.client.blocked !== state) return;
    const reply = this.#attempt(state, key);
    if (reply === undefined) {
      this.data.reads.clear();
      return;
    }
    this.#observe(state.client, (state.argv[0] ?? '').toUpperCase(), state.argv, reply);
    this.unblock(state, reply);
  }

  #attempt(state: BlockedState, key: string): Reply | undefined {
    try {
      const { client, argv } = state;
      const command = this.notifications.isOn ? this.table.find(argv[0] ?? '') : undefined;
      return command === undefined ? state.attempt(key) : this.notifications.around(command, client, argv, () => state.attempt(key));
    } catch (error) {
      if (error instanceof ErrorReply) return error;
      throw error;
    }
  }

  #armTimeout(state: BlockedState, delayMs: number): void {
    state.timer = this.environment.after(delayMs, () => {
      state.timer = null;
      this.#enter(() => this.#checkTimeout(state));
    });
  }

  #checkTimeout(state: BlockedState): void {
    if (state.client.blocked !== state || state.deadlineMs === null || this.busy.run !== null) return;
    if (this.data.nowMs >= state.deadlineMs) this.unblock(state, timeoutReplyOf(state));
    else if (state.timer === null) this.#armTimeout(state, state.deadlineMs - this.environment.nowMs());
  }

  #stopWaiting(state: BlockedState): void {
    this.blocking.remove(state);
    state.client.blocked = null;
    this.#updateAttention();
  }

  #keyChanged(database: number, key: string): void {
    if (this.blocking.count > 0) this.blocking.keyChanged(database, key);
    this.#watches.keyChanged(database, key);
    if (this.notifications.isOn) this.notifications.keyChanged(database, key);
    if (this.tracking.isOn) this.tracking.keyChanged(key);
  }

  #keyExpired(database: number, key: string): void {
    this.notifications.notify('x', 'expired', database, key);
    if (this.tracking.isOn) this.tracking.keyChanged(key);
    if (this.blocking.count > 0) this.blocking.keyChanged(database, key);
    this.#watches.keyChanged(database, key);
    if (this.data.recording) this.#observers.expiry(database, key);
  }

  #observe(client: Client, command: string, argv: readonly string[], reply: Reply): void {
    if (this.data.journal !== null) this.persistence.stepDone();
    if (this.data.recording) this.#observers.commit(client, command, argv, reply);
  }

  #updateAttention(): void {
    this.data.recording = this.#observers.count > 0;
    this.data.recordingReads = this.#observers.wantReads;
    this.data.attentive =
      this.data.recording || this.#watches.count > 0 || this.blocking.count > 0 || this.notifications.isOn || this.tracking.isOn;
  }

  #readClock(): number {
    this.data.nowMs = Math.floor(this.environment.nowMs());
    return this.data.nowMs;
  }

  /** Runs something that came from outside: from another server, or from the machine. */
  enter(body: () => void): void {
    this.#enter(body);
  }

  /** A step of the master has been repeated here: observers are told, and whoever waits for its keys is served. */
  repeated(client: Client, command: string, argv: readonly string[]): void {
    this.#observe(client, command, argv, null);
    if (this.blocking.count > 0) this.#serveBlocked();
  }

  #enter(body: () => void): void {
    this.#readClock();
    body();
    this.#settle();
  }

  /** Lets clients that were waiting go on with what they had already sent, then writes everything. */
  #settle(): void {
    this.tracking.tell();
    this.tracking.tellBroadcasts();
    for (let client = this.#resumed.shift(); client !== undefined; client = this.#resumed.shift()) {
      this.#connections.get(client)?.drain();
    }
    this.replication.settled();
    if (this.#unwritten.size === 0) return;
    const clients = [...this.#unwritten];
    this.#unwritten.clear();
    for (const client of clients) {
      if (this.busy.run?.client === client) {
        this.#unwritten.add(client);
        continue;
      }
      const text = client.takeUnwritten();
      if (text !== '' && this.#outputLimits.exceeds(client, text.length)) {
        this.abort(client);
        continue;
      }
      if (text !== '') client.peer?.write(Buffer.from(text, 'latin1'));
      if (client.closing) this.disconnect(client);
    }
  }
}
