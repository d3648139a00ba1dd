/**
 * The page about the source documents is what its command writes: rows are measured anew and compared, every chart is there, and every claim has
 * its verdict and its reason. The whole page is compared by `npm run documents -- --check`, which takes minutes.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { outdated, verdictOf, type Claim } from './claim.ts';
import { claims } from './claims/index.ts';
import { DOCUMENT_FILE } from './document.ts';
import { DESIGNS, EXPERIMENTS } from './experiments.ts';
import { crashWithLock, partition, sameContainerTwice } from './failures.ts';
import { counter, type Figures } from './figures.ts';
import { run } from './jobs.ts';
import { Results } from './results.ts';
import { sayRow } from './say-figures.ts';

const page = readFileSync(DOCUMENT_FILE, 'utf8');
const AGAIN = 'the sources behave otherwise than when the page was written: run npm run documents';

function experiment(id: string): (typeof EXPERIMENTS)[number] {
  const found = EXPERIMENTS.find((known) => known.id === id);
  if (found === undefined) throw new Error(`no experiment ${id}`);
  return found;
}

async function measured(id: string): Promise<Results> {
  const result = await run({ kind: 'experiment', experiment: experiment(id) });
  if (result.kind !== 'experiment') throw new Error('an experiment gives figures');
  return new Results(new Map([[id, result.worlds]]), []);
}

describe('docs/documents.md', () => {
  it.each(['standard leased', 'standard batch', 'loopback affinity', 'single baseline', 'fleet=1 cached', 'single burst'])(
    'has the row that measuring %s gives',
    async (id) => {
      const results = await measured(id);
      expect(page.includes(sayRow(experiment(id), results.of(id))), AGAIN).toBe(true);
    },
  );

  it('has one row for each experiment, and no other', () => {
    const [, table = ''] = /## All figures\n\n.*\n.*\n([\s\S]*)$/.exec(page) ?? [];
    const ids = table
      .trim()
      .split('\n')
      .map((row) => row.split(' | ')[0]?.replace('| ', ''));
    expect(ids, AGAIN).toEqual(EXPERIMENTS.map(({ id }) => id));
  });

  it('has every claim with the verdict that its text explains', () => {
    for (const { claim, criterion, verdict, because } of claims) {
      const row = page
        .split('\n')
        .find((line) => line.startsWith(`| ${claim} |`) && line.endsWith(`| ${criterion} | **${verdict}** | ${because} |`));
      expect(row, claim).toBeDefined();
    }
  });

  it('has claims of every document, of every verdict, and measures every design', () => {
    expect(new Set(claims.map(({ document }) => document))).toEqual(new Set(['000', '001', '002', '003', '004']));
    expect(new Set(claims.map(({ verdict }) => verdict))).toEqual(new Set(['confirmed', 'refuted', 'not exercised', 'not testable']));
    expect(DESIGNS).toEqual(['baseline', 'cached', 'batch', 'affinity', 'burst', 'leased']);
  });

  it('shows every chart that is written, and no other', () => {
    const shown = [...page.matchAll(/\((documents-[\w-]+\.svg)\)/g)].map(([, file]) => file ?? '').toSorted();
    const written = readdirSync('docs').filter((file) => file.startsWith('documents-') && file.endsWith('.svg'));
    expect(written.toSorted()).toEqual(shown);
    for (const file of shown) expect(existsSync(`docs/${file}`)).toBe(true);
  });
});

describe('a claim', () => {
  const claim: Claim = {
    document: '000',
    claim: 'nothing is placed',
    where: 'a world',
    criterion: 'there is no world',
    measured: (results) => `${results.of('w').length} worlds`,
    holds: (results) => results.of('w').length === 0,
    verdict: 'confirmed',
    because: 'there is none',
  };

  it('is outdated when its figures say something else than its text', () => {
    expect(outdated([claim], new Results(new Map([['w', []]]), []))).toEqual([]);
    expect(outdated([{ ...claim, verdict: 'refuted' }], new Results(new Map([['w', []]]), []))).toEqual([
      'document 000, "nothing is placed": the figures (0 worlds) say confirmed, the text says refuted',
    ]);
  });

  it('is neither confirmed nor refuted when what it is about never came into play', () => {
    const unreached = { ...claim, isExercised: (): boolean => false };
    for (const worlds of [[], [{} as Figures]])
      expect(verdictOf(unreached, new Results(new Map([['w', worlds]]), []))).toBe('not exercised');
    expect(verdictOf({ ...claim, isExercised: (results) => results.of('w').length === 0 }, new Results(new Map([['w', []]]), []))).toBe(
      'confirmed',
    );
  });

  it('names experiments that exist', () => {
    expect(() => new Results(new Map(), []).of('standard leased')).toThrow('no experiment "standard leased" was measured');
  });
});

describe('a measured world', () => {
  it('gives the same figures again', async () => {
    const [first, second] = [await measured('standard leased'), await measured('standard leased')];
    expect(first.of('standard leased')).toEqual(second.of('standard leased'));
  });

  it.each(['standard baseline', 'standard batch'])('counts at Redis what gateways count themselves (%s)', async (id) => {
    const results = await measured(id);
    for (const figures of results.of(id)) {
      const { worker, container, other } = figures.granted;
      expect(figures.capacityUpdates).toBe(counter(figures, 'capacity_updates'));
      // The last release of the last lock may lie behind the last placement, and so may the count of the last answer.
      expect(Math.abs(worker + container + other - counter(figures, 'lock_acquisitions'))).toBeLessThanOrEqual(1);
      expect(figures.distribution.reduce((sum, count) => sum + count, 0)).toBe(figures.placed);
    }
  });
});

describe('a failure scenario', () => {
  it('of a dead lock holder shows that baseline loses the request and leased does not', async () => {
    const [lost, kept] = [await crashWithLock('baseline', '1'), await crashWithLock('leased', '1')];
    expect(lost.orphanPlacedAfterMs).toBeNull();
    expect(lost.lockFreeAfterMs).toBeGreaterThanOrEqual(10_000);
    expect(kept.orphanPlacedAfterMs).toBeLessThan(15_000);
  });

  it('of a partition shows that only leases give back what a gateway holds that is cut off', async () => {
    const [held, returned] = [await partition('baseline', '1', true), await partition('leased', '1', true)];
    expect(held).toEqual({ held: 1, knownAfter5s: 0, knownAfter20s: 0, placed: 0 });
    expect(returned.knownAfter20s).toBe(returned.held);
    expect(returned.placed).toBe(returned.held);
  });

  it('of the same container submitted twice places it once in leased', async () => {
    for (const seed of ['1', '2', '3', '4', '5']) expect(await sameContainerTwice('leased', seed)).toEqual({ placements: 1, starts: 1 });
  });
});
