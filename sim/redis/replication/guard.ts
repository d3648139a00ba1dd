/**
 * What a server does not let clients do because of its role or its disk: writes on a replica, without enough replicas or when nothing can be kept,
 * and reads of stale data.
 */
import { ErrorReply } from '../resp/index.ts';
import { declaresWrites } from '../script/index.ts';
import type { Client } from '../client.ts';
import type { Command } from '../commands/definition.ts';
import type { RedisServer } from '../server.ts';
import type { Replication } from './replication.ts';

const READ_ONLY = new ErrorReply("READONLY You can't write against a read only replica.");
const TOO_FEW_REPLICAS = new ErrorReply('NOREPLICAS Not enough good replicas to write.');
const MASTER_DOWN = new ErrorReply("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.");

/** Refuses what the role forbids; the texts and the order are those of Redis's `processCommand`. */
export class Guard {
  readonly #server: RedisServer;
  readonly #replication: Replication;

  constructor(server: RedisServer, replication: Replication) {
    this.#server = server;
    this.#replication = replication;
  }

  /** `min-replicas-to-write`; 0 counts nobody, as does a `min-replicas-max-lag` of 0. */
  get replicasMin(): number {
    const minimum = this.#number('min-replicas-to-write', this.#server.options.minReplicasToWrite);
    return minimum === 0 || this.#lagMaxSeconds === 0 ? 0 : minimum;
  }

  /** `repl-backlog-size`. */
  get backlogBytes(): number {
    return this.#number('repl-backlog-size', 1_048_576);
  }

  /** How many replicas have been heard of within `min-replicas-max-lag`. */
  get goodReplicas(): number {
    const maximum = this.#lagMaxSeconds;
    const seconds = Math.floor(this.#server.data.nowMs / 1000);
    return this.#replication.feed.all().filter(({ acknowledgedAtMs }) => seconds - Math.floor(acknowledgedAtMs / 1000) <= maximum).length;
  }

  /** Is anything refused at all? Scripts then ask before each command. */
  get isOn(): boolean {
    return this.#replication.isReplica || this.replicasMin > 0 || this.#server.persistence.disk.hasFailed;
  }

  /** Why a command may not write; null when it may, or does not want to. A PING asks whether it might. */
  writing(client: Client, command: Command, argv: readonly string[]): ErrorReply | null {
    if (!this.isOn) return null;
    const writes = wants(client, command, (one) => one.writes) || declaresWrites(this.#server, command, argv);
    const isScriptOfReplica = client.scripted && this.#replication.isReplica;
    const failed = isScriptOfReplica ? null : this.#server.persistence.refusal;
    if (failed !== null && (writes || (command.fullName === 'ping' && !client.scripted))) return failed;
    if (!writes) return null;
    if (this.replicasMin > 0 && !this.#replication.isReplica && this.goodReplicas < this.replicasMin) return TOO_FEW_REPLICAS;
    return this.#replication.isReplica && this.#isSet('replica-read-only', true) ? READ_ONLY : null;
  }

  /** Why a command may not look at data that may be old; null when it may. */
  stale(client: Client, command: Command): ErrorReply | null {
    const { link, isReplica } = this.#replication;
    if (!isReplica || link?.state === 'connected' || this.#isSet('replica-serve-stale-data', true)) return null;
    return wants(client, command, (one) => !one.definition.flags.includes('stale')) ? MASTER_DOWN : null;
  }

  get #lagMaxSeconds(): number {
    return this.#number('min-replicas-max-lag', this.#server.options.minReplicasMaxLagSeconds);
  }

  #number(name: string, otherwise: number): number {
    const { settings } = this.#server;
    return settings.size === 0 ? otherwise : Number(settings.get(name) ?? otherwise);
  }

  #isSet(name: string, otherwise: boolean): boolean {
    const value = this.#server.settings.get(name);
    return value === undefined ? otherwise : value === 'yes';
  }
}

/** EXEC wants what the commands of its transaction want. */
function wants(client: Client, command: Command, what: (command: Command) => boolean): boolean {
  if (what(command)) return true;
  return command.definition.name === 'exec' && client.transaction?.queue.some((queued) => what(queued.command)) === true;
}
