/**
 * The table of docs/clients.md: one row a package, which the test of that package keeps true. `CLIENTS_RECORD=1 npx vitest run test/clients
 * --no-file-parallelism` writes it anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const documentUrl = new URL('../../docs/clients.md', import.meta.url);
const head = [
  '| package | what it does here | operations | an operation whose reply is lost: what its caller hears, how often it is done | twenty operations around a restart of Redis |',
  '| --- | --- | --- | --- | --- |',
];
const place = /(<!-- clients -->\n)([\s\S]*?)(<!-- end -->)/;

/** Name and version of an installed package, as it was published; `folder` is its folder below node_modules. */
export function packageOf(folder: string): string {
  const manifest = readFileSync(new URL(`../../node_modules/${folder}/package.json`, import.meta.url), 'utf8');
  const { name, version } = JSON.parse(manifest) as { readonly name: string; readonly version: string };
  return `${name} ${version}`;
}

/** Name and version that a row tells of. */
export function subjectOf(row: string): string {
  return row.split(' | ')[0]?.replace(/^\| /, '') ?? '';
}

/** The rows of the document, without the head. */
export function recordedRows(): readonly string[] {
  const [, , table = ''] = place.exec(readFileSync(documentUrl, 'utf8')) ?? [];
  return table.split('\n').slice(head.length, -1);
}

/** Puts a row in the place of the one of the same package, in the order of names. */
export function record(row: string): void {
  const others = recordedRows().filter((recorded) => subjectOf(recorded) !== subjectOf(row));
  const rows = [...others, row].toSorted((left, right) => subjectOf(left).localeCompare(subjectOf(right)));
  const table = [...head, ...rows].map((line) => `${line}\n`).join('');
  writeFileSync(
    documentUrl,
    readFileSync(documentUrl, 'utf8').replace(place, (_all, before: string, _old, after: string) => before + table + after),
  );
}
