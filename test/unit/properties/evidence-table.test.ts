/** The table of properties in the documents says what the properties say of themselves, each once and in order of their ids. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeProperties } from '../../../properties/suites/properties.ts';

const DOCUMENT = new URL('../../../docs/scheduler-properties.md', import.meta.url);
const ROW = /^\| ([SL]\d+) \| `([a-z0-9-]+)` \| (safety|liveness) \| (.+?) \| (.+) \|$/;

/** Safety first, then by number. */
function rank(id: string): number {
  return (id.startsWith('S') ? 0 : 1_000) + Number(id.slice(1));
}

const text = readFileSync(DOCUMENT, 'utf8');
const rows = text.split('\n').flatMap((line) => {
  const [, id, name, kind, evidence, needs] = ROW.exec(line) ?? [];
  return id === undefined ? [] : [{ id, name, kind, evidence, needs }];
});

describe('docs/scheduler-properties.md', () => {
  it('lists every property with its name, kind and evidence', () => {
    const described = describeProperties().map(({ id, name, kind, evidence }) => ({ id, name, kind, evidence }));
    const expected = described.sort((left, right) => rank(left.id) - rank(right.id));
    expect(rows.map(({ id, name, kind, evidence }) => ({ id, name, kind, evidence }))).toEqual(expected);
  });
  it('says of each what it needs, and of each liveness property how long it may take', () => {
    for (const { id, needs, kind } of rows) {
      expect(needs, id).not.toBe('');
      if (kind === 'liveness') expect(text).toMatch(new RegExp(`^\\| ${id} \\| .+ \\|$`, 'm'));
    }
  });
  it('accounts for every id of the design: it is listed, or said to be missing and why', () => {
    const missing = [...text.matchAll(/^\| ([SL]\d+) \| [^`|]+ \| [^|]+ \|$/gm)].map(([, id]) => id);
    const known = new Set([...rows.map(({ id }) => id), ...missing]);
    const wanted = [
      ...Array.from({ length: 35 }, (_, index) => `S${index + 1}`),
      ...Array.from({ length: 14 }, (_, index) => `L${index + 1}`),
    ];
    expect(wanted.filter((id) => !known.has(id))).toEqual([]);
    expect(missing).toEqual([]);
  });
  it('counts them', () => {
    const numbers: Readonly<Record<string, number>> = { 'thirty-five': 35, fourteen: 14 };
    const [, safety = '', liveness = ''] = /: (\S+) safety and (\S+) liveness properties/.exec(text) ?? [];
    const count = (kind: string): number => rows.filter((row) => row.kind === kind).length;
    expect([numbers[safety], numbers[liveness]]).toEqual([count('safety'), count('liveness')]);
  });
});
