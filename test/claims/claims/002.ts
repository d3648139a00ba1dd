/** Claims of document 002, which kept affinity alone: preset `affinity`. */
import { always, type Claim } from '../claim.ts';
import { conflictsPerSuccess, counter, spread, type Figures } from '../figures.ts';
import { sayOf, sayTime } from '../say-figures.ts';
import { allBetween, sayDistribution, used } from './distribution.ts';

const medianTime = (worlds: readonly Figures[]): number => spread(worlds, ({ totalMs }) => totalMs)?.median ?? Infinity;
const sum = (worlds: readonly Figures[], of: (figures: Figures) => number): number =>
  worlds.reduce((total, figures) => total + of(figures), 0);
const contention = (figures: Figures): number => counter(figures, 'conflicts') + figures.refused.worker;
const answer = (name: string): string => `conflict answered by ${name} affinity`;

const sayAnswer = (worlds: readonly Figures[]): string =>
  `${sayTime(worlds)}; ${sayOf(worlds, conflictsPerSuccess)} conflicts per success; ${sayOf(worlds, (figures) => counter(figures, 'requests_retried'))} put back`;

/** See the head of this file. */
export const claims002: readonly Claim[] = [
  {
    document: '002',
    claim: '290 ms for 100 containers on 20 workers',
    where: '`affinity`, loopback, as in its benchmark',
    criterion: 'at most the claimed time in the median',
    measured: (results) => `${sayTime(results.of('loopback affinity'))}; on the network ${sayTime(results.of('standard affinity'))}`,
    holds: (results) => medianTime(results.of('loopback affinity')) <= 290,
    verdict: 'confirmed',
    because:
      'What it waits for is less; the rest of its 290 ms is work of the processor. The benchmark’s Redis ran in the same process. With a network between them the same design needs 13 waits a container, one after the other',
  },
  {
    document: '002',
    claim: 'All 20 workers are used',
    where: '`affinity`, standard',
    criterion: 'all of them in every world',
    measured: (results) => sayDistribution(results.of('standard affinity')),
    holds: (results) => always(results.of('standard affinity'), (figures) => used(figures) === 20),
    verdict: 'confirmed',
    because: 'With 100 containers on 20 workers a hash leaves none out most of the time',
  },
  {
    document: '002',
    claim: 'They are used evenly',
    where: '`affinity`, standard',
    criterion: '3 to 7 on each in every world, as document 004 has it',
    measured: (results) => sayDistribution(results.of('standard affinity')),
    holds: (results) => always(results.of('standard affinity'), (figures) => allBetween(figures, 3, 7)),
    verdict: 'refuted',
    because:
      'A hash spreads as dice do: five on average, and some workers get several times what others get. An even spread needs a look at how full the workers are',
  },
  {
    document: '002',
    claim: 'No version errors in the benchmark',
    where: '`affinity`, standard, one gateway',
    criterion: 'none in any world',
    measured: (results) => sayOf(results.of('standard affinity'), (figures) => counter(figures, 'conflicts'), 'conflicts'),
    holds: (results) => always(results.of('standard affinity'), (figures) => counter(figures, 'conflicts') === 0),
    verdict: 'confirmed',
    because: 'One gateway with one loop is alone',
  },
  {
    document: '002',
    claim: 'About 20 times less lock contention',
    where: '`affinity` beside `baseline`, 4 gateways',
    criterion: 'at least 15 times fewer refused worker locks and version conflicts, summed over all worlds',
    measured: (results) =>
      `${sayOf(results.of('gateways=4 affinity'), contention)} beside ${sayOf(results.of('gateways=4 baseline'), contention)}`,
    holds: (results) => sum(results.of('gateways=4 affinity'), contention) * 15 <= sum(results.of('gateways=4 baseline'), contention),
    verdict: 'confirmed',
    because:
      'The listing without locks does most of it, not affinity: gateways no longer refuse each other the locks of all 20 workers on each read',
  },
  {
    document: '002',
    claim: 'First answer to a version conflict: put the request back; it succeeds later but wastes cycles',
    where: '`affinity`, 2 gateways',
    criterion: 'all are placed in every world',
    measured: (results) => sayAnswer(results.of(answer('requeue'))),
    holds: (results) => always(results.of(answer('requeue')), ({ placed }) => placed === 100),
    verdict: 'confirmed',
    because: 'All are placed, and one conflict costs 2 s',
  },
  {
    document: '002',
    claim: 'Second answer: three tries in place make up for it',
    where: '`affinity`, 2 gateways',
    criterion: 'a smaller median than the first answer',
    measured: (results) => sayAnswer(results.of(answer('retry'))),
    holds: (results) => medianTime(results.of(answer('retry'))) < medianTime(results.of(answer('requeue'))),
    verdict: 'confirmed',
    because: 'The next try comes at once and not after 2 s',
  },
  {
    document: '002',
    claim: 'Third answer: the batch method makes up for it too',
    where: '`affinity`, 2 gateways',
    criterion: 'at most a fifth slower than the second answer in the median',
    measured: (results) => sayAnswer(results.of(answer('batch'))),
    holds: (results) => medianTime(results.of(answer('batch'))) <= medianTime(results.of(answer('retry'))) * 1.2,
    verdict: 'refuted',
    because:
      'One request at a time is a group of one: the batched update compares the version too, and who loses waits 2 s as under the first answer',
  },
];
