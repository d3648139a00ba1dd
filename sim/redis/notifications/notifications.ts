/**
 * Keyspace notifications. Commands do not tell of events themselves: while somebody has switched them on, each command is looked at before and
 * after it ran, and its rule says which events Redis publishes for it.
 */
import { classesOf } from './classes.ts';
import { notesOf } from './notes.ts';
import { ruleOf } from './rules.ts';
import type { EventClass } from './classes.ts';
import type { Client } from '../client.ts';
import type { Command } from '../commands/definition.ts';
import type { Database } from '../keyspace/index.ts';
import type { PublishSubscribe } from '../publish-subscribe.ts';
import type { Reply } from '../resp/index.ts';

/** One command that has run, as rules see it. */
export interface NotifiedStep {
  readonly argv: readonly string[];
  readonly reply: Reply;
  /** The keys that the command names by their position. */
  readonly keys: readonly string[];
  /** Was the key changed or deleted by the command? */
  changed(key: string): boolean;
  /** Was it there before, and is it gone now? */
  emptied(key: string): boolean;
  /** What `notesOf` said before the command ran. */
  readonly noted: unknown;
  existed(key: string): boolean;
  exists(key: string): boolean;
  /** Publishes an event; a key that the command made is told of first. */
  emit(kind: EventClass, event: string, key: string): void;
  /** Says that a key is new, also where it was removed first (RENAME onto a key). */
  tellNew(key: string): void;
  /** The same for a key of another database (MOVE, COPY). */
  emitIn(database: number, kind: EventClass, event: string, key: string): void;
}

/** The keyspace events of one server. */
export class Notifications {
  readonly #pubsub: PublishSubscribe;
  #classes: ReadonlySet<string> = new Set();
  #changed: Set<string> | null = null;

  constructor(pubsub: PublishSubscribe) {
    this.#pubsub = pubsub;
  }

  /** Is anything to be published at all? */
  get isOn(): boolean {
    return this.#classes.size > 0;
  }

  /** `setting` is what `readClasses` gave. */
  configure(setting: string): void {
    const classes = classesOf(setting);
    this.#classes = classes.has('K') || classes.has('E') ? classes : new Set();
  }

  /** A key of a database was changed by what runs at the moment. */
  keyChanged(database: number, key: string): void {
    this.#changed?.add(`${database}:${key}`);
  }

  /** Publishes one event. */
  notify(kind: EventClass, event: string, database: number, key: string): void {
    if (!this.#classes.has(kind)) return;
    if (this.#classes.has('K')) this.#pubsub.publish(`__keyspace@${database}__:${key}`, event);
    if (this.#classes.has('E')) this.#pubsub.publish(`__keyevent@${database}__:${event}`, key);
  }

  /** Runs a command, or an attempt to serve one that waited, and publishes its events. */
  around<Answer extends Reply | undefined>(command: Command, client: Client, argv: readonly string[], body: () => Answer): Answer {
    const rule = ruleOf(command);
    if (rule === null) return body();
    const { database } = client;
    const before = new Set(argv.filter((word) => isAlive(database, word)));
    const note = notesOf(command, database, argv);
    const outside = this.#changed;
    const changed = new Set<string>();
    this.#changed = changed;
    let reply: Answer;
    try {
      reply = body();
    } finally {
      this.#changed = outside;
    }
    if (reply === undefined) return reply;
    rule({ ...this.#step(database, before, changed), argv, reply, keys: command.keysOf(argv), noted: note?.() ?? null });
    return reply;
  }

  #step(
    database: Database,
    before: ReadonlySet<string>,
    changed: ReadonlySet<string>,
  ): Omit<NotifiedStep, 'argv' | 'reply' | 'keys' | 'noted'> {
    const told = new Set<string>();
    const { index } = database;
    const tellNew = (key: string): void => {
      told.add(key);
      this.notify('n', 'new', index, key);
    };
    const emit = (kind: EventClass, event: string, key: string): void => {
      if (!told.has(key) && changed.has(`${index}:${key}`) && !before.has(key) && database.peek(key) !== undefined) tellNew(key);
      this.notify(kind, event, index, key);
    };
    return {
      changed: (key) => changed.has(`${index}:${key}`),
      existed: (key) => before.has(key),
      exists: (key) => database.peek(key) !== undefined,
      emptied: (key) => changed.has(`${index}:${key}`) && database.peek(key) === undefined,
      tellNew,
      emit,
      emitIn: (other, kind, event, key) => (other === index ? emit(kind, event, key) : this.notify(kind, event, other, key)),
    };
  }
}

function isAlive(database: Database, key: string): boolean {
  return database.peek(key) !== undefined;
}
