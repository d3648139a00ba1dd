/** Claims of document 004, the performance guide for the batches of document 001: preset `batch`. Its figures are "expected output". */
import { always, within, type Claim } from '../claim.ts';
import { counter, hitRate, spread, type Figures } from '../figures.ts';
import { sayOf, sayTime } from '../say-figures.ts';
import { allBetween, sayDistribution, used } from './distribution.ts';
import { locks, sayHits, sayLocks } from './figure-words.ts';

const STANDARD = 'standard batch';
const about = (value: number, expected: number): boolean => value >= expected * 0.75 && value <= expected * 1.25;
const share = (figures: Figures, name: 'batch_planning_ms' | 'batch_commit_ms'): number =>
  (figures.sums[name] ?? 0) / (figures.totalMs ?? Infinity);

/** Its success criteria. */
const criteria: readonly Claim[] = [
  {
    document: '004',
    claim: '100 containers in less than 2 s (expected: 1.8 s)',
    where: '`batch`, standard',
    criterion: 'at most 2 s in every world',
    measured: (results) => sayTime(results.of(STANDARD)),
    holds: (results) => within(results.of(STANDARD), 2_000),
    verdict: 'confirmed',
    because: 'Much faster than expected, see document 001',
  },
  {
    document: '004',
    claim: 'All 100 are scheduled',
    where: '`batch`, standard',
    criterion: 'all of them in every world',
    measured: (results) => sayOf(results.of(STANDARD), ({ placed }) => placed, 'placed'),
    holds: (results) => always(results.of(STANDARD), ({ placed }) => placed === 100),
    verdict: 'confirmed',
    because: 'Everything fits, and one gateway meets no other',
  },
  {
    document: '004',
    claim: 'About 20 lock acquisitions, one a worker',
    where: '`batch`, standard',
    criterion: 'all locks, a quarter more or less',
    measured: (results) => sayLocks(results.of(STANDARD)),
    holds: (results) => always(results.of(STANDARD), (figures) => about(locks(figures), 20)),
    verdict: 'refuted',
    because: 'See document 001: two batches, and one lock for each container’s record',
  },
  {
    document: '004',
    claim: 'About 20 capacity updates',
    where: '`batch`, standard',
    criterion: 'a quarter more or less',
    measured: (results) => sayOf(results.of(STANDARD), ({ capacityUpdates }) => capacityUpdates),
    holds: (results) => always(results.of(STANDARD), ({ capacityUpdates }) => about(capacityUpdates, 20)),
    verdict: 'refuted',
    because: 'Two batches: 100 pops of 0.7 ms do not fit into the window of 50 ms. With a window of 100 ms there are 20 updates',
  },
  {
    document: '004',
    claim: 'More than 95 % of the snapshots come from the cache (expected: one hit, no miss)',
    where: '`batch`, standard',
    criterion: 'more than 95 % in every world',
    measured: (results) => sayHits(results.of(STANDARD)),
    holds: (results) => always(results.of(STANDARD), (figures) => (hitRate(figures) ?? 0) > 0.95),
    verdict: 'refuted',
    because:
      'The expected one hit needs a cache that somebody filled before; the first batch of a burst finds none, and later ones find invalidated workers',
  },
  {
    document: '004',
    claim: 'All 20 workers take part',
    where: '`batch`, standard',
    criterion: 'all of them in every world',
    measured: (results) => sayDistribution(results.of(STANDARD)),
    holds: (results) => always(results.of(STANDARD), (figures) => used(figures) === 20),
    verdict: 'confirmed',
    because: 'Everything fits, and one gateway meets no other',
  },
  {
    document: '004',
    claim: '3 to 7 containers on each worker (expected: 5 on each)',
    where: '`batch`, standard',
    criterion: 'on every worker in every world',
    measured: (results) => sayDistribution(results.of(STANDARD)),
    holds: (results) => always(results.of(STANDARD), (figures) => allBetween(figures, 3, 7)),
    verdict: 'refuted',
    because: 'A hash spreads as dice do. Five on each is what the document expected, and nothing in the design counts',
  },
  {
    document: '004',
    claim: 'No worker below zero',
    where: '`batch`, standard and tight',
    criterion: 'none in any world',
    measured: (results) => sayOf([...results.of(STANDARD), ...results.of('tight batch')], ({ workersBelowZero }) => workersBelowZero),
    holds: (results) => always([...results.of(STANDARD), ...results.of('tight batch')], ({ workersBelowZero }) => workersBelowZero === 0),
    verdict: 'confirmed',
    because: 'The version refuses an update that was planned on old figures',
  },
];

/** Its expected output, and the variations that it proposes. */
const expected: readonly Claim[] = [
  {
    document: '004',
    claim: '20 invalidations',
    where: '`batch`, standard',
    criterion: 'a quarter more or less',
    measured: (results) => sayOf(results.of(STANDARD), (figures) => counter(figures, 'cache_invalidations')),
    holds: (results) => always(results.of(STANDARD), (figures) => about(counter(figures, 'cache_invalidations'), 20)),
    verdict: 'refuted',
    because: 'Two batches',
  },
  {
    document: '004',
    claim: '200 Redis operations become 21',
    where: '`batch`, standard',
    criterion: 'all commands, a quarter more or less',
    measured: (results) => sayOf(results.of(STANDARD), ({ commands }) => commands, 'commands'),
    holds: (results) => always(results.of(STANDARD), ({ commands }) => about(commands, 21)),
    verdict: 'refuted',
    because: 'Each container alone needs a pop, three or four commands at its record and a push',
  },
  {
    document: '004',
    claim: 'The decisions take 12.5 ms, less than 5 % of the time',
    where: '–',
    criterion: '–',
    measured: () => '',
    holds: null,
    verdict: 'not testable',
    because: 'Deciding is work of the processor, which takes no virtual time',
  },
  {
    document: '004',
    claim: 'The batch update takes 45.2 ms, less than 10 % of the time',
    where: '`batch`, standard',
    criterion: 'less than 10 % of the time in the median',
    measured: (results) =>
      `${sayOf(results.of(STANDARD), (figures) => figures.sums.batch_commit_ms ?? 0, 'ms')}, ${sayOf(results.of(STANDARD), (figures) => share(figures, 'batch_commit_ms') * 100, '%')} of the time`,
    holds: (results) => (spread(results.of(STANDARD), (figures) => share(figures, 'batch_commit_ms'))?.median ?? 1) < 0.1,
    verdict: 'confirmed',
    because:
      'The updates of a batch run beside each other. What takes the time are the pops, one after the other, and the wait until the gateway looks',
  },
  {
    document: '004',
    claim: 'Repeated runs differ little: 1.7 to 1.9 s',
    where: '`batch`, standard, five seeds',
    criterion: 'no run is more than 12 % from the middle',
    measured: (results) => sayTime(results.of(STANDARD)),
    holds: (results) => {
      const range = spread(results.of(STANDARD), ({ totalMs }) => totalMs);
      return range !== null && range.maximum - range.median <= range.median * 0.12 && range.median - range.minimum <= range.median * 0.12;
    },
    verdict: 'refuted',
    because:
      'The moment in the poll interval of 100 ms at which the burst comes is worth more than everything else. In milliseconds the difference is small',
  },
  {
    document: '004',
    claim: '200 containers on 40 workers in less than 3 s',
    where: '`batch`, 200 on 40',
    criterion: 'at most the claimed time in every world',
    measured: (results) => sayTime(results.of('200 on 40 batch')),
    holds: (results) => within(results.of('200 on 40 batch'), 3_000),
    verdict: 'confirmed',
    because: 'Everything fits, and one gateway meets no other',
  },
  {
    document: '004',
    claim: '100 containers on 10 workers: more on each, still efficient',
    where: '`batch`, 100 on 10',
    criterion: 'at most 2 s in every world',
    measured: (results) => `${sayTime(results.of('100 on 10 batch'))}; ${sayDistribution(results.of('100 on 10 batch'))}`,
    holds: (results) => within(results.of('100 on 10 batch'), 2_000),
    verdict: 'confirmed',
    because: 'Everything fits, and one gateway meets no other',
  },
  {
    document: '004',
    claim: 'GPU and CPU containers are handled together efficiently',
    where: '`batch`, mixed',
    criterion: 'at most 2 s in every world',
    measured: (results) => sayTime(results.of('mixed batch')),
    holds: (results) => within(results.of('mixed batch'), 2_000),
    verdict: 'confirmed',
    because: 'GPU containers go to GPU workers by the filter, the others by affinity',
  },
];

/** See the head of this file. */
export const claims004: readonly Claim[] = [...criteria, ...expected];
