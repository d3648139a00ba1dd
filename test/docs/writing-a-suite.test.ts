/** The code blocks of docs/writing-a-suite.md as a project of their own: they compile, they run, and they find the bug that the page says they find. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, runProgram } from '../program/built.ts';
import { codeBlocks } from './blocks.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyworlds-docs-'));
  for (const { file, text } of codeBlocks(join(root, 'docs/writing-a-suite.md'))) writeFileSync(join(folder, file), text);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: { typeRoots: [join(root, 'node_modules/@types')] },
      include: ['*.ts'],
    }),
  );
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['ioredis', 'fast-check', 'vitest', '@types'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  symlinkSync(root, join(folder, 'node_modules/manyworlds'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the page about writing a suite', () => {
  it('has code that compiles as it stands', () => {
    const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder, '--noEmit'], { encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it('finds that tickets are oversold, and replays it', () => {
    const found = runProgram(['run', '--seed', '1', '--workers', '1'], folder);
    expect(found.error).toBe('');
    expect(found.exitCode).toBe(1);
    expect(found.out).toMatch(/✖ not-oversold {3}\d tickets were sold and there were \d/);
    const id = /manyworlds replay (\w+)/.exec(found.out)?.[1] ?? '';
    expect(runProgram(['replay', id], folder)).toMatchObject({ exitCode: 1, out: expect.stringContaining('reproduced') as string });
  });

  it('fails as a vitest test with the same story', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder],
      { cwd: folder, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } },
    );
    expect(status).toBe(1);
    expect(stdout + stderr).toContain('tickets are never oversold');
    expect(stdout + stderr).toMatch(/✖ not-oversold {3}\d tickets were sold/);
    expect(stdout + stderr).toContain('tickets.test.ts:4');
  });
});
