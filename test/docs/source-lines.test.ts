/** Stories name the lines that were written, not those that run, wherever the command is called from. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root, runProgram } from '../program/built.ts';

const folder = mkdtempSync(join(tmpdir(), 'manyworlds-source-lines-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const found = 'run steady --set preset=burst --set judge=no-negative-capacity --seed f109d5bfb239 --seeds 1 --no-shrink'.split(' ');

describe('the line at which a container is started', () => {
  it.each([
    ['the project', root],
    ['another folder', folder],
  ])('is told from %s', (_place, from) => {
    const { exitCode, out } = runProgram([...found, '--config', join(root, 'manyworlds.config.ts'), '--out', join(folder, 'found')], from);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/starts c34 +src\/worker\/container-life\.ts:\d+$/m);
  });
});
