/**
 * How a Redis host suffers what happens to Redis: crashes with more or less of its data kept, LOADING, a flushed script cache, a slow
 * command, lost pub/sub messages. Offered to fault plans by the host; a restart of the process for any other reason keeps everything.
 */
import { keepThreadFor } from './keep-thread.ts';
import type { Host, World } from '../world/index.ts';
import type { RedisServer } from './server.ts';
import type { PersistenceMode, PowerLoss } from './persistence/index.ts';
import type { EvictionPolicy } from './memory/index.ts';
import { typeOf, type ClientType } from './client-type.ts';
import { WriteLog } from './write-log.ts';

/** Makes a Redis host mortal, and offers what can happen to it. */
export function offerRedisFaults(world: World, host: Host, server: RedisServer): void {
  const faults = new RedisFaults(world, host, server);
  world.onHostChange(({ host: changed, change, reason }) => {
    if (changed === host) faults.hostChanged(change, reason);
  });
  host.clock.onStep(() => faults.clockStepped());
  world.offer(host.name, 'prepare redis-crash', ({ keeps }) => faults.prepare(keeps));
  world.offer(host.name, 'redis-crash', ({ keeps, loadingMs }) => faults.crash(keeps, Number(loadingMs)));
  world.offer(host.name, 'prepare persistence', ({ persistence }) => {
    server.persistence.use(persistence as PersistenceMode);
    return undefined;
  });
  world.offer(host.name, 'redis-kill', ({ loadingMs }) => faults.kill(loadingMs));
  world.offer(host.name, 'power-loss', ({ loadingMs, lostMs, disk }) => {
    const power = { lostMs: lostMs === undefined ? null : Number(lostMs), isStalled: disk === 'stalled' };
    return faults.losePower(power, loadingMs);
  });
  world.offer(host.name, 'prepare memory-pressure', ({ policy }) => {
    server.memory.keepCount((policy ?? null) as EvictionPolicy | null);
    return undefined;
  });
  world.offer(host.name, 'disk-full', () => faults.fillDisk());
  offerLimits(world, host, server);
  world.offer(host.name, 'loading', ({ forMs }) => faults.beginLoading(Number(forMs)));
  world.offer(host.name, 'script-flush', () => {
    server.scripts.flush();
    return undefined;
  });
  world.offer(host.name, 'slow-command', () => faults.stall());
  world.offer(host.name, 'busy-script', ({ script }) => faults.beBusy(script === 'writes'));
  world.offer(host.name, 'message-loss', ({ share }) => faults.loseMessages(Number(share)));
}

/** What somebody with a console, or a small machine, does to a Redis. */
function offerLimits(world: World, host: Host, server: RedisServer): void {
  world.offer(host.name, 'memory-pressure', ({ share, policy }) => {
    server.enter(() => server.memory.limit({ share: Number(share), policy: (policy ?? null) as EvictionPolicy | null }));
    return () => server.enter(() => server.memory.limit(null));
  });
  world.offer(host.name, 'connection-limit', ({ connections }) => {
    server.clientsMax = Number(connections);
    return () => {
      server.clientsMax = null;
    };
  });
  world.offer(host.name, 'client-kill', ({ peer, type }) => {
    const victims = [...server.clients.values()].filter((client) => {
      const isMeant = peer === undefined || client.label === peer;
      return isMeant && (type === undefined || typeOf(client) === type);
    });
    server.enter(() => victims.forEach((victim) => server.disconnect(victim)));
    return undefined;
  });
  world.offer(host.name, 'output-buffer', ({ bytes, type }) => {
    server.enter(() => server.outbox.limits.restrict({ bytes: Number(bytes), type: (type ?? null) as ClientType | null }));
    return () => server.outbox.limits.restrict(null);
  });
  world.offer(host.name, 'client-pause', ({ forMs, mode }) => {
    const { incarnation } = host;
    server.enter(() => server.pause.begin(Number(forMs), mode === 'write' ? 'write' : 'all'));
    return () => {
      if (host.incarnation === incarnation) server.enter(() => server.pause.end());
    };
  });
}

/** The reason of a crash in which the machine goes down with its process. */
const POWER_LOSS = 'power loss';

/** The name of the script that a `busy-script` runs. */
const BUSY_SHA = '0'.repeat(40);

class RedisFaults {
  readonly #world: World;
  readonly #host: Host;
  readonly #server: RedisServer;
  #log: WriteLog | null = null;
  /** Makes of the data what the next process finds on disk. */
  #loss: () => void = keepAll;
  /** What the plan says of the power loss that strikes now. */
  #power: PowerLoss | undefined = undefined;
  #loads = 0;
  #clockJumped = false;
  /** The last life that the process ended by itself. */
  #endedOfItself = 0;

  constructor(world: World, host: Host, server: RedisServer) {
    this.#world = world;
    this.#host = host;
    this.#server = server;
  }

  hostChanged(change: string, reason: string): void {
    if (change === 'crashed' || change === 'died') this.#server.crashed(reason === POWER_LOSS ? 'power-loss' : 'killed', this.#power);
    if (change === 'crashed' && reason.startsWith('exit ')) this.#endedOfItself = this.#host.incarnation;
    if (change === 'restarted') {
      const loss = this.#loss;
      this.#loss = keepAll;
      this.#server.restarted(loss);
    }
    if (change === 'resumed' && this.#clockJumped) this.clockStepped();
  }

  /** Keys and waiting clients are looked at again, by a server that executes something. */
  clockStepped(): void {
    this.#clockJumped = this.#host.state === 'paused';
    if (this.#host.state === 'running') this.#server.clockChanged();
  }

  prepare(keeps: unknown): undefined {
    if (keeps !== 'all-but-last-second' || this.#log !== null) return;
    const log = new WriteLog(this.#server.data, () => this.#host.clock.monotonicMs());
    this.#log = log;
    this.#server.observe({ onCommit: () => log.record() });
  }

  crash(keeps: unknown, loadingMs: number): () => void {
    this.#loss = this.#lossOf(keeps);
    this.#host.crash('SIGKILL');
    return () => this.#restart(loadingMs);
  }

  kill(loadingMs: unknown): () => void {
    this.#host.crash('SIGKILL');
    return () => this.#restart(Number(loadingMs ?? 0));
  }

  losePower(power: PowerLoss, loadingMs: unknown): () => void {
    this.#power = power;
    this.#host.crash(POWER_LOSS, 'silence');
    this.#power = undefined;
    return () => this.#restart(Number(loadingMs ?? 0));
  }

  /** Nothing fits on the disk. A process that ended because of that is started again when there is room. */
  fillDisk(): () => void {
    const { incarnation } = this.#host;
    this.#server.enter(() => this.#server.persistence.diskFull());
    return () => {
      this.#server.enter(() => this.#server.persistence.diskFreed());
      if (this.#endedOfItself === incarnation) this.#restart(0);
    };
  }

  #restart(loadingMs: number): void {
    if (this.#host.state !== 'down') return;
    this.#host.restart();
    if (loadingMs === 0) return;
    const end = this.beginLoading(loadingMs);
    this.#world.at(this.#world.nowMs + loadingMs, `${this.#host.name} has loaded its data set`, end);
  }

  beginLoading(forMs: number): () => void {
    this.#loads += 1;
    const load = this.#loads;
    const { incarnation } = this.#host;
    this.#server.loading.begin(forMs);
    return () => {
      if (load === this.#loads && this.#host.incarnation === incarnation) this.#server.loading.end();
    };
  }

  /** One thread: while the slow command runs nobody is served. */
  stall(): () => void {
    const { incarnation } = this.#host;
    const sinceMs = this.#world.nowMs;
    this.#host.pause();
    return () => {
      if (this.#host.incarnation !== incarnation) return;
      this.#host.resume();
      this.#server.latency.note('command', this.#world.nowMs - sinceMs, this.#server.environment.nowMs());
    };
  }

  /** Unlike a slow command it is answered BUSY after a while, and can be killed. */
  beBusy(hasWritten: boolean): () => void {
    const { incarnation } = this.#host;
    const over = keepThreadFor(this.#server, BUSY_SHA, hasWritten);
    return () => {
      if (this.#host.incarnation === incarnation) over();
    };
  }

  loseMessages(share: number): () => void {
    const { name } = this.#host;
    this.#server.pubsub.loses = (subscriber) => this.#world.choices.chance('faults', `${name} loses a message to ${subscriber}`, share);
    return () => {
      this.#server.pubsub.loses = null;
    };
  }

  #lossOf(keeps: unknown): () => void {
    if (keeps === 'nothing') {
      return () => {
        this.#server.data.clear();
        this.#server.libraries.flush();
      };
    }
    if (keeps !== 'all-but-last-second') return keepAll;
    if (this.#log === null)
      throw new TypeError(
        `${this.#host.name} has not logged its writes, so it cannot lose those of the last second; apply the fault in a plan (applyFaults)`,
      );
    return this.#log.loseLastSecond();
  }
}

function keepAll(): void {
  // AOF with fsync at every write.
}
