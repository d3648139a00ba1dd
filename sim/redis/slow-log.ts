/** The slow log. In a world no command takes time of its own, but for scripts that keep the server busy; a threshold of 0 logs every command. */
import type { Client } from './client.ts';
import type { Reply } from './resp/index.ts';

const WORDS_MAX = 32;
const WORD_LENGTH_MAX = 128;

/** Commands that took long, the last one first. */
export class SlowLog {
  readonly #settings: () => ReadonlyMap<string, string>;
  #entries: Reply[][] = [];
  #nextId = 0;

  constructor(settings: () => ReadonlyMap<string, string>) {
    this.#settings = settings;
  }

  get length(): number {
    return this.#entries.length;
  }

  /** The last entries; all for a negative count. */
  latest(count: number): readonly Reply[] {
    return count < 0 ? this.#entries : this.#entries.slice(0, count);
  }

  clear(): void {
    this.#entries = [];
  }

  /** Notes a command if it took long enough. */
  note(client: Client, address: string, argv: readonly string[], atMs: number, durationMs: number): void {
    const settings = this.#settings();
    const slowerThan = Number(settings.get('slowlog-log-slower-than') ?? 10_000);
    const entriesMax = Number(settings.get('slowlog-max-len') ?? 128);
    const microseconds = Math.round(durationMs * 1000);
    if (slowerThan < 0 || microseconds < slowerThan) return;
    const entry: Reply[] = [this.#nextId++, Math.floor(atMs / 1000), microseconds, shortened(argv), address, client.name];
    this.#entries = [entry, ...this.#entries].slice(0, entriesMax);
  }
}

function shortened(argv: readonly string[]): string[] {
  const words = argv.slice(0, argv.length > WORDS_MAX ? WORDS_MAX - 1 : WORDS_MAX).map(shortenedWord);
  if (argv.length > WORDS_MAX) words.push(`... (${argv.length - WORDS_MAX + 1} more arguments)`);
  return words;
}

function shortenedWord(word: string): string {
  const more = word.length - WORD_LENGTH_MAX;
  return more > 0 ? `${word.slice(0, WORD_LENGTH_MAX)}... (${more} more bytes)` : word;
}
