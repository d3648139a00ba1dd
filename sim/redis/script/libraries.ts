/**
 * The function libraries of a server (FUNCTION LOAD): their first line, their names, and which library has which function. Unlike the script
 * cache they are data: they survive a restart.
 */
import { ErrorReply, failure } from '../resp/index.ts';
import { loadLibrary, releaseLibrary } from './library-engine.ts';
import type { LoadedLibrary, RegisteredFunction } from './library-engine.ts';

/** A library with its source. */
export interface Library extends LoadedLibrary {
  readonly name: string;
  readonly source: string;
}

const NAME = /^[A-Za-z0-9_]+$/;

/** All libraries of one server. */
export class FunctionLibraries {
  readonly #libraries = new Map<string, Library>();
  readonly #functions = new Map<string, RegisteredFunction & { readonly library: Library }>();
  readonly #changing: (undo: () => void) => void;

  /** `changing` is told, before each change, what takes it back: functions are kept over a restart like keys. */
  constructor(changing: (undo: () => void) => void = () => undefined) {
    this.#changing = changing;
  }

  get all(): readonly Library[] {
    return [...this.#libraries.values()];
  }

  get functionCount(): number {
    return this.#functions.size;
  }

  /** The function of a name in any spelling of letters. */
  find(name: string): (RegisteredFunction & { readonly library: Library }) | undefined {
    return this.#functions.get(name.toLowerCase());
  }

  /** Loads a library; answers its name or Redis's refusal, which leaves everything as it was. */
  load(source: string, replaces: boolean): string | ErrorReply {
    const named = nameOf(source);
    if (named instanceof ErrorReply) return named;
    const known = this.#libraries.get(named);
    if (known !== undefined && !replaces) return failure(`Library '${named}' already exists`);
    const loaded = loadLibrary(bodyOf(source));
    if (loaded instanceof ErrorReply) return loaded;
    const library: Library = { ...loaded, name: named, source };
    const refusal = this.#refusalOf(library, known ?? null);
    if (refusal !== null) {
      releaseLibrary(library);
      return refusal;
    }
    this.#remember();
    if (known !== undefined) this.#remove(known);
    this.#libraries.set(named, library);
    for (const one of library.functions) this.#functions.set(one.name.toLowerCase(), { ...one, library });
    return named;
  }

  /** Removes a library; false when there is none of that name. */
  delete(name: string): boolean {
    const library = this.#libraries.get(name);
    if (library === undefined) return false;
    this.#remember();
    this.#remove(library);
    return true;
  }

  flush(): void {
    if (this.#libraries.size > 0) this.#remember();
    for (const library of this.all) this.#remove(library);
  }

  #remember(): void {
    const sources = this.all.map(({ source }) => source);
    this.#changing(() => {
      this.flush();
      for (const source of sources) this.load(source, true);
    });
  }

  #refusalOf(library: Library, replaced: Library | null): ErrorReply | null {
    if (library.functions.length === 0) return failure('No functions registered');
    for (const { name } of library.functions) {
      const other = this.find(name)?.library;
      if (other !== undefined && other !== replaced) return failure(`Function ${name} already exists`);
    }
    return null;
  }

  #remove(library: Library): void {
    this.#libraries.delete(library.name);
    for (const { name } of library.functions) this.#functions.delete(name.toLowerCase());
    releaseLibrary(library);
  }
}

/** The Lua of a library: its first line goes, the line break stays. */
function bodyOf(source: string): string {
  return source.slice(source.indexOf('\n'));
}

/** The name in a first line `#!lua name=…`. */
function nameOf(source: string): string | ErrorReply {
  if (!source.startsWith('#!')) return failure('Missing library metadata');
  const end = source.indexOf('\n');
  if (end === -1) return failure('Invalid library metadata');
  const [engine = '', ...words] = source
    .slice(2, end)
    .split(/[ \t\r\v\f]+/)
    .filter((word, index) => index === 0 || word !== '');
  let name: string | null = null;
  for (const word of words) {
    if (!/^name=/i.test(word)) return failure(`Invalid metadata value given: ${word}`);
    if (name !== null) return failure('Invalid metadata value, name argument was given multiple times');
    name = word.slice('name='.length);
  }
  if (name === null) return failure('Library name was not given');
  if (!NAME.test(name)) {
    return failure('Library names can only contain letters, numbers, or underscores(_) and must be at least one character long');
  }
  return engine.toLowerCase() === 'lua' ? name : failure(`Engine '${engine}' not found`);
}
