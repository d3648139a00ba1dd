/** The blocks of docs/running.md, run one after the other in one shell against a real Redis; what the page shows as output is what comes. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { poolsFromJson } from '../../src/cli/pools-file.ts';
import { assertPools } from '../../src/pool-options.ts';
import { freePort, NO_REDIS_SERVER, redisServerAvailable } from '../e2e/real-redis.ts';
import { builtScheduler, root } from '../program/built.ts';
import { codeBlocks } from './blocks.ts';

const page = join(root, 'docs/running.md');
const steps = codeBlocks(page);
const shown = [...readFileSync(page, 'utf8').matchAll(/^```text out=(\S+)\n([\s\S]*?)^```$/gm)].map(([, file = '', text = '']) => ({
  file,
  text,
}));

const reason = !redisServerAvailable()
  ? NO_REDIS_SERVER
  : spawnSync('curl', ['--version']).status === 0
    ? null
    : 'skipped: no curl in PATH (Debian: apt-get install curl)';
if (reason !== null) console.warn(`test/docs/running ${reason}`);

describe('the page about running the scheduler', () => {
  it('shows what comes for most of its blocks', () => {
    expect(steps.length).toBeGreaterThan(5);
    expect(shown.map(({ file }) => file)).toEqual(steps.map(({ file }) => file).filter((file) => file !== 'start.sh'));
  });

  it('names every route of the HTTP interface, and every status', async () => {
    const { httpApplication } = await import('../../src/http/index.ts');
    const { createClient } = await import('../../src/index.ts');
    const client = createClient({ redis: '127.0.0.1:1' });
    const { app } = httpApplication({ client, metrics: { contentType: 'text/plain', text: () => Promise.resolve('') } });
    const document = (await app.inject('/openapi.json')).json<{ readonly paths: Readonly<Record<string, object>> }>();
    const text = readFileSync(page, 'utf8');
    for (const path of Object.keys(document.paths).map((one) => one.replaceAll(/\{(\w+)\}/g, ':$1'))) {
      const last = path.split('/').at(-1) ?? '';
      expect(text.includes(path) || text.includes(`\`…/${last}\``), path).toBe(true);
    }
    for (const status of [400, 401, 404, 409, 413, 415, 422, 429, 501, 503]) expect(text).toContain(`| ${status} | \``);
    await app.close();
    await client.close();
  });
});

it('its pools are pools', () => {
  const [, json = ''] = /^```json\n([\s\S]*?)^```$/m.exec(readFileSync(page, 'utf8')) ?? [];
  const pools = poolsFromJson(json, 'the page', { start: () => Promise.resolve() });
  expect(pools.map(({ name }) => name)).toEqual(['cpu', 'spot']);
  expect(() => assertPools(pools)).not.toThrow();
});

describe.skipIf(reason !== null)('its blocks, run', () => {
  let [folder, output] = ['', ''];
  let status: number | null = null;
  let group = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'scheduler-docs-'));
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/scheduler'), `#!/bin/sh\nexec ${process.execPath} ${builtScheduler} "$@"\n`);
    chmodSync(join(folder, 'bin/scheduler'), 0o755);
    const [redis, http] = [String(await freePort()), String(await freePort())];
    const script = ['set -e', ...steps.map(({ file, text }) => `printf '\\n@@ ${file}\\n'\n${text}`)].join('\n');
    const own = script.replaceAll('6379', redis).replaceAll('8080', http);
    const environment = { ...process.env, PATH: `${folder}/bin:${process.env['PATH'] ?? ''}`, TMPDIR: folder };
    const shell = spawn('bash', ['-c', own], { cwd: folder, env: environment, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    group = shell.pid ?? 0;
    shell.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    status = await new Promise((resolve) => shell.once('exit', resolve));
  }, 300_000);

  afterAll(() => {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // Everything has ended by itself.
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it('end well', () => {
    expect({ status, output }).toMatchObject({ status: 0 });
  });

  it.each(shown)('$file prints what the page shows', ({ file, text }) => {
    const [, printed = ''] = new RegExp(`^@@ ${file}\n([\\s\\S]*?)(?=^@@ |(?![\\s\\S]))`, 'm').exec(output) ?? [];
    expect(printed.replaceAll(/^\n/gm, '')).toBe(text);
  });
});
