/** docs/verdicts.md is what the command writes: its table comes from the renderer, and a fresh, small run says the same where it finds violations. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schedulerSuites, verdictMatrix } from '../../properties/index.ts';
import { decodeToken, runWorld } from '../../sim/explore/index.ts';
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

/** The story of an exhibit: what stands above its lines, its lines, and its token. */
function exhibitOf(row: string, title: string): { readonly about: string; readonly story: string; readonly token: string } {
  const start = text.indexOf(`### ${row}: ${title} (`);
  const [, about = '', story = '', token = ''] =
    /^### .+\n\n([^`]*(?:`[^`]+`[^`]*)*?)```\n([^`]+)\n```\n\nToken: `(\S+)`/.exec(text.slice(Math.max(0, start))) ?? [];
  return { about, story, token: start < 0 ? '' : token };
}

const exhibits = verdictMatrix.exhibits ?? [];

describe('an exhibit of docs/verdicts.md', () => {
  beforeAll(async () => {
    for (const suite of schedulerSuites.filter(({ name }) => exhibits.some((one) => one.suite === name))) await suite.prepare?.({});
  });

  it('is there for each expected refutation', () => {
    expect(exhibits.map(({ row, property }) => `${row} ${property}`).sort()).toEqual([
      'affinity atomic-commit',
      'affinity no-lost-request',
      'baseline atomic-commit',
      'baseline no-lost-request',
      'baseline quota-respected',
      'batch atomic-commit',
      'batch no-lost-request',
      'burst no-double-scheduling',
      'cached bounded-provisioning',
    ]);
  });

  // When a token's world is no longer the same, write the document anew.
  it.each(exhibits)('$row: $title: its token replays, and shows it', async ({ row, title, property, suite: name, shows }) => {
    const { about, story, token } = exhibitOf(row, title);
    expect(about).toContain(`\`${property}\``);
    expect(story.split('\n').length).toBeLessThanOrEqual(10);
    const { world, hash, tape } = decodeToken(token);
    const suite = schedulerSuites.find((one) => one.name === name);
    if (suite === undefined) throw new Error(`there is no suite ${name}`);
    expect(world.suite).toBe(name);
    const { seed, settings, strategy } = world;
    const outcome = await runWorld(suite, { seed, settings, strategy, record: true, ...(tape === undefined ? {} : { tape }) });
    expect(outcome.hash).toBe(hash);
    const { violation, faults, trace } = outcome;
    if (violation === null) throw new Error('the world of the token holds: write the document anew');
    expect(violation.property).toBe(property);
    expect(shows({ violation, faults, trace: trace ?? [] })).toBe(true);
    // The story shows the beginning of the sentence of this world, or of its smaller form.
    expect(story).toContain(`✖ ${property}   `);
  });

  it('refutes what is claimed of it, and nothing else is called refuted', () => {
    expect(exhibitOf('burst', 'one container on two workers').about).toContain('Double scheduling is IMPOSSIBLE');
    for (const part of text
      .split('\n### ')
      .filter((one) => one.startsWith('cached: bounded-provisioning') || one.startsWith('baseline: bounded-provisioning')))
      if (part.includes('Refuted.')) expect(part).toMatch(/is asked for although/);
  });
});

describe('docs/verdicts.md', () => {
  it('has a column for every design and a line for every property', () => {
    expect(rows).toEqual(verdictMatrix.rows.map(({ name }) => name));
    expect(lines.length).toBeGreaterThan(40);
  });

  it('is written by the renderer: every cell is the words of its verdict', () => {
    for (const { word, cell } of cells) expect(verdictWords(cell, Number.NaN, unicodeSymbols)).toBe(word);
  });

  it('shows that the default design holds', () => {
    for (const { cell } of cells.filter(({ cell: { row } }) => row === 'leased'))
      expect(['holds', 'abstains'], cell.property).toContain(cell.verdict);
  });

  it('tells the stories of refuted claims in at most ten lines, with a token', () => {
    const stories = [...text.matchAll(/^### .+\n\n(?:.+\n\n)?```\n([^`]+)\n```\n\nToken: `(mw\d\.\S+)`/gm)];
    expect(stories.length).toBeGreaterThan(5);
    for (const [, story = ''] of stories) expect(story.split('\n').length).toBeLessThanOrEqual(10);
  });
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
