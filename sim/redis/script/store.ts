/** The script cache of a server: SHA-1 to source. It is lost with the process and by SCRIPT FLUSH. */
import { createHash } from 'node:crypto';
import { prepareSource } from './prepare.ts';

/** A script that compiles. */
export interface StoredScript {
  readonly sha: string;
  /** What the client sent. */
  readonly source: string;
  /** What is run. */
  readonly prepared: string;
  /** `#!lua flags=no-writes`: as if called by EVAL_RO. */
  readonly readOnly: boolean;
}

/** Scripts that were prepared before, for all servers of the process: the same text always gives the same. */
const prepared = new Map<string, StoredScript>();
const PREPARED_LIMIT = 1000;

/** The script of a source, prepared; whether it compiles is not known yet. */
export function scriptOf(source: string): StoredScript {
  const known = prepared.get(source);
  if (known !== undefined) return known;
  const script: StoredScript = {
    sha: createHash('sha1').update(source, 'latin1').digest('hex'),
    source,
    prepared: prepareSource(source),
    readOnly: /^#!lua[^\n]*flags=[^\n]*no-writes/.test(source),
  };
  if (prepared.size >= PREPARED_LIMIT) prepared.clear();
  prepared.set(source, script);
  return script;
}

export class ScriptStore {
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
