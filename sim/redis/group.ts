/**
 * A Redis of a world as its clients and judges see it: one name, behind it one machine or a master with replicas. Whoever observes it, or
 * looks at its data, is shown the machine that the name means at the moment.
 */
import type { Host, World } from '../world/index.ts';
import type { KeyspaceView, TwinObserver } from './contract.ts';
import { offerFailover } from './failover.ts';
import { registerServer } from './host-network.ts';
import { keyName, LiveView } from './keyspace/index.ts';
import type { RedisServer } from './server.ts';

/** One machine of a Redis. */
export interface RedisNode {
  readonly host: Host;
  readonly server: RedisServer;
  readonly port: number;
}

/** A Redis of a world. */
export interface RedisHost {
  /** The machine that it began on. */
  readonly host: Host;
  /** The data of the present master. */
  readonly keyspace: KeyspaceView;
  /** All its machines; the first one began as the master. */
  readonly nodes: readonly RedisNode[];
  /** The machine that clients are led to. */
  readonly master: RedisNode;
  /** Sees every atomic step of the keyspace of the present master; a change of master is one step `FAILOVER` with the keys of both. */
  observe(observer: TwinObserver): void;
  /** Forgets the script cache, as a restart or SCRIPT FLUSH does. */
  flushScripts(): void;
  /** Calls back when clients are led to another machine. */
  onSwitch(listener: (from: RedisNode, to: RedisNode) => void): void;
  /** Fails over as the fault `failover` does; false when nobody can be promoted. */
  promote(losesWrites: number): boolean;
  /** A former master that is up follows the present one. */
  rejoin(node: RedisNode): void;
}

/** `redis-replica-1`, `redis-replica-2`, … */
export function replicaNames(name: string, count: number): readonly string[] {
  if (!Number.isInteger(count) || count < 0) throw new TypeError(`replicas is ${count} and must be a whole number, at least 0`);
  return Array.from({ length: count }, (_, index) => `${name}-replica-${index + 1}`);
}

/** Makes one Redis of its machines: the first is the master, the others follow it. */
export function groupOf(world: World, name: string, nodes: readonly RedisNode[]): RedisHost {
  return new RedisGroup(world, name, nodes);
}

/** See `RedisHost`. */
export class RedisGroup implements RedisHost {
  readonly host: Host;
  readonly keyspace: KeyspaceView;
  readonly nodes: readonly RedisNode[];
  readonly #world: World;
  /** What clients call it. */
  readonly name: string;
  readonly #switches: ((from: RedisNode, to: RedisNode) => void)[] = [];
  readonly #observers: TwinObserver[] = [];
  #master: RedisNode;

  constructor(world: World, name: string, nodes: readonly RedisNode[]) {
    const [first] = nodes;
    if (first === undefined) throw new TypeError(`${name} has no machine`);
    this.#world = world;
    this.name = name;
    this.nodes = nodes;
    this.#master = first;
    this.host = first.host;
    this.keyspace = nodes.length === 1 ? first.server.keyspace : new LiveView(() => this.#master.server.data);
    for (const { host, port, server } of nodes) registerServer(world, host, port, server);
    for (const { server } of nodes.slice(1)) server.replication.configure({ address: first.host.address, port: first.port });
    if (nodes.length === 1) return;
    world.onHostChange(({ host, change }) => this.#hostChanged(host, change));
    offerFailover(world, this);
  }

  get master(): RedisNode {
    return this.#master;
  }

  observe(given: TwinObserver): void {
    const observer = guarded(this.#world, given);
    this.#observers.push(observer);
    if (this.nodes.length === 1) {
      this.#master.server.observe(observer);
      return;
    }
    for (const node of this.nodes)
      node.server.observe({
        ...observer,
        onCommit: (commit) => {
          if (node === this.#master) observer.onCommit?.(commit);
        },
      });
  }

  flushScripts(): void {
    this.#master.server.scripts.flush();
  }

  /** Calls back when clients are led to another machine. */
  onSwitch(listener: (from: RedisNode, to: RedisNode) => void): void {
    this.#switches.push(listener);
  }

  /**
   * Makes the replica that has received most the master, without the last so many writes that it received and did not confirm. False when
   * no replica is up and has ever had the data.
   */
  promote(losesWrites: number): boolean {
    const candidates = this.nodes.filter(
      (node) => node !== this.#master && node.host.state === 'running' && node.server.replication.isSound,
    );
    const [best] = candidates.toSorted((one, other) => other.server.replication.received - one.server.replication.received);
    if (best === undefined) return false;
    const { server, host } = best;
    server.enter(() => {
      server.replication.lag({ forMs: 0, writes: losesWrites });
      server.replication.promote();
    });
    this.#world.fault(host.name, 'is promoted: it is the master now');
    this.#lead(best);
    for (const node of candidates) if (node !== best) follow(node, best);
    return true;
  }

  /** A former master is back, or learns that it is one: it follows the present master, and whoever is connected to it must look for that. */
  rejoin(node: RedisNode): void {
    const { server, host } = node;
    const { address } = this.#master.host;
    if (host.state === 'down') {
      server.replication.configure(node === this.#master ? null : { address, port: this.#master.port });
      host.restart();
      return;
    }
    if (node === this.#master || server.replication.isReplica) return;
    follow(node, this.#master);
    server.enter(() => {
      for (const client of [...server.clients.values()]) server.disconnect(client);
    });
  }

  /** Leads clients to another machine. Those who are connected to the old one stay there. */
  #lead(to: RedisNode): void {
    const from = this.#master;
    this.#master = to;
    this.#world.network.point(this.name, to.host.name);
    const writes = new Set([...keyNames(from.server), ...keyNames(to.server)]);
    const step = { client: null, connection: 0, command: 'FAILOVER', args: [], reads: [], writes: [...writes], error: null };
    for (const observer of this.#observers) observer.onCommit?.({ atMs: to.server.data.nowMs, ...step });
    for (const switched of this.#switches) switched(from, to);
  }

  /** Replicas connect when they start. When a machine is back, those who are connected to its former life find out. */
  #hostChanged(host: Host, change: string): void {
    const changed = this.nodes.find((node) => node.host === host);
    if (change === 'started') changed?.server.replication.restarted();
    if (change !== 'restarted' || changed === undefined) return;
    for (const node of this.nodes) this.#world.timerOn(node.host, 1_000, () => node.server.replication.probe());
  }
}

function follow({ server }: RedisNode, { host, port }: RedisNode): void {
  server.enter(() => server.replication.follow(host.address, port));
}

function keyNames(server: RedisServer): readonly string[] {
  return server.data.used().flatMap((database) => [...database.keys()].map((key) => keyName(database.index, key)));
}

/** Whoever observes is a judge, no part of Redis: what it throws is its own mistake, and must not look like a crash of the server. */
function guarded(world: World, observer: TwinObserver): TwinObserver {
  const failed = (error: unknown): void =>
    world.fail(error instanceof Error ? error : new Error(`an observer of Redis threw ${String(error)}`));
  return {
    ...(observer.ignoresReads === undefined ? {} : { ignoresReads: observer.ignoresReads }),
    onCommit: (commit) => {
      // No closure: this runs at every step.
      try {
        observer.onCommit?.(commit);
      } catch (error) {
        failed(error);
      }
    },
    onUnsupported: (command, client) => {
      try {
        observer.onUnsupported?.(command, client);
      } catch (error) {
        failed(error);
      }
    },
  };
}
