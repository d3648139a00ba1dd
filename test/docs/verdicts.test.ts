/** docs/verdicts.md is what the command writes: its table comes from the renderer, and a fresh, small run says the same where it finds violations. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { verdictMatrix } from '../../properties/index.ts';
import { unicodeSymbols, verdictWords, type VerdictCell } from '../../sim/report/index.ts';
import { root, runProgram } from '../program/built.ts';

const text = readFileSync(join(root, 'docs/verdicts.md'), 'utf8');
const [header = '', ...lines] = text.split('\n').filter((line) => line.startsWith('| ') && !/^\| (---|letter|[A-Z]\d+ \|)/.test(line));
const wordsOf = (line: string): string[] => line.split(' | ').map((word) => word.replaceAll(/^\| | \|$/g, ''));
const rows = wordsOf(header).slice(1);

/** A cell of the table as data. */
function cellOf(row: string, property: string, words: string): VerdictCell {
  const [sign = '', second = '', third = ''] = words.split(' ');
  const common = { row, property, worlds: 0, finding: null, hazards: [], reason: null };
  if (sign === unicodeSymbols.held) return { ...common, verdict: 'holds', worlds: Number(second.replaceAll(',', '')) };
  if (sign !== unicodeSymbols.failed) return { ...common, verdict: words === 'n/a' ? 'abstains' : 'unjudged' };
  const isId = /^[a-z2-9]{4,}$/.test(second);
  const letters = isId ? third : second;
  return { ...common, verdict: 'violated', finding: isId ? second : null, hazards: letters === '' ? [] : letters.split(',') };
}

const cells = lines.flatMap((line) => {
  const [label = '', ...words] = wordsOf(line);
  const property = /`([a-z0-9-]+)`/.exec(label)?.[1] ?? '';
  return words.map((word, column) => ({ word, cell: cellOf(rows[column] ?? '', property, word) }));
});
const verdictOf = (row: string, property: string): VerdictCell['verdict'] | undefined =>
  cells.find(({ cell }) => cell.row === row && cell.property === property)?.cell.verdict;

const out = mkdtempSync(join(tmpdir(), 'manyworlds-verdicts-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

describe('docs/verdicts.md', () => {
  it('has a column for every design and a line for every property', () => {
    expect(rows).toEqual(verdictMatrix.rows.map(({ name }) => name));
    expect(lines.length).toBeGreaterThan(40);
  });

  it('is written by the renderer: every cell is the words of its verdict', () => {
    for (const { word, cell } of cells) expect(verdictWords(cell, Number.NaN, unicodeSymbols)).toBe(word);
  });

  it('shows that the default design holds, and that what is expected of the others was found', () => {
    for (const { cell } of cells.filter(({ cell: { row } }) => row === 'leased'))
      expect(['holds', 'abstains'], cell.property).toContain(cell.verdict);
    for (const row of ['baseline', 'affinity', 'batch'])
      for (const property of ['no-lost-request', 'capacity-returns'])
        expect([row, property, verdictOf(row, property)]).toEqual([row, property, 'violated']);
    expect(verdictOf('burst', 'no-double-scheduling')).toBe('violated');
    expect(verdictOf('cached', 'bounded-provisioning')).toBe('violated');
  });

  it('tells the stories of refuted claims in at most ten lines, with a token', () => {
    const stories = [...text.matchAll(/^### .+\n\n(?:.+\n\n)?```\n([^`]+)\n```\n\nToken: `(mw\d\.\S+)`/gm)];
    expect(stories.length).toBeGreaterThan(5);
    for (const [, story = ''] of stories) expect(story.split('\n').length).toBeLessThanOrEqual(10);
    expect(text).toMatch(/### burst: no-double-scheduling \(\w+\)\n\nDocument 003 says: “Double scheduling is IMPOSSIBLE/);
  });

  // The same base seed: the first worlds of the document's run, so what they show must be in it. When it is not, write the document anew.
  // The same base seed: the first worlds of the document's run, so what they show must be in it. When it is not, write the document anew.
  it('agrees with a fresh run where that finds violations', { timeout: 300_000 }, () => {
    const [, seed = ''] = /--seed ([0-9a-f]+)/.exec(text) ?? [];
    const argv = ['--preset', 'leased', '--preset', 'baseline', '--seeds', '12', '--seed', seed, '--workers', '1', '--no-shrink', '--json'];
    const called = runProgram(['verdict', ...argv, '--out', out], root);
    expect(called.exitCode).toBe(0);
    const violated = called.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly preset: string; readonly property: string; readonly holds: boolean | null })
      .filter(({ holds }) => holds === false);
    expect(violated.length).toBeGreaterThan(3);
    for (const { preset, property } of violated)
      expect([preset, property, verdictOf(preset, property)]).toEqual([preset, property, 'violated']);
  });
});
