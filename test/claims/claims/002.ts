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
    where: '`affinity`, loopback, as in its benchmark; within a third',
    measured: (results) => `${sayTime(results.of('loopback affinity'))}; on the network ${sayTime(results.of('standard affinity'))}`,
    holds: (results) => Math.abs(medianTime(results.of('loopback affinity')) - 290) <= 97,
    verdict: 'confirmed',
    because: 'TODO',
  },
  {
    document: '002',
    claim: 'All 20 workers are used',
    where: '`affinity`, standard',
    measured: (results) => sayDistribution(results.of('standard affinity')),
    holds: (results) => always(results.of('standard affinity'), (figures) => used(figures) === 20),
    verdict: 'confirmed',
    because: 'TODO',
  },
  {
    document: '002',
    claim: 'They are used evenly',
    where: '`affinity`, standard; even is 3 to 7 on each, as document 004 has it',
    measured: (results) => sayDistribution(results.of('standard affinity')),
    holds: (results) => always(results.of('standard affinity'), (figures) => allBetween(figures, 3, 7)),
    verdict: 'refuted',
    because: 'TODO',
  },
  {
    document: '002',
    claim: 'No version errors in the benchmark',
    where: '`affinity`, standard, one gateway',
    measured: (results) => sayOf(results.of('standard affinity'), (figures) => counter(figures, 'conflicts'), 'conflicts'),
    holds: (results) => always(results.of('standard affinity'), (figures) => counter(figures, 'conflicts') === 0),
    verdict: 'confirmed',
    because: 'TODO',
  },
  {
    document: '002',
    claim: 'About 20 times less lock contention',
    where: '`affinity` beside `baseline`, 4 gateways; refused worker locks and version conflicts',
    measured: (results) =>
      `${sayOf(results.of('gateways=4 affinity'), contention)} beside ${sayOf(results.of('gateways=4 baseline'), contention)}`,
    holds: (results) => sum(results.of('gateways=4 affinity'), contention) * 10 <= sum(results.of('gateways=4 baseline'), contention),
    verdict: 'refuted',
    because: 'TODO',
  },
  {
    document: '002',
    claim: 'First answer to a version conflict: put the request back; it succeeds later but wastes cycles',
    where: '`affinity`, 2 gateways',
    measured: (results) => sayAnswer(results.of(answer('requeue'))),
    holds: (results) => always(results.of(answer('requeue')), ({ placed }) => placed === 100),
    verdict: 'confirmed',
    because: 'TODO',
  },
  {
    document: '002',
    claim: 'Second answer: three tries in place make up for it',
    where: '`affinity`, 2 gateways; faster than the first answer',
    measured: (results) => sayAnswer(results.of(answer('retry'))),
    holds: (results) => medianTime(results.of(answer('retry'))) < medianTime(results.of(answer('requeue'))),
    verdict: 'confirmed',
    because: 'TODO',
  },
  {
    document: '002',
    claim: 'Third answer: the batch method, for containers that come in groups',
    where: '`affinity`, 2 gateways; faster than the first answer',
    measured: (results) => sayAnswer(results.of(answer('batch'))),
    holds: (results) => medianTime(results.of(answer('batch'))) < medianTime(results.of(answer('requeue'))),
    verdict: 'confirmed',
    because: 'TODO',
  },
];
