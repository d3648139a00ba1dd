/**
 * FAILOVER: a master hands over to one of its replicas without losing anything. Writes wait until the replica has everything; then the master
 * becomes its replica, and asks it by PSYNC … FAILOVER to be the master.
 */
import { failure } from '../resp/index.ts';
import type { RedisServer } from '../server.ts';
import type { Replica } from './feed.ts';

/** How INFO calls it. */
export type HandoverState = 'no-failover' | 'waiting-for-sync' | 'failover-in-progress';

/** To whom, how long the master waits for him, and whether it goes on when that was too short. */
export interface HandoverOrder {
  readonly to: { readonly address: string; readonly port: number } | null;
  readonly timeoutMs: number | null;
  readonly isForced: boolean;
}

/** Writes wait no longer than this for a replica that never catches up, where no TIMEOUT was given. */
const PATIENCE_MS = 3_600_000;

/** The handover of one server. */
export class Handover {
  readonly #server: RedisServer;
  #state: HandoverState = 'no-failover';
  #target: Replica | null = null;
  #timer: { cancel(): void } | null = null;

  constructor(server: RedisServer) {
    this.#server = server;
  }

  get state(): HandoverState {
    return this.#state;
  }

  /** FAILOVER; the checks in Redis's order. */
  begin({ to, timeoutMs, isForced }: HandoverOrder): void {
    const { replication } = this.#server;
    if (this.#state !== 'no-failover') throw failure('FAILOVER already in progress.');
    if (replication.isReplica) throw failure('FAILOVER is not valid when server is a replica.');
    const replicas = replication.feed.all();
    if (replicas.length === 0) throw failure('FAILOVER requires connected replicas.');
    if (isForced && (timeoutMs === null || to === null))
      throw failure('FAILOVER with force option requires both a timeout and target HOST and IP.');
    const named = replicas.find(({ address, port }) => to === null || (address === to.address && port === to.port));
    if (named === undefined) throw failure('FAILOVER target HOST and PORT is not a replica.');
    const best = replicas.toSorted((one, other) => other.acknowledged - one.acknowledged)[0] ?? named;
    this.#target = to === null ? best : named;
    this.#state = 'waiting-for-sync';
    this.#server.pause.begin(timeoutMs ?? PATIENCE_MS, 'write');
    if (timeoutMs !== null)
      this.#timer = this.#server.environment.after(timeoutMs, () => this.#server.enter(() => (isForced ? this.#handOver() : this.#end())));
    replication.ask();
    this.acknowledged();
  }

  /** FAILOVER ABORT. */
  abort(): void {
    if (this.#state === 'no-failover') throw failure('No failover in progress.');
    this.#end();
  }

  /** A replica has said how far it is. */
  acknowledged(): void {
    if (this.#state !== 'waiting-for-sync' || this.#target === null) return;
    if (this.#target.acknowledged >= this.#server.replication.offset) this.#handOver();
  }

  /** The other one is the master now, or the process is gone. */
  over(): void {
    if (this.#state !== 'no-failover') this.#end();
  }

  #handOver(): void {
    if (this.#target === null || this.#state !== 'waiting-for-sync') return;
    this.#timer?.cancel();
    this.#state = 'failover-in-progress';
    this.#server.replication.follow(this.#target.address, this.#target.port, true);
  }

  #end(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#target = null;
    this.#state = 'no-failover';
    this.#server.pause.end();
  }
}
