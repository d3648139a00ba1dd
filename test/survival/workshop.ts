/**
 * A copy of the sources in a temporary folder, which can be edited, compiled and run without touching the repository: worlds of an edited
 * scheduler run in processes of their own, because the modules of this one are loaded already.
 */
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { applied, type Edit } from './edit.ts';

const COPIED = ['src', 'sim', 'properties', 'test/planted', 'test/survival', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];
/** Everything but tests, which need more than is copied. */
const CONFIGURATION = {
  extends: './tsconfig.build.json',
  compilerOptions: { outDir: 'dist', declaration: false, isolatedDeclarations: false, sourceMap: false },
  include: ['src', 'sim', 'properties', 'test'],
};
const OUTPUT_MAX_BYTES = 1 << 26;

/** One copy. */
export class Workshop {
  readonly #root: string;
  readonly #folder: string;
  #edited: readonly string[] = [];

  /** Copies the sources of the repository at `root`. */
  constructor(root: string) {
    this.#root = root;
    this.#folder = realpathSync(mkdtempSync(join(tmpdir(), 'manyworlds-survival-')));
    for (const name of COPIED) {
      mkdirSync(dirname(join(this.#folder, name)), { recursive: true });
      cpSync(join(root, name), join(this.#folder, name), { recursive: true, filter: (path) => !path.endsWith('.test.ts') });
    }
    symlinkSync(join(root, 'node_modules'), join(this.#folder, 'node_modules'));
    writeFileSync(join(this.#folder, 'tsconfig.copy.json'), JSON.stringify(CONFIGURATION));
  }

  /** Compiles the sources as they are in the repository, with these edits and no others. @throws Error with the compiler's words. */
  build(edits: readonly Edit[]): void {
    this.#edit(edits);
    this.#compile('tsconfig.copy.json', edits);
  }

  /** The same for a copy that was built before, without checking types: only what differs is compiled. */
  alter(edits: readonly Edit[]): void {
    const files = new Set([...this.#edited, ...filesOf(edits)]);
    this.#edit(edits);
    const compilerOptions = { ...CONFIGURATION.compilerOptions, noResolve: true, noCheck: true };
    writeFileSync(
      join(this.#folder, 'tsconfig.part.json'),
      JSON.stringify({ ...CONFIGURATION, compilerOptions, include: [], files: [...files] }),
    );
    if (files.size > 0) this.#compile('tsconfig.part.json', edits);
  }

  /** Runs a compiled program of `test/survival` and gives the JSON that it prints. */
  async run(program: string, args: readonly string[]): Promise<unknown> {
    const script = join(this.#folder, 'dist/test/survival', `${program}.js`);
    const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], { cwd: this.#folder, maxBuffer: OUTPUT_MAX_BYTES });
    return JSON.parse(stdout);
  }

  /** Removes the copy. */
  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #edit(edits: readonly Edit[]): void {
    for (const file of this.#edited) cpSync(join(this.#root, file), join(this.#folder, file));
    this.#edited = filesOf(edits);
    for (const edit of edits) {
      for (const replacement of edit.replacements) {
        const path = join(this.#folder, replacement.file);
        writeFileSync(path, applied(edit, replacement, readFileSync(path, 'utf8')));
      }
    }
  }

  #compile(configuration: string, edits: readonly Edit[]): void {
    try {
      execFileSync(join(this.#root, 'node_modules/.bin/tsc'), ['-p', configuration], { cwd: this.#folder, encoding: 'utf8' });
    } catch (error) {
      const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
      throw new Error(`with ${edits.map(({ name }) => name).join(', ') || 'no edit'} the sources do not compile:\n${said}`, {
        cause: error,
      });
    }
  }
}

function filesOf(edits: readonly Edit[]): readonly string[] {
  return [...new Set(edits.flatMap(({ replacements }) => replacements.map(({ file }) => file)))];
}
