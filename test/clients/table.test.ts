/** The table of docs/clients.md has a row for each package that a test plays with, and no other. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { packageOf, recordedRows, subjectOf } from './table.ts';

test('docs/clients.md has a row for each package that is tested, and no other', () => {
  const folder = new URL('.', import.meta.url);
  const sources = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const tested = sources.flatMap((source) => [...source.matchAll(/^testClient\('([^']+)'/gm)].map(([, name = '']) => packageOf(name)));
  expect(recordedRows().map(subjectOf)).toEqual(tested.toSorted((left, right) => left.localeCompare(right)));
});
