/**
 * One Sentinel: a server with commands of its own on a host of its own, which knows a master by name, watches all machines behind it, and
 * tells clients where the master is. It knows a failover when it has been told, which may be later than it happened.
 */
import { CommandTable } from '../commands/definition.ts';
import { commandTable } from '../commands/index.ts';
import { registerServer } from '../host-network.ts';
import { noteSentinel } from '../shadow/index.ts';
import { RedisServer } from '../server.ts';
import { Monitor } from './monitor.ts';
import { sentinelCommands } from './commands.ts';
import type { Host, World } from '../../world/index.ts';
import type { RedisNode } from '../group.ts';

/** What a Sentinel asks of the others. */
export interface Quorum {
  readonly name: string;
  readonly quorum: number;
  /** Null: nobody is watched, and only plans order failovers. */
  readonly downAfterMs: number | null;
  readonly nodes: readonly RedisNode[];
  readonly sentinels: readonly Sentinel[];
  /** A server has answered a Sentinel. */
  heard(sentinel: Sentinel, node: RedisNode): void;
  /** SENTINEL FAILOVER; false without a replica that can be promoted. */
  force(): boolean;
}

/** Commands of an ordinary server that a Sentinel has too. */
const SHARED: ReadonlySet<string> = new Set(
  'acl auth client command hello ping psubscribe punsubscribe quit shutdown subscribe unsubscribe'.split(' '),
);

/** One Sentinel. */
export class Sentinel {
  readonly host: Host;
  readonly port: number;
  readonly server: RedisServer;
  readonly quorum: Quorum;
  /** Whom it takes for the master. */
  master: RedisNode;
  readonly #monitors: readonly Monitor[];

  constructor(world: World, hostName: string, port: number, quorum: Quorum, master: RedisNode) {
    this.quorum = quorum;
    this.port = port;
    this.master = master;
    this.host = world.host(hostName, () => undefined);
    const { host } = this;
    const shared = commandTable.all.filter(({ definition }) => SHARED.has(definition.name)).map(({ definition }) => definition);
    this.server = new RedisServer(
      {
        nowMs: () => host.clock.wallMs(),
        after: (delayMs, run) => world.timerOn(host, delayMs, run) ?? { cancel: () => undefined },
        draw: (stream, key, below) => world.choices.integer(stream, `${hostName} ${key}`, 0, below - 1),
      },
      { port, isSentinel: true },
      new CommandTable([...shared, ...sentinelCommands(this)]),
    );
    const { server } = this;
    registerServer(world, host, port, server);
    noteSentinel(world, hostName);
    world.network.listen(hostName, port, (connection) => {
      const twin = server.connect({ write: (bytes) => connection.write(bytes), close: () => connection.end() }, connection.client);
      return { data: (bytes) => twin.receive(bytes), closed: () => twin.closed() };
    });
    this.#monitors = quorum.nodes.map((node) => new Monitor(world, host, node, () => quorum.heard(this, node)));
    world.onHostChange(({ host: changed, change }) => {
      if (changed !== host) return;
      if (change === 'crashed' || change === 'died') server.crashed();
      if (change === 'started' || change === 'restarted') this.#begin();
    });
  }

  /** Does it take a server for down? */
  isDown(node: RedisNode): boolean {
    const { downAfterMs } = this.quorum;
    const monitor = this.#monitors.find((one) => one.node === node);
    return downAfterMs !== null && monitor !== undefined && monitor.silentMs > downAfterMs;
  }

  /** It hears of a failover, and tells its subscribers. */
  learn(to: RedisNode): void {
    const from = this.master;
    if (from === to) return;
    this.master = to;
    const { name } = this.quorum;
    const address = (node: RedisNode): string => `${node.host.address} ${node.port}`;
    this.tell('+switch-master', `${name} ${address(from)} ${address(to)}`);
    this.tell('+slave', `slave ${from.host.address}:${from.port} ${address(from)} @ ${name} ${address(to)}`);
  }

  /** Publishes an event. */
  tell(channel: string, text: string): void {
    if (this.host.state !== 'running') return;
    this.server.enter(() => {
      this.server.pubsub.publish(channel, text);
    });
  }

  #begin(): void {
    if (this.quorum.downAfterMs !== null) for (const monitor of this.#monitors) monitor.begin();
  }
}
