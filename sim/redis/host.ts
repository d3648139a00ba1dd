/**
 * Redis as a host of a world: its process has no Node program, it listens on the simulated network and answers from the twin. In a
 * recorded world every command becomes an entry of the trace.
 */
import type { Host, HostOptions, World } from '../world/index.ts';
import type { KeyspaceCommit, RedisServerOptions } from './contract.ts';
import { nameOf, RequestDescriber } from './describe.ts';
import { groupOf, replicaNames, type RedisHost, type RedisNode } from './group.ts';
import { offerRedisFaults } from './host-faults.ts';
import { replicationNetwork } from './host-network.ts';
import { checkPersistenceMode, type PersistenceMode } from './persistence/index.ts';
import { RedisServer } from './server.ts';
import { connecting } from './shadow/index.ts';

/** Where and how a Redis host runs. */
export interface RedisHostOptions {
  /** The host's name; clients connect to `redis://<name>:<port>`. */
  readonly name: string;
  readonly port: number;
  readonly server: Partial<RedisServerOptions>;
  /**
   * What it keeps over the end of its process or its machine: `none`, `rdb`, `aof-always`, `aof-everysec`, `aof-no`. Null: everything, until
   * CONFIG SET says otherwise. A power loss is a `power-loss` fault, or a `crash` of its host with the manner `silence`.
   */
  readonly persistence: PersistenceMode | null;
  /**
   * So many replicas, each on a host of its own (`redis-replica-1`, …) with the clocks of `machine`, fed over the ordinary network. After a
   * `failover` the name of this Redis means the replica that was promoted.
   */
  readonly replicas: number;
  /** The machine that it runs on: its clocks. Redis goes by the wall clock for expiry and TIME. */
  readonly machine: Partial<HostOptions>;
  /**
   * What happens when a client sends a command that the twin lacks. It is answered as Redis answers an unknown one in any case; `violate`
   * also ends the world with a violation that names it, so that nobody takes the twin's gap for the service's behaviour.
   */
  readonly unsupported: 'violate' | 'answer';
}

const optionsDefault: RedisHostOptions = {
  name: 'redis',
  port: 6379,
  server: {},
  persistence: null,
  replicas: 0,
  machine: {},
  unsupported: 'violate',
};

/** Adds a Redis host to a world. `warmUpRedis()` must have resolved before the world began. */
export function addRedis(world: World, options: Partial<RedisHostOptions> = {}): RedisHost {
  const { name, port, server: serverOptions, persistence, replicas, machine, unsupported } = { ...optionsDefault, ...options };
  const mode = persistence ?? serverOptions.persistence ?? null;
  checkPersistenceMode(mode);
  const nodes = [name, ...replicaNames(name, replicas)].map((node) =>
    addNode(world, node, { role: node === name ? 'master' : 'replica', port, serverOptions, mode, machine, unsupported }),
  );
  return groupOf(world, name, nodes);
}

/** What all machines of a Redis have in common. */
interface NodeOptions {
  readonly role: 'master' | 'replica';
  readonly port: number;
  readonly serverOptions: Partial<RedisServerOptions>;
  readonly mode: PersistenceMode | null;
  readonly machine: Partial<HostOptions>;
  readonly unsupported: RedisHostOptions['unsupported'];
}

/** One machine with a server. */
function addNode(world: World, name: string, { role, port, serverOptions, mode, machine, unsupported }: NodeOptions): RedisNode {
  // Asked to end (SIGTERM), a Redis with save points takes a last snapshot.
  const main = (self: Host): void => {
    if (server.persistence.isNamed)
      self.onShutdown(async () => {
        // Without room for it the process goes on, and is killed when its time is up.
        if (!server.persistence.beforeShutdown(null)) await new Promise(() => undefined);
      });
  };
  const host = world.host(name, main, machine);
  const server = new RedisServer(
    {
      nowMs: () => host.clock.wallMs(),
      monotonicMs: () => host.clock.monotonicMs(),
      exit: (reason) => {
        const what = reason === undefined ? 'shuts down' : `exits: it ${reason}`;
        world.at(world.nowMs, `${name} ${what}`, () => host.crash(reason === undefined ? 'SHUTDOWN' : `exit 1, it ${reason}`));
      },
      after: (delayMs, run) => world.timerOn(host, delayMs, run) ?? { cancel: () => undefined },
      draw: (stream, key, below) => world.choices.integer(stream, key, 0, below - 1),
      replication: replicationNetwork(world, host),
    },
    { ...serverOptions, port, persistence: mode },
  );
  offerRedisFaults(world, host, server);
  const describer = new RequestDescriber();
  const connect = connecting(world, { name, role, server, options: serverOptions });
  world.network.listen(
    name,
    port,
    (connection) => {
      const twin = connect(
        {
          write: (bytes) => connection.write(bytes),
          close: () => connection.end(),
          abort: () => connection.reset(),
          pendingBytes: () => connection.pendingBytes,
        },
        connection.client,
      );
      return { data: (bytes) => twin.receive(bytes), closed: () => twin.closed() };
    },
    (bytes) => describer.describe(bytes),
  );
  if (unsupported === 'violate') server.observe({ onUnsupported: (command, client) => reportUnsupported(world, name, command, client) });
  if (world.isRecorded) {
    const tracer = new CommandTracer(world, name, describer);
    server.observe({ onCommit: (commit) => tracer.trace(commit) });
  }
  return { host, server, port };
}

function reportUnsupported(world: World, redis: string, command: string, client: string): void {
  world.violate({
    property: 'only-simulated-commands',
    sentence: `${client} sent ${command}, which the simulated Redis does not have`,
    facts: [
      {
        atMs: world.nowMs,
        host: redis,
        text: `answered ${command} of ${client} as an unknown command; docs/redis-commands.md lists what there is`,
      },
    ],
    about: [client],
  });
}

const textMax = 160;

/** Tells commands in words a person reads: a script by the name in its first comment line, if it has one, instead of its hash. */
class CommandTracer {
  readonly #world: World;
  readonly #redis: string;
  readonly #describer: RequestDescriber;

  constructor(world: World, redis: string, describer: RequestDescriber) {
    this.#world = world;
    this.#redis = redis;
    this.#describer = describer;
  }

  trace(commit: KeyspaceCommit): void {
    const words = [commit.command, ...this.#arguments(commit)].join(' ');
    const text = words.length > textMax ? `${words.slice(0, textMax)}…` : words;
    this.#world.trace({
      host: this.#redis,
      kind: 'command',
      name: commit.command,
      text: commit.error === null ? text : `${text}  -${commit.error}`,
      ...(commit.client === null ? {} : { peer: commit.client }),
      keys: [...new Set([...commit.writes, ...commit.reads])],
      writes: commit.writes,
    });
  }

  #arguments({ command, args }: KeyspaceCommit): readonly string[] {
    const [script, ...rest] = args;
    if (script === undefined || !command.startsWith('EVAL')) return args;
    return [command.startsWith('EVALSHA') ? this.#describer.scriptName(script) : nameOf(script), ...rest];
  }
}
