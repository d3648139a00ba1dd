/**
 * The server: clients in, replies and commits out. It is synchronous and single-threaded like Redis itself; each entry from outside
 * (bytes, a timer, a disconnect) runs commands one at a time, serves whoever waited for their keys, and then writes once per connection.
 */
import { AccessControl } from './acl/index.ts';
import { Busy } from './busy.ts';
import { Client } from './client.ts';
import { commandTable } from './commands/index.ts';
import { readConfiguration } from './commands/setting-rules.ts';
import { Connection } from './connection.ts';
import { defaultRedisServerOptions } from './contract.ts';
import { admit, run } from './dispatch.ts';
import { keepThread } from './keep-thread.ts';
import { LatencyMonitor } from './latency-monitor.ts';
import { KeyEvents } from './key-events.ts';
import { Keyspace, LiveView } from './keyspace/index.ts';
import { Loading } from './loading.ts';
import { Monitors } from './monitors.ts';
import { Notifications } from './notifications/index.ts';
import { Observers } from './observers.ts';
import { Order } from './order.ts';
import { Outbox } from './outbox.ts';
import { Pause } from './pause.ts';
import { Memory } from './memory/index.ts';
import { Persistence } from './persistence/index.ts';
import { PublishSubscribe } from './publish-subscribe.ts';
import { Replication } from './replication/index.ts';
import { ErrorReply, NO_REPLY } from './resp/index.ts';
import { LongCommand, FunctionLibraries, ScriptStore } from './script/index.ts';
import { SlowLog } from './slow-log.ts';
import { Tracking } from './tracking.ts';
import { Waits } from './waits.ts';
import { Watches } from './watches.ts';
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
  readonly waits: Waits = new Waits(this, {
    enter: (body) => this.enter(body),
    served: ({ client, argv }, reply) => this.#observe(client, (argv[0] ?? '').toUpperCase(), argv, reply),
    resume: (client) => this.#resumed.push(client),
    changed: () => this.#updateAttention(),
  });
  readonly scripts: ScriptStore = new ScriptStore();
  readonly libraries: FunctionLibraries = new FunctionLibraries((undo) => this.data.journal?.record(undo));
  readonly access: AccessControl = new AccessControl(this);
  readonly monitors: Monitors = new Monitors();
  readonly tracking: Tracking = new Tracking((id) => this.clients.get(id));
  readonly slowLog: SlowLog = new SlowLog(() => this.settings);
  readonly latency: LatencyMonitor = new LatencyMonitor(() => this.settings);
  /** The script that keeps the one thread, if one does. */
  readonly busy: Busy;
  /** Orders that Redis leaves open. */
  readonly order: Order;
  readonly watches: Watches = new Watches(() => this.#updateAttention());
  readonly clients: Map<number, Client> = new Map<number, Client>();
  /** What CONFIG SET has changed. */
  readonly settings: Map<string, string> = new Map<string, string>();
  /** What is on disk. */
  readonly persistence: Persistence;
  /** CLIENT PAUSE. */
  readonly pause: Pause;
  /** Whether it still reads its data set. */
  readonly loading: Loading;
  /** What is to be written to clients. */
  readonly outbox: Outbox;
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
  /** What happens to keys, to be told to whoever it concerns. */
  readonly keyEvents: KeyEvents;
  readonly #resumed: Client[] = [];
  readonly #connections = new Map<Client, Connection>();
  #ownClient: Client | null = null;
  #nextId = 1;

  /** `table`: a Sentinel has other commands. */
  constructor(environment: TwinEnvironment, options: Partial<RedisServerOptions> = {}, table: CommandTable = commandTable) {
    this.environment = environment;
    this.table = table;
    this.options = { ...defaultRedisServerOptions, ...options };
    this.order = new Order(environment, this.options);
    this.data = new Keyspace(this.options.databases, environment, {
      keyChanged: (database, key) => this.keyEvents.changed(database, key),
      keyExpired: (database, key) => this.keyEvents.expired(database, key),
      expiryDue: () =>
        this.enter(() => {
          if (this.busy.run !== null) return;
          this.data.expireDue();
          if (this.data.journal !== null) this.persistence.stepDone();
          // Who waits as a consumer for a stream is told that it died.
          this.waits.serve();
        }),
    });
    this.busy = new Busy({
      nowMs: () => this.data.nowMs,
      after: (delayMs, body) => environment.after(delayMs, () => this.enter(body)),
      thresholdMs: () => Number(this.settings.get('busy-reply-threshold') ?? 5000),
      resume: () => this.#goOn(),
    });
    this.keyspace = new LiveView(this.data);
    this.#observers = new Observers(this.data);
    this.keyEvents = new KeyEvents(this, this.watches, this.#observers);
    this.loading = new Loading(environment);
    this.replication = new Replication(this);
    for (const [name, value] of readConfiguration(this.options.configuration)) this.settings.set(name, value);
    this.memory = new Memory(this);
    this.pause = new Pause(this);
    this.outbox = new Outbox(this);
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
      onEntry: (body) => this.enter(body),
      onClosed: () => this.enter(() => this.forget(state)),
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
    for (const log of [this.slowLog, this.latency]) log.clear();
    this.#publishEvents('');
    this.access.forget();
    this.loading.end();
  }

  /** A new process reads its data; `lose` makes of the data what was on disk. Observers see one step `RESTART` with the keys that differ. */
  restarted(lose: () => void): void {
    this.enter(() => {
      this.startedAtMs = this.data.nowMs;
      this.commandsProcessed = 0;
      this.connectionsReceived = 0;
      this.data.writes.clear();
      lose();
      for (const [name, value] of readConfiguration(this.options.configuration)) this.settings.set(name, value);
      const loadingMs = this.persistence.restarted();
      if (loadingMs > 0) this.loading.take(loadingMs);
      if (this.data.recording) this.#observers.restart();
      this.data.expireDue();
      this.replication.restarted();
      this.memory.settingsChanged();
      this.outbox.limits.settingsChanged();
      this.#publishEvents(this.settings.get('notify-keyspace-events') ?? '');
    });
  }

  /** The host's clock was set: keys and waiting clients are looked at again at once. */
  clockChanged(): void {
    this.enter(() => {
      this.data.expireDue();
      this.persistence.clockChanged();
      this.waits.checkTimeouts();
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
    this.outbox.limits.settingsChanged();
    this.memory.makeRoom();
  }

  #publishEvents(classes: string): void {
    this.notifications.configure(classes);
    this.#updateAttention();
  }

  /** Ends a client's MULTI without running it. */
  discard(client: Client): void {
    client.transaction = null;
    this.watches.remove(client);
  }

  /** Tells observers that a client wanted what the twin lacks. */
  reportUnsupported(command: string, client: Client): void {
    this.#observers.unsupported(command, client);
  }

  /** Drops a client and everything it holds; nothing is written to it any more. */
  forget(client: Client): void {
    if (client.gone) return;
    client.gone = true;
    this.outbox.forget(client);
    this.discard(client);
    this.pubsub.forget(client);
    this.monitors.remove(client);
    if (this.tracking.modeOf(client) !== undefined) this.track(client, null);
    this.replication.forget(client);
    if (client.blocked !== null) this.waits.stop(client.blocked);
    this.clients.delete(client.id);
    this.#connections.delete(client);
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
    if (skipped && client.replyMode === 'skip') client.replyMode = 'on';
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
    this.waits.serve();
    return reply;
  }

  /** Runs a command; one that never ends keeps the server busy from here on, and is answered when it is killed. */
  #run(client: Client, command: Command, argv: readonly string[]): Reply {
    try {
      return run(command, client, argv);
    } catch (error) {
      if (!(error instanceof LongCommand)) throw error;
      keepThread(this, { endless: error, client, argv, ended: (reply) => this.#observe(client, command.upperName, argv, reply) });
      return NO_REPLY;
    }
  }

  /** The thread is free again, or clients are answered BUSY: all that arrived meanwhile is looked at. */
  #goOn(): void {
    if (this.busy.run === null) {
      this.data.expireDue();
      this.waits.checkTimeouts();
      this.waits.serve();
    }
    this.#resumed.push(...this.#connections.keys());
  }

  #observe(client: Client, command: string, argv: readonly string[], reply: Reply): void {
    if (this.data.journal !== null) this.persistence.stepDone();
    if (this.data.recording) this.#observers.commit(client, command, argv, reply);
  }

  #updateAttention(): void {
    this.data.recording = this.#observers.count > 0;
    this.data.recordingReads = this.#observers.wantReads;
    this.data.attentive =
      this.data.recording || this.watches.count > 0 || this.waits.blocking.count > 0 || this.notifications.isOn || this.tracking.isOn;
  }

  #readClock(): number {
    this.data.nowMs = Math.floor(this.environment.nowMs());
    return this.data.nowMs;
  }

  /** Runs something that came from outside: from another server, or from the machine. */
  enter(body: () => void): void {
    this.#readClock();
    body();
    this.#settle();
  }

  /** A step of the master has been repeated here: observers are told, and whoever waits for its keys is served. */
  repeated(client: Client, command: string, argv: readonly string[]): void {
    this.#observe(client, command, argv, null);
    this.waits.serve();
  }

  /** Lets clients that were waiting go on with what they had already sent, then writes everything. */
  #settle(): void {
    this.tracking.tell();
    this.tracking.tellBroadcasts();
    for (let client = this.#resumed.shift(); client !== undefined; client = this.#resumed.shift()) {
      this.#connections.get(client)?.drain();
    }
    this.replication.settled();
    this.outbox.write();
  }
}
