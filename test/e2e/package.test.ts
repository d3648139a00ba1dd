/**
 * The package as it is published: packed, installed from the tarball into an empty folder, its command called through npx, its library
 * imported with types. npm takes the dependencies from its cache or the registry; without both the test says so and is skipped.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { root } from '../program/built.ts';

let folder = '';
let reasonToSkip: string | null = null;

interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function npm(cwd: string, ...argv: readonly string[]): Finished {
  return spawnSync('npm', argv, { cwd, encoding: 'utf8' });
}

/** What `npm pack` reads, beside the repository: npm 10 runs `prepare` even with --ignore-scripts, and a build would take `dist` away from tests that run. */
function copyWithoutScripts(): string {
  const copy = join(folder, 'repository');
  const { scripts, ...description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly files: readonly string[];
    readonly scripts: object;
  };
  expect(Object.keys(scripts)).toContain('prepare');
  for (const name of description.files) cpSync(join(root, name), join(copy, name), { recursive: true });
  writeFileSync(join(copy, 'package.json'), JSON.stringify(description));
  return copy;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyworlds-package-'));
  const packed = npm(copyWithoutScripts(), 'pack', '--silent', '--pack-destination', folder);
  expect(packed.status, packed.stderr).toBe(0);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  writeFileSync(join(folder, 'package.json'), '{ "name": "a-team", "private": true, "type": "module" }\n');
  const installed = npm(folder, 'install', '--prefer-offline', '--no-audit', '--no-fund', `./${tarball}`);
  if (installed.status !== 0) reasonToSkip = `the tarball's dependencies could not be installed here: ${installed.stderr.slice(0, 300)}`;
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function skipWithoutRegistry({ skip }: TestContext): void {
  if (reasonToSkip !== null) skip(reasonToSkip);
}

describe('the published package', () => {
  it('has the program, the library, the sources that stack lines point at, the documents that messages point at, and no tests', (context) => {
    skipWithoutRegistry(context);
    const inside = join(folder, 'node_modules/manyworlds');
    for (const path of [
      'dist/sim/cli/main.js',
      'dist/src/main.js',
      'dist/sim/index.d.ts',
      'docs/running.md',
      'sim/index.ts',
      'LICENSE',
      'README.md',
      'docs/redis-commands.md',
    ])
      expect(existsSync(join(inside, path)), path).toBe(true);
    for (const path of ['test', '.ci', 'manyworlds.config.ts']) expect(existsSync(join(inside, path)), path).toBe(false);
  });

  it('runs as npx manyworlds doctor in a folder with nothing else', (context) => {
    skipWithoutRegistry(context);
    const { status, stdout, stderr } = spawnSync('npx', ['--no-install', 'manyworlds', 'doctor'], { cwd: folder, encoding: 'utf8' });
    expect(stderr).not.toContain('internal error');
    expect(status).toBe(0);
    expect(stdout).toContain('one world three times, both drains: hash');
  });

  it('runs as npx scheduler, with its HTTP interface and its measurements behind doors of their own', (context) => {
    skipWithoutRegistry(context);
    const npx = (...argv: readonly string[]): Finished =>
      spawnSync('npx', ['--no-install', 'scheduler', ...argv], { cwd: folder, encoding: 'utf8' });
    expect(npx('--version')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string });
    expect(npx('gatewy')).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('Did you mean "gateway"?') as string });
    writeFileSync(
      join(folder, 'serve.mts'),
      `import { createClient, type SchedulerClient } from 'manyworlds/scheduler';
import { startHttpServer, type HttpServer } from 'manyworlds/scheduler/http';
import { prometheusMetrics, type PrometheusMetrics } from 'manyworlds/scheduler/prometheus';
const client: SchedulerClient = createClient({ redis: '127.0.0.1:1' });
const metrics: PrometheusMetrics = prometheusMetrics();
const server: HttpServer = await startHttpServer({ client, metrics, port: 0 });
const response = await fetch(server.url + '/metrics');
console.log(response.status, (await response.text()).includes('scheduler_placements_total 0'));
await server.close();
await client.close();
`,
    );
    const options = { module: 'nodenext', target: 'es2023', strict: true, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] };
    writeFileSync(join(folder, 'tsconfig.serve.json'), JSON.stringify({ compilerOptions: options, files: ['serve.mts'] }));
    const types = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', join(folder, 'tsconfig.serve.json')], { encoding: 'utf8' });
    expect(types.stdout).toBe('');
    expect(spawnSync('node', ['serve.mjs'], { cwd: folder, encoding: 'utf8' })).toMatchObject({ status: 0, stdout: '200 true\n' });
  });

  it('is imported with types by strict TypeScript, and runs a configuration of its own', (context) => {
    skipWithoutRegistry(context);
    writeFileSync(
      join(folder, 'manyworlds.config.ts'),
      `import { defineConfig, defineSuite, type Configuration, type Suite } from 'manyworlds';
import { chaosSuite } from 'manyworlds/scheduler/properties';
import fc from 'fast-check';
const tiny: Suite<number> = defineSuite({
  name: 'tiny', description: 'one host that waits', settings: [], properties: [], goals: [], worldsDefault: 5, runByDefault: true,
  scenario: () => fc.integer({ min: 1, max: 9 }),
  build(world, delayMs) { world.host('one', () => { setTimeout(() => world.finish(), delayMs); }); },
});
const configuration: Configuration = defineConfig({ suites: [tiny, chaosSuite()] });
export default configuration;
`,
    );
    const options = {
      module: 'nodenext',
      target: 'es2023',
      strict: true,
      noEmit: true,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
    };
    // A project of CommonJS sees other declarations of fast-check's classes.
    writeFileSync(
      join(folder, 'common.cts'),
      `import fc = require('fast-check');
import type { defineSuite, Suite } from 'manyworlds' with { 'resolution-mode': 'import' };
export type Tiny = Suite<{ delayMs: number }>;
declare const define: typeof defineSuite;
export const tiny: Tiny = define({
  name: 'tiny', description: 'one host that waits', properties: [], goals: [], worldsDefault: 5, runByDefault: true,
  scenario: () => fc.record({ delayMs: fc.integer({ min: 1, max: 9 }) }),
  build(world, { delayMs }) { world.host('one', () => { setTimeout(() => world.finish(), delayMs); }); },
});
`,
    );
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, files: ['manyworlds.config.ts', 'common.cts'] }),
    );
    const types = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' });
    expect(types.stdout).toBe('');
    const run = spawnSync('npx', ['--no-install', 'manyworlds', 'run', 'tiny', '--seed', '1', '--json'], { cwd: folder, encoding: 'utf8' });
    expect(run.status, run.stdout + run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ type: 'summary', worlds: 5, exitCode: 0 });
    const chaos = spawnSync(
      'npx',
      ['--no-install', 'manyworlds', 'run', 'chaos', '--seeds', '2', '--seed', '1', '--workers', '2', '--json'],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(chaos.status, chaos.stdout + chaos.stderr).toBe(0);
  });
});

describe('the repository', () => {
  // npx remembers which commands a folder had; what it remembers from earlier is not what is tested.
  const ownCache = { ...process.env, npm_config_cache: join(tmpdir(), `manyworlds-npx-${process.pid}`) };
  afterAll(() => rmSync(ownCache.npm_config_cache, { recursive: true, force: true }));

  it.each(['manyworlds', 'scheduler'])('answers npx %s at its root', (name) => {
    const { status, stdout, stderr } = spawnSync('npx', [name, '--version'], { cwd: root, encoding: 'utf8', input: '', env: ownCache });
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('has a lock file that names no registry', async () => {
    const lock = await import('../../package-lock.json', { with: { type: 'json' } });
    expect(JSON.stringify(lock)).not.toMatch(/"resolved"/);
  });
});
