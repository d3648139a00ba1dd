/** The code blocks of docs/properties.md as a project of their own: they compile, and each suite finds what the page says it finds. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, runProgram } from '../program/built.ts';
import { codeBlocks } from './blocks.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyworlds-properties-'));
  for (const { file, text } of codeBlocks(join(root, 'docs/properties.md'))) writeFileSync(join(folder, file), text);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: { typeRoots: [join(root, 'node_modules/@types')], isolatedDeclarations: false },
      include: ['*.ts'],
    }),
  );
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['ioredis', 'fast-check', 'vitest', '@types'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  symlinkSync(root, join(folder, 'node_modules/manyworlds'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the page about properties', () => {
  it('has code that compiles as it stands', () => {
    const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder, '--noEmit'], { encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it.each([
    ['seats', /✖ no-seat-sold-twice {3}seat-\d was sold to (\w+) and to (?!\1)\w+/],
    [
      'seat-history',
      /✖ sales-have-an-order[^✖]*buy seat-\d → sold on seat-\d fits nowhere: after \w+'s buy seat-\d →\s+sold the seat is sold\s+to/,
    ],
    ['till', /✖ till-has-one-writer[^✖]*cashier-1 wrote the total under epoch 1 of lock till:lock after cashier-2/],
  ])('has a suite %s that finds what it says', (suite, message) => {
    const found = runProgram(['run', suite, '--seed', '4', '--seeds', '2', '--workers', '1'], folder);
    expect(found.error).toBe('');
    expect(found.out).toMatch(message);
    expect(found.exitCode).toBe(1);
  });

  it('has a property that throws: its own error, exit code 70, and no finding', () => {
    const failed = runProgram(['run', 'broken', '--seed', '1', '--workers', '1'], folder);
    expect(failed.exitCode).toBe(70);
    expect(failed.error).toMatch(
      /property no-sale-to-nobody threw in its happens: Error: nobody has asked for seat-1 at .*broken\.suite\.ts:/s,
    );
    expect(failed.out).not.toContain('✖ no-sale-to-nobody');
  });

  it('has a test that passes', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder],
      { cwd: folder, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } },
    );
    expect(stdout + stderr).toContain('1 passed');
    expect(status).toBe(0);
  });
});
