/** A project of its own with the bank's configuration, in which a test may change the program. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../program/built.ts';
import { fixtureFolder } from './terminal.ts';

/** Makes the project and returns its folder; whoever calls removes it. */
export function makeProject(): string {
  const project = mkdtempSync(join(tmpdir(), 'manyworlds-project-'));
  cpSync(fixtureFolder, project, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }\n');
  mkdirSync(join(project, 'node_modules'));
  for (const name of ['ioredis', 'fast-check', 'vitest', '@types'])
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
  symlinkSync(root, join(project, 'node_modules/manyworlds'));
  return project;
}

/** Changes one file of the project; the function returned changes it back. Throws when what is to be replaced is not there. */
export function changeFile(project: string, name: string, before: string, after: string): () => void {
  const path = join(project, name);
  const written = readFileSync(path, 'utf8');
  if (!written.includes(before)) throw new Error(`${name} does not contain ${before}`);
  writeFileSync(path, written.replace(before, after));
  return () => writeFileSync(path, written);
}
