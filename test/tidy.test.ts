/**
 * What the sources promise about themselves, held as a test: who may import whom, how files open, how long they are, what must not be in
 * them, and that the annotated tree in ARCHITECTURE.md is the tree.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const LINES_MAX = 400;

interface Source {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
  /** The text without comments and without the contents of quotes. */
  readonly code: string;
  /** What it imports: own files as paths from the root, packages by name. */
  readonly imports: readonly string[];
}

const sources: readonly Source[] = ['src', 'sim', 'properties', 'test'].flatMap((folder) => filesBelow(folder, '.ts')).map(readSource);
const inFolder = (folder: string): readonly Source[] => sources.filter(({ path }) => path.startsWith(`${folder}/`));

it('there are sources to look at', () => {
  expect(sources.length).toBeGreaterThan(200);
});

/** For each folder of `sim`, the folders of `sim` that it may import. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  wording: [],
  trace: ['kernel'],
  check: ['trace'],
  report: ['check', 'trace'],
  strategies: ['kernel'],
  world: ['kernel', 'trace', 'check'],
  faults: ['world', 'wording'],
  redis: ['world', 'kernel', 'trace'],
  explore: ['kernel', 'trace', 'check', 'strategies', 'world', 'wording', 'index.ts'],
  cli: ['kernel', 'trace', 'check', 'strategies', 'wording', 'world', 'faults', 'redis', 'explore', 'report'],
  vitest: ['kernel', 'trace', 'check', 'strategies', 'world', 'faults', 'redis', 'explore', 'report'],
};

/** Places of `src` and the one library that each may import beside ioredis. */
const productionLibraries: readonly (readonly [string, string])[] = [
  ['src/prometheus/', 'prom-client'],
  ['src/http/', 'fastify'],
  ['src/log.ts', 'pino'],
];

describe('dependencies', () => {
  it('of src are Node and production libraries, and nothing of ours', () => {
    const allowed = /^(node:|ioredis$|src\/)/;
    const library = ({ path }: Source): string => productionLibraries.find(([place]) => path.startsWith(place))?.[1] ?? 'ioredis';
    const wrong = inFolder('src').flatMap((source) => offences([source], (name) => !allowed.test(name) && name !== library(source)));
    expect(wrong).toEqual([]);
  });

  it('of the scheduler’s door lead to no HTTP, log or measurement library, because worlds load it', () => {
    const seen = new Set<string>();
    const pending = ['src/index.ts'];
    for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      pending.push(...(sources.find((source) => source.path === path)?.imports ?? []));
    }
    expect([...seen].filter((name) => productionLibraries.some(([place, library]) => name === library || name.startsWith(place)))).toEqual(
      [],
    );
    expect(seen.size).toBeGreaterThan(50);
  });

  it('inside sim point one way', () => {
    const wrong = inFolder('sim').flatMap(({ path, imports }) => {
      const folder = path.split('/')[1] ?? '';
      if (folder.endsWith('.ts')) return [];
      const targets = imports.filter((name) => name.startsWith('sim/')).map((name) => name.split('/')[1] ?? '');
      return targets
        .filter((target) => target !== folder && !(mayImport[folder] ?? []).includes(target))
        .map((target) => `${path} imports sim/${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('of sim are never src, properties or test', () => {
    expect(offences(inFolder('sim'), (name) => /^(src|properties|test)\//.test(name))).toEqual([]);
  });

  it('of properties are the scheduler’s door, doors of the framework, fast-check and Node', () => {
    const allowed = /^(properties\/|src\/index\.ts$|sim\/(\w+\/)?index\.ts$|fast-check$|node:)/;
    expect(offences(inFolder('properties'), (name) => !allowed.test(name))).toEqual([]);
  });

  it('enter a folder of src, sim or properties through its index.ts', () => {
    const wrong = sources
      .filter(({ path }) => !path.startsWith('test/'))
      .flatMap(({ path, imports }) => imports.filter((name) => crossesWrongly(path, name)).map((name) => `${path} imports ${name}`));
    expect(wrong).toEqual([]);
  });

  it('are wrapped in one file where a library is an implementation detail', () => {
    for (const library of ['chalk', 'seedrandom', 'jiti', 'lua-redis-wasm', 'luaparse']) {
      const statement = new RegExp(`^import (?!type )[^;]*'${library}';$`, 'm');
      const users = inFolder('sim').filter(({ text }) => statement.test(text));
      expect({ library, users: users.length }).toEqual({ library, users: 1 });
    }
  });
});

describe('files', () => {
  it('open with a few sentences that say what they are', () => {
    const silent = sources.filter(({ text }) => !/^(#!.*\n)?\/\*\*/.test(text)).map(({ path }) => path);
    expect(silent).toEqual([]);
  });

  it(`have at most ${LINES_MAX} lines`, () => {
    const long = sources.filter(({ text }) => text.split('\n').length > LINES_MAX).map(({ path }) => path);
    expect(long).toEqual([]);
  });

  it('are in folders with a meaning', () => {
    expect(sources.filter(({ path }) => /\/(utils|helpers|common|misc)\//.test(path)).map(({ path }) => path)).toEqual([]);
  });
});

describe('code', () => {
  it.each([
    ['default exports', /^export default /m, /\.config\.ts$/],
    ['any', /(:|<|\bas) any\b/, /^$/],
    ['non-null assertions', /[\w)\]]!(?=[.;,)\]\s])(?!\s*=)/, /^$/],
    ['enums and namespaces', /^(export )?(const )?(enum|namespace) /m, /^$/],
  ])('has no %s', (_what, pattern, except) => {
    const found = sources
      .filter(({ path, code }) => !except.test(path) && pattern.test(code))
      .map(({ path, code }) => `${path}: ${pattern.exec(code)?.[0] ?? ''}`);
    expect(found).toEqual([]);
  });

  it('names no place of one machine and no ticket of one tracker', () => {
    const texts = [...sources, ...documents().map((path) => ({ path, text: read(path) }))].filter(
      ({ path }) => path !== 'test/tidy.test.ts',
    );
    const found = texts.flatMap(({ path, text }) =>
      (/(?<![\w.])\/(work|home|root|Users)\/|\bissue #?\d+\b/i.exec(text) ?? []).slice(0, 1).map((match) => `${path}: ${match}`),
    );
    expect(found).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  const listed = treeOf(read('ARCHITECTURE.md'));

  it('lists nothing that does not exist', () => {
    expect(listed.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('lists every folder of src, sim, properties and test', () => {
    const folders = new Set(sources.map(({ path }) => path.split('/').slice(0, -1).slice(0, 2).join('/')));
    expect([...folders].filter((folder) => !listed.includes(folder)).toSorted()).toEqual([]);
  });
});

/** The paths of the annotated tree: two spaces deeper is one folder further in. */
function treeOf(document: string): readonly string[] {
  const [, block = ''] = /## The tree\n\n```\n([\s\S]*?)```/.exec(document) ?? [];
  const parents: string[] = [];
  return block.split('\n').flatMap((line) => {
    const [, indent, name] = /^( *)(\S+)/.exec(line) ?? [];
    if (indent === undefined || name === undefined) return [];
    const depth = indent.length / 2;
    parents.length = depth;
    parents[depth] = name.replace(/\/$/, '');
    return [parents.join('/')];
  });
}

function offences(files: readonly Source[], isWrong: (name: string) => boolean): readonly string[] {
  return files.flatMap(({ path, imports }) => imports.filter(isWrong).map((name) => `${path} imports ${name}`));
}

/** Whether an import goes into another folder past its door. What lies deeper inside a folder is the folder's own matter. */
function crossesWrongly(path: string, name: string): boolean {
  const [, folder] = /^((?:src|sim|properties)\/[^/]+)\//.exec(name) ?? [];
  if (folder === undefined || path.startsWith(`${folder}/`)) return false;
  return name !== `${folder}/index.ts` && existsSync(join(root, folder, 'index.ts'));
}

function readSource(path: string): Source {
  const text = read(path);
  const withoutComments = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$|\s\/\/ .*$/gm, '');
  const code = withoutComments.replaceAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, "''");
  const names = [...withoutComments.matchAll(/^(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?'([^']+)'|\bimport\('([^']+)'\)/gm)].map(
    ([, from, dynamic]) => from ?? dynamic ?? '',
  );
  const imports = names.map((name) => (name.startsWith('.') ? relative(root, join(root, dirname(path), name)) : name));
  return { path, text, code, imports };
}

function documents(): readonly string[] {
  const above = readdirSync(root).filter((name) => name.endsWith('.md'));
  return [...above, ...filesBelow('docs', '.md')];
}

function filesBelow(folder: string, ending: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && statSync(join(root, folder, name)).isFile())
    .map((name) => `${folder}/${name}`)
    .toSorted();
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
