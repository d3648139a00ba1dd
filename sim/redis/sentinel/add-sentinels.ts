/**
 * Sentinels of a Redis: hosts that tell clients where the master is, and that fail over when enough of them have heard nothing of it for too
 * long. Each pings over connections of its own, so that partitions make them disagree; how they agree (votes, epochs, hello messages) is not
 * simulated: whoever is up and has a majority decides at once, and the others learn of it within two seconds, a named choice.
 */
import type { World } from '../../world/index.ts';
import type { RedisHost, RedisNode } from '../group.ts';
import { Sentinel, type Quorum } from './sentinel.ts';

/** How Sentinels watch a Redis. */
export interface SentinelOptions {
  /** The name under which clients ask for the master. */
  readonly name: string;
  /** Hosts `sentinel-1`, `sentinel-2`, … */
  readonly count: number;
  readonly port: number;
  /** How many must take the master for down. */
  readonly quorum: number;
  /** `down-after-milliseconds`. Null: they watch nobody, are silent, and only learn of failovers that a plan orders. */
  readonly downAfterMs: number | null;
}

const optionsDefault: SentinelOptions = Object.freeze({ name: 'mymaster', count: 3, port: 26_379, quorum: 2, downAfterMs: 5_000 });

const LEARN_MAX_MS = 2_000;
/** Reconfiguring an old master is left until it has been heard of for a moment. */
const REJOIN_MS = 1_000;

/** Adds Sentinels that watch a Redis with replicas; answers what ioredis takes as `sentinels`. */
export function addSentinels(
  world: World,
  redis: RedisHost,
  options: Partial<SentinelOptions> = {},
): readonly { readonly host: string; readonly port: number }[] {
  const circle = new Circle(world, redis, { ...optionsDefault, ...options });
  return circle.sentinels.map(({ host, port }) => ({ host: host.name, port }));
}

class Circle implements Quorum {
  readonly name: string;
  readonly quorum: number;
  readonly downAfterMs: number | null;
  readonly nodes: readonly RedisNode[];
  readonly sentinels: readonly Sentinel[];
  readonly #world: World;
  readonly #redis: RedisHost;
  readonly #rejoining = new Set<RedisNode>();

  constructor(world: World, redis: RedisHost, { name, quorum, downAfterMs, count, port }: SentinelOptions) {
    this.#world = world;
    this.#redis = redis;
    this.name = name;
    this.quorum = quorum;
    this.downAfterMs = downAfterMs;
    this.nodes = redis.nodes;
    this.sentinels = Array.from({ length: count }, (_, index) => new Sentinel(world, `sentinel-${index + 1}`, port, this, redis.master));
    redis.onSwitch((_from, to) => this.#spread(to));
  }

  heard(sentinel: Sentinel, node: RedisNode): void {
    this.#judge();
    const isLeft = node !== this.#redis.master && !node.server.replication.isReplica;
    if (!isLeft || sentinel.master !== this.#redis.master || this.#rejoining.has(node)) return;
    this.#rejoining.add(node);
    this.#world.timerOn(sentinel.host, REJOIN_MS, () => {
      this.#rejoining.delete(node);
      if (node.host.state === 'running') this.#redis.rejoin(node);
    });
  }

  force(): boolean {
    return this.#redis.promote(0);
  }

  /** Objectively down: enough of them say so, and a majority of all is there to authorise a failover. */
  #judge(): void {
    const { master } = this.#redis;
    const alive = this.sentinels.filter(({ host }) => host.state === 'running');
    const sayDown = alive.filter((sentinel) => sentinel.isDown(master));
    if (sayDown.length < this.quorum || sayDown.length <= this.sentinels.length / 2) return;
    for (const sentinel of sayDown)
      sentinel.tell('+odown', `master ${this.name} ${master.host.address} ${master.port} #quorum ${sayDown.length}/${this.quorum}`);
    this.#redis.promote(0);
  }

  /** Whoever decided knows it at once, the others soon; those that are down when they come back. */
  #spread(to: RedisNode): void {
    const leader = this.sentinels.find(({ host }) => host.state === 'running');
    for (const sentinel of this.sentinels) {
      if (sentinel === leader) {
        sentinel.learn(to);
        continue;
      }
      const delayMs = this.#world.choices.integer('sentinel', `${sentinel.host.name} learns of a failover`, 1, LEARN_MAX_MS);
      if (this.#world.timerOn(sentinel.host, delayMs, () => sentinel.learn(this.#redis.master)) === null) sentinel.master = to;
    }
  }
}
