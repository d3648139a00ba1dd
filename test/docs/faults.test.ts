/** The table of fault kinds in docs/faults.md is what the kinds say of themselves. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faultKinds } from '../../sim/faults/index.ts';
import { examples, tableOfKinds } from '../unit/faults/examples.ts';

const document = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8');

test('docs/faults.md has the table of kinds', () => {
  expect(faultKinds.map(({ kind }) => kind)).toEqual(Object.keys(examples));
  const [, table = ''] = /<!-- kinds -->\n([\s\S]*?)<!-- end -->/.exec(document) ?? [];
  expect(table).toBe(tableOfKinds());
});
