/** Claims of document 001: its table of the original design (`baseline`), the first change (`cached`) and the batches (`batch`), and its tuning. */
import { always, within, type Claim } from '../claim.ts';
import { counter, hitRate, spread, type Figures } from '../figures.ts';
import type { Results } from '../results.ts';
import { sayOf, sayTime } from '../say-figures.ts';
import { locks, sayHits, sayInvalidations, sayLocks, sayNeedless, sayReads } from './figure-words.ts';

const medianTime = (worlds: readonly Figures[]): number => spread(worlds, ({ totalMs }) => totalMs)?.median ?? Infinity;
const about = (value: number, expected: number): boolean => value >= expected * 0.75 && value <= expected * 1.25;
const FLEETS = ['standard', 'tight'] as const;
const needless = (results: Results, design: string): readonly Figures[] => FLEETS.flatMap((fleet) => results.of(`${fleet} ${design}`));

/** The column "Original" of its table. */
const original: readonly Claim[] = [
  {
    document: '001',
    claim: 'Original: 5 to 8 s for 100 containers',
    where: '`baseline`, standard',
    measured: (results) => sayTime(results.of('standard baseline')),
    holds: (results) => within(results.of('standard baseline'), 8_000) && medianTime(results.of('standard baseline')) >= 5_000,
    verdict: 'confirmed',
    because:
      'Each container costs 72 commands, one after the other: three for each of 20 workers that are read under a lock, and twelve more. 7,200 waits of 0.7 ms are 5 s. On the loopback the same design needs 0.36 s',
  },
  {
    document: '001',
    claim: 'Original: 100 lock acquisitions',
    where: '`baseline`, standard',
    measured: (results) => sayLocks(results.of('standard baseline')),
    holds: (results) => always(results.of('standard baseline'), (figures) => about(locks(figures), 100)),
    verdict: 'refuted',
    because:
      'The document counts the locks under which capacity is taken. Every container also locks each worker to read it, and its own record: 22 locks a container, not one',
  },
  {
    document: '001',
    claim: 'Original: 200 Redis reads',
    where: '`baseline`, standard',
    measured: (results) => sayReads(results.of('standard baseline')),
    holds: (results) => always(results.of('standard baseline'), ({ workerReads }) => about(workerReads, 200)),
    verdict: 'refuted',
    because:
      'One read of the index, one of each of 20 workers and one under the capacity lock make 22 a container. Two reads a container would be the design with one worker',
  },
  {
    document: '001',
    claim: 'Original: no needless workers',
    where: '`baseline`, standard, 1 to 4 gateways',
    measured: (results) =>
      [1, 2, 3, 4].map((gateways) => `${gateways}: ${sayNeedless(results.of(`gateways=${gateways} baseline`))}`).join('; '),
    holds: (results) =>
      [1, 2, 3, 4].every((gateways) => always(results.of(`gateways=${gateways} baseline`), ({ workersAsked }) => workersAsked === 0)),
    verdict: 'refuted',
    because: 'TODO',
  },
];

/** The column "After initial". */
const initial: readonly Claim[] = [
  {
    document: '001',
    claim: 'After the first change: 2 to 3 s',
    where: '`cached`, standard',
    measured: (results) => sayTime(results.of('standard cached')),
    holds: (results) => within(results.of('standard cached'), 3_000),
    verdict: 'refuted',
    because: 'TODO',
  },
  {
    document: '001',
    claim: 'After the first change: 1 % of the snapshots come from the cache',
    where: '`cached`, standard',
    measured: (results) => sayHits(results.of('standard cached')),
    holds: (results) => always(results.of('standard cached'), (figures) => (hitRate(figures) ?? 1) <= 0.05),
    verdict: 'confirmed',
    because: 'TODO',
  },
  {
    document: '001',
    claim: 'After the first change: 100 invalidations',
    where: '`cached`, standard',
    measured: (results) => sayInvalidations(results.of('standard cached')),
    holds: (results) => always(results.of('standard cached'), (figures) => about(counter(figures, 'cache_invalidations'), 100)),
    verdict: 'confirmed',
    because: 'TODO',
  },
  {
    document: '001',
    claim: 'After the first change: 21 Redis reads',
    where: '`cached`, standard',
    measured: (results) => sayReads(results.of('standard cached')),
    holds: (results) => always(results.of('standard cached'), ({ workerReads }) => about(workerReads, 21)),
    verdict: 'refuted',
    because: 'TODO',
  },
  {
    document: '001',
    claim: 'After the first change: more than 50 needless workers',
    where: '`cached`, standard and tight',
    measured: (results) => FLEETS.map((fleet) => `${fleet}: ${sayNeedless(results.of(`${fleet} cached`))}`).join('; '),
    holds: (results) => FLEETS.some((fleet) => always(results.of(`${fleet} cached`), ({ workersAsked }) => workersAsked > 50)),
    verdict: 'refuted',
    because: 'TODO',
  },
];

/** The column "After batch". */
const batched: readonly Claim[] = [
  {
    document: '001',
    claim: 'Batches: 1.5 to 2 s for 100 containers, four times as fast',
    where: '`batch`, standard',
    measured: (results) => sayTime(results.of('standard batch')),
    holds: (results) => within(results.of('standard batch'), 2_000),
    verdict: 'confirmed',
    because: 'TODO',
  },
  {
    document: '001',
    claim: 'Batches: 20 lock acquisitions',
    where: '`batch`, standard',
    measured: (results) => sayLocks(results.of('standard batch')),
    holds: (results) => always(results.of('standard batch'), (figures) => about(locks(figures), 20)),
    verdict: 'refuted',
    because: 'TODO',
  },
  {
    document: '001',
    claim: 'Batches: 2 Redis reads, one snapshot and one update',
    where: '`batch`, standard',
    measured: (results) => sayReads(results.of('standard batch')),
    holds: (results) => always(results.of('standard batch'), ({ workerReads }) => workerReads <= 2),
    verdict: 'refuted',
    because: 'TODO',
  },
  {
    document: '001',
    claim: 'Batches: 20 invalidations',
    where: '`batch`, standard',
    measured: (results) => sayInvalidations(results.of('standard batch')),
    holds: (results) => always(results.of('standard batch'), (figures) => about(counter(figures, 'cache_invalidations'), 20)),
    verdict: 'confirmed',
    because: 'TODO',
  },
  {
    document: '001',
    claim: 'Batches: 99 % of the snapshots come from the cache',
    where: '`batch`, standard',
    measured: (results) => sayHits(results.of('standard batch')),
    holds: (results) => always(results.of('standard batch'), (figures) => (hitRate(figures) ?? 0) >= 0.99),
    verdict: 'refuted',
    because: 'TODO',
  },
  {
    document: '001',
    claim: 'Batches: no needless workers',
    where: '`batch`, standard and tight',
    measured: (results) => FLEETS.map((fleet) => `${fleet}: ${sayNeedless(results.of(`${fleet} batch`))}`).join('; '),
    holds: (results) => always(needless(results, 'batch'), ({ workersAsked }) => workersAsked === 0),
    verdict: 'confirmed',
    because: 'TODO',
  },
  {
    document: '001',
    claim: 'The tracker prevents double booking within a batch',
    where: '`batch`, tight: 100 containers where there is room for 120',
    measured: (results) => {
      const worlds = results.of('tight batch');
      return `${sayOf(worlds, ({ workersBelowZero }) => workersBelowZero)} workers ever below zero; ${sayOf(worlds, ({ placedTwice }) => placedTwice)} placed twice`;
    },
    holds: (results) =>
      always(results.of('tight batch'), ({ workersBelowZero, placedTwice }) => workersBelowZero === 0 && placedTwice === 0),
    verdict: 'confirmed',
    because: 'TODO',
  },
];

/** Its advice on tuning. */
const tuning: readonly Claim[] = [
  {
    document: '001',
    claim: 'A lone request waits for the window, 50 ms at most',
    where: '`batch`, single',
    measured: (results) => sayTime(results.of('single batch')),
    holds: (results) => within(results.of('single batch'), 100),
    verdict: 'confirmed',
    because: 'TODO',
  },
  {
    document: '001',
    claim: 'A window of 10 ms with batches of 20 has a lower latency for single requests',
    where: '`batch`, single, beside 50 ms and 100',
    measured: (results) => `${sayTime(results.of('10 ms and 20, single batch'))} beside ${sayTime(results.of('single batch'))}`,
    holds: (results) => medianTime(results.of('10 ms and 20, single batch')) < medianTime(results.of('single batch')),
    verdict: 'confirmed',
    because: 'TODO',
  },
  {
    document: '001',
    claim: 'A window of 100 ms with batches of 200 has a higher throughput',
    where: '`batch`, 400 containers on 20 workers, beside 50 ms and 100',
    measured: (results) => `${sayTime(results.of('400, 100 ms and 200 batch'))} beside ${sayTime(results.of('400, 50 ms and 100 batch'))}`,
    holds: (results) => medianTime(results.of('400, 100 ms and 200 batch')) < medianTime(results.of('400, 50 ms and 100 batch')),
    verdict: 'confirmed',
    because: 'TODO',
  },
  {
    document: '001',
    claim: 'Batches of one are the original behaviour: one update a container',
    where: '`batch`, batch=1',
    measured: (results) => {
      const worlds = results.of('batch=1 batch');
      return `${sayOf(worlds, ({ capacityUpdates }) => capacityUpdates)} capacity updates; ${sayTime(worlds)}`;
    },
    holds: (results) => always(results.of('batch=1 batch'), ({ capacityUpdates }) => capacityUpdates === 100),
    verdict: 'confirmed',
    because: 'TODO',
  },
];

/** See the head of this file. */
export const claims001: readonly Claim[] = [...original, ...initial, ...batched, ...tuning];
