/** Claims of document 000, which brought the cache, batched reservations and affinity: preset `cached`. */
import { always, within, type Claim } from '../claim.ts';
import { counter, hitRate } from '../figures.ts';
import { sayTime } from '../say-figures.ts';
import { allBetween, sayDistribution } from './distribution.ts';
import { sayHits, sayInvalidations, sayLocks, sayNeedless } from './figure-words.ts';

const GROUPS = ['100 on 10', 'standard', 'wide'] as const;

/** See the head of this file. */
export const claims000: readonly Claim[] = [
  {
    document: '000',
    claim: 'Lock acquisitions for 100 containers fall from 100 to 20',
    where: '`cached`, standard',
    criterion: 'at most 25 capacity locks in every world',
    measured: (results) => sayLocks(results.of('standard cached')),
    holds: (results) => always(results.of('standard cached'), ({ capacityLocks }) => capacityLocks <= 25),
    verdict: 'refuted',
    because:
      'Requests are still taken one by one, so every reservation holds one container and takes one lock: grouping by worker saves nothing before requests come in groups, which document 001 brings. Locks in all fall below those of the original only because a hundred threads refuse each other the workers',
  },
  {
    document: '000',
    claim: 'More than 95 % of the snapshots come from the cache in a burst',
    where: '`cached`, standard',
    criterion: 'more than 95 % in every world',
    measured: (results) => sayHits(results.of('standard cached')),
    holds: (results) => always(results.of('standard cached'), (figures) => (hitRate(figures) ?? 0) > 0.95),
    verdict: 'refuted',
    because:
      'A hundred threads find the cache empty at the same moment, and each reads for itself. After that every placement throws the snapshot away before the next thread looks. Document 001 says the same in other words',
  },
  {
    document: '000',
    claim: '100 containers in less than 2 s',
    where: '`cached`, standard',
    criterion: 'at most the claimed time in every world',
    measured: (results) => sayTime(results.of('standard cached')),
    holds: (results) => within(results.of('standard cached'), 2_000),
    verdict: 'confirmed',
    because: 'They have a place, most of them on machines that were asked for and have not booted, see document 001',
  },
  {
    document: '000',
    claim: 'An even spread over 10 to 40 workers',
    where: '`cached`, 100 on 10, standard (20), wide (40)',
    criterion: 'at least half and at most twice the mean on every worker',
    measured: (results) => GROUPS.map((group) => sayDistribution(results.of(`${group} cached`))).join('; '),
    holds: (results) =>
      GROUPS.every((group) =>
        always(results.of(`${group} cached`), (figures) => {
          const mean = figures.placed / figures.distribution.length;
          return allBetween(figures, mean / 2, mean * 2);
        }),
      ),
    verdict: 'refuted',
    because:
      'Most containers never reach the fleet. Whose listing finds a worker unlocked goes there, and the others get machines of their own',
  },
  {
    document: '000',
    claim: 'A cache of 0 ms switches caching off, and nothing else changes',
    where: '`cached`, cache=0',
    criterion: 'no hit and nothing to invalidate; time and workers that are asked for as with the cache',
    measured: (results) => {
      const worlds = results.of('cache=0 cached');
      return `${sayHits(worlds)}; ${sayInvalidations(worlds)} invalidations beside ${sayInvalidations(results.of('standard cached'))}; ${sayTime(worlds)}; ${sayNeedless(worlds)}`;
    },
    holds: (results) => {
      const cached = results.of('standard cached');
      return results
        .of('cache=0 cached')
        .every(
          (figures, seed) =>
            counter(figures, 'cache_hits') + counter(figures, 'cache_invalidations') === 0 &&
            figures.totalMs === cached[seed]?.totalMs &&
            figures.workersAsked === cached[seed]?.workersAsked,
        );
    },
    verdict: 'confirmed',
    because: 'Every request lists the workers again, as before the document. The hundred threads stay, and so do the needless workers',
  },
];
