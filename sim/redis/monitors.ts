/** MONITOR: connections that are told every command that runs, in the words of Redis: time, database, who, and the quoted request. */
import { StatusReply } from './resp/index.ts';
import type { Client } from './client.ts';
import type { Command } from './commands/definition.ts';

/** Secrets are not shown. */
const REDACTED: ReadonlySet<string> = new Set(['auth']);

/** Who monitors a server. */
export class Monitors {
  readonly #clients = new Set<Client>();

  get isOn(): boolean {
    return this.#clients.size > 0;
  }

  add(client: Client): void {
    this.#clients.add(client);
  }

  has(client: Client): boolean {
    return this.#clients.has(client);
  }

  remove(client: Client): void {
    this.#clients.delete(client);
  }

  /** A command has run; `nowMs` may be fractional. Administrative commands are too dangerous to be shown. */
  feed(client: Client, address: string, command: Command, argv: readonly string[], nowMs: number): void {
    if (command.definition.flags.includes('admin')) return;
    const microseconds = Math.floor(nowMs * 1000);
    const time = `${Math.floor(microseconds / 1_000_000)}.${String(microseconds % 1_000_000).padStart(6, '0')}`;
    const words = REDACTED.has(command.fullName) ? [argv[0] ?? '', ...argv.slice(1).map(() => '(redacted)')] : argv;
    const line = `${time} [${client.database.index} ${client.scripted ? 'lua' : address}] ${words.map(quoted).join(' ')}`;
    for (const monitor of this.#clients) monitor.tell(new StatusReply(line));
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\u0007': '\\a',
  '\b': '\\b',
};

/** A word as Redis's `sdscatrepr` writes it. */
function quoted(word: string): string {
  const text = word.replace(
    /[^ !#-[\]-~]/g,
    (character) => ESCAPES[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `"${text}"`;
}
