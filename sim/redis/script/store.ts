/** The script cache of a server: SHA-1 to script. It is lost with the process and by SCRIPT FLUSH. */
import { createHash } from 'node:crypto';
import { failure } from '../resp/index.ts';
import { compileLua, releaseLua } from './lua.ts';
import { ScriptRandom } from './random.ts';
import type { CompiledScript } from './lua.ts';
import type { TranslatedScript } from './run-translated.ts';
import type { ErrorReply } from '../resp/index.ts';

/** A script that compiles. */
export interface StoredScript {
  readonly sha: string;
  readonly source: string;
  /** The flags of a first line `#!lua flags=…`; null without such a line: then what the script may do shows as it goes. */
  readonly flags: ReadonlySet<string> | null;
  /** Null when its memory was given back; it is compiled again when it is run. */
  compiled: CompiledScript | null;
  /** In JavaScript; null when it cannot be translated, undefined when nobody has tried. */
  translated?: TranslatedScript | null;
}

/** Scripts in the engine's memory, oldest first, for all servers of the process: the same text always gives the same. */
const inMemory = new Map<string, StoredScript>();
const IN_MEMORY_LIMIT = 1000;
const FLAGS = new Set(['no-writes', 'allow-oom', 'allow-stale', 'no-cluster', 'allow-cross-slot-keys']);

/** The script of a source, ready to run, or the error with which Redis refuses it. */
export function scriptOf(source: string): StoredScript | ErrorReply {
  const known = inMemory.get(source);
  if (known !== undefined) return known;
  const flags = readFlags(source);
  if (flags instanceof Error) return flags;
  const compiled = compileLua(bodyOf(source));
  if ('complaint' in compiled) return failure(`Error compiling script (new function): ${compiled.complaint}`);
  const sha = createHash('sha1').update(source, 'latin1').digest('hex');
  return remember({ sha, source, flags, compiled });
}

/** The code of a script that is known to compile. */
export function compiledOf(script: StoredScript): CompiledScript {
  if (script.compiled !== null) return script.compiled;
  const compiled = compileLua(bodyOf(script.source));
  if ('complaint' in compiled) throw failure(compiled.complaint);
  script.compiled = compiled;
  remember(script);
  return compiled;
}

function remember(script: StoredScript): StoredScript {
  inMemory.set(script.source, script);
  if (inMemory.size <= IN_MEMORY_LIMIT) return script;
  const [oldest] = inMemory.values();
  if (oldest === undefined) return script;
  inMemory.delete(oldest.source);
  if (oldest.compiled !== null) releaseLua(oldest.compiled);
  oldest.compiled = null;
  return script;
}

/** The Lua of a script: a first line `#!lua …` is not Lua and goes, its line break stays. */
function bodyOf(source: string): string {
  return source.startsWith('#!') ? source.slice(source.indexOf('\n')) : source;
}

/** The flags of a first line `#!lua flags=a,b`; null without one. */
export function readFlags(source: string): ReadonlySet<string> | ErrorReply | null {
  if (!source.startsWith('#!')) return null;
  const end = source.indexOf('\n');
  if (end === -1) return failure('Invalid script shebang');
  const [engine = '', ...words] = source
    .slice(0, end)
    .split(' ')
    .filter((word) => word !== '');
  if (engine !== '#!lua') return failure(`Unexpected engine in script shebang: ${engine}`);
  const flags = new Set<string>();
  for (const word of words) {
    if (!word.startsWith('flags=')) return failure(`Unknown lua shebang option: ${word}`);
    const names = word.slice('flags='.length);
    for (const flag of names === '' ? [] : names.split(',')) {
      if (!FLAGS.has(flag)) return failure(`Unexpected flag in script shebang: ${flag}`);
      flags.add(flag);
    }
  }
  return flags;
}

/** The scripts a server knows by their SHA-1, and its random numbers for them. */
export class ScriptStore {
  readonly random: ScriptRandom = new ScriptRandom();
  readonly #bySha = new Map<string, StoredScript>();

  find(sha: string): StoredScript | undefined {
    return this.#bySha.get(sha) ?? this.#bySha.get(sha.toLowerCase());
  }

  add(script: StoredScript): void {
    this.#bySha.set(script.sha, script);
  }

  flush(): void {
    this.#bySha.clear();
  }

  get size(): number {
    return this.#bySha.size;
  }
}
