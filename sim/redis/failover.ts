/**
 * How a Redis with replicas fails over: who is promoted, what of it is lost, and how the old master comes back. Offered to fault plans; Sentinels
 * order the same.
 */
import type { World } from '../world/index.ts';
import type { RedisGroup, RedisNode } from './group.ts';

/** Offers what can happen to a Redis because it has replicas. */
export function offerFailover(world: World, group: RedisGroup): void {
  const failovers = new Failovers(world, group);
  const { name } = group.host;
  world.offer(name, 'prepare failover', ({ losesWrites }) => failovers.prepare(Number(losesWrites)));
  world.offer(name, 'failover', ({ manner, losesWrites, promoteAfterMs }) =>
    failovers.strike(String(manner), Number(losesWrites), Number(promoteAfterMs)),
  );
  for (const node of group.nodes) world.offer(node.host.name, 'replica-lag', ({ lagMs }) => failovers.slow(node, Number(lagMs)));
}

class Failovers {
  readonly #world: World;
  readonly #group: RedisGroup;
  /** What failovers that are still to come want to lose: so many of the last writes are kept back. */
  readonly #planned: number[] = [];

  constructor(world: World, group: RedisGroup) {
    this.#world = world;
    this.#group = group;
  }

  prepare(losesWrites: number): undefined {
    this.#planned.push(losesWrites);
    for (const { server } of this.#group.nodes) server.replication.lag({ forMs: 0, writes: this.#keptBack });
  }

  get #keptBack(): number {
    return Math.max(0, ...this.#planned);
  }

  slow({ server }: RedisNode, forMs: number): () => void {
    server.enter(() => server.replication.lag({ forMs, writes: this.#keptBack }));
    return () => server.enter(() => server.replication.lag({ forMs: 0, writes: this.#keptBack }));
  }

  strike(manner: string, losesWrites: number, promoteAfterMs: number): () => void {
    const old = this.#group.master;
    const others = this.#group.nodes.filter((node) => node !== old);
    const { network } = this.#world;
    const planned = this.#planned.indexOf(losesWrites);
    if (planned >= 0) this.#planned.splice(planned, 1);
    if (manner === 'split-brain') for (const { host } of others) network.partition(old.host.name, host.name);
    else old.host.crash(manner === 'power-loss' ? 'power loss' : 'SIGKILL', manner === 'power-loss' ? 'silence' : 'reset');
    this.#world.at(this.#world.nowMs + promoteAfterMs, `a replica of ${this.#group.name} is promoted`, () => {
      if (this.#group.master === old) this.#group.promote(losesWrites);
      this.#keepBack();
    });
    return () => {
      if (manner === 'split-brain') for (const { host } of others) network.heal(old.host.name, host.name);
      this.#group.rejoin(old);
      this.#keepBack();
    };
  }

  #keepBack(): void {
    for (const { server } of this.#group.nodes)
      if (server.replication.isReplica) server.enter(() => server.replication.lag({ forMs: 0, writes: this.#keptBack }));
  }
}
