/** Claims of document 003, which brought 100 loops, optimistic commits and provisioning in bursts: preset `burst`. */
import { always, within, type Claim } from '../claim.ts';
import { pointId, SWEEPS } from '../experiments.ts';
import { conflictsPerSuccess, spread, type Figures } from '../figures.ts';
import type { CutOff } from '../failures.ts';
import type { Results } from '../results.ts';
import { sayOf, saySpread, sayTime } from '../say-figures.ts';
import { spreadOf } from '../failure-section.ts';

const median = (worlds: readonly Figures[], of: (figures: Figures) => number | null): number => spread(worlds, of)?.median ?? Infinity;
const time = ({ totalMs }: Figures): number | null => totalMs;
const throughput = ({ placed, totalMs }: Figures): number | null => (totalMs === null ? null : placed / (totalMs / 1000));
const sayBoth = (worlds: readonly Figures[]): string => `${sayTime(worlds)}; ${sayOf(worlds, conflictsPerSuccess)} conflicts per success`;

const isWorse = (results: Results, id: string): boolean =>
  median(results.of(id), time) > median(results.of('wide burst'), time) &&
  median(results.of(id), conflictsPerSuccess) > median(results.of('wide burst'), conflictsPerSuccess);

const tuned = (results: Results): readonly { readonly id: string; readonly ms: number }[] =>
  SWEEPS.filter(({ id }) => id !== 'gateways').flatMap((sweep) =>
    sweep.values.map((value) => {
      const id = pointId(sweep, 'burst', value);
      return { id, ms: median(results.of(id), time) };
    }),
  );

const fastest = (results: Results): { readonly id: string; readonly ms: number } =>
  tuned(results).reduce((best, one) => (one.ms < best.ms ? one : best));

const total = (worlds: readonly CutOff[], of: (one: CutOff) => number): number => worlds.reduce((sum, one) => sum + of(one), 0);

/** Its performance. */
const performance: readonly Claim[] = [
  {
    document: '003',
    claim: '100 containers in 1.11 to 1.37 s on 40 workers (aim: less than 5 s)',
    where: '`burst`, wide',
    measured: (results) => `${sayTime(results.of('wide burst'))}; loopback ${sayTime(results.of('wide loopback burst'))}`,
    holds: (results) => within(results.of('wide burst'), 1_370),
    verdict: 'confirmed',
    because: 'TODO',
  },
  {
    document: '003',
    claim: '20.4 to 26.3 conflicts per success',
    where: '`burst`, wide',
    measured: (results) =>
      `${sayOf(results.of('wide burst'), conflictsPerSuccess)}; loopback ${sayOf(results.of('wide loopback burst'), conflictsPerSuccess)}`,
    holds: (results) => {
      const conflicts = median(results.of('wide burst'), conflictsPerSuccess);
      return conflicts >= 15 && conflicts <= 32;
    },
    verdict: 'refuted',
    because: 'TODO',
  },
  {
    document: '003',
    claim: '73 to 90 containers a second',
    where: '`burst`, wide',
    measured: (results) => sayOf(results.of('wide burst'), throughput, 'a second'),
    holds: (results) => median(results.of('wide burst'), throughput) >= 73,
    verdict: 'confirmed',
    because: 'TODO',
  },
  {
    document: '003',
    claim: 'A cache of 50 ms makes it six times worse: 9.2 s and 256 conflicts per success',
    where: '`burst`, wide; worse in both',
    measured: (results) => `${sayBoth(results.of('cache 50 ms burst'))}, beside ${sayBoth(results.of('wide burst'))}`,
    holds: (results) => isWorse(results, 'cache 50 ms burst'),
    verdict: 'confirmed',
    because: 'TODO',
  },
  {
    document: '003',
    claim: 'A concurrency of 150 is 56 % slower, with 35.7 conflicts per success',
    where: '`burst`, wide; worse in both',
    measured: (results) => `${sayBoth(results.of('concurrency 150 burst'))}, beside ${sayBoth(results.of('wide burst'))}`,
    holds: (results) => isWorse(results, 'concurrency 150 burst'),
    verdict: 'refuted',
    because: 'TODO',
  },
  {
    document: '003',
    claim: 'Batches of 20 are 117 % slower, with 61.6 conflicts per success',
    where: '`burst`, wide; worse in both',
    measured: (results) => `${sayBoth(results.of('batch 20 burst'))}, beside ${sayBoth(results.of('wide burst'))}`,
    holds: (results) => isWorse(results, 'batch 20 burst'),
    verdict: 'refuted',
    because: 'TODO',
  },
  {
    document: '003',
    claim: 'The parameters are optimal: any change makes it worse',
    where: '`burst`, wide, every point of the charts for cache, batch and concurrency',
    measured: (results) => {
      const { id, ms } = fastest(results);
      return `fastest: ${id.replace(' burst', '')} with ${ms} ms, beside ${median(results.of('wide burst'), time)} ms`;
    },
    holds: (results) => fastest(results).ms >= median(results.of('wide burst'), time),
    verdict: 'refuted',
    because: 'TODO',
  },
];

/** Its correctness. */
const correctness: readonly Claim[] = [
  {
    document: '003',
    claim: 'Double scheduling is impossible, where everything fits',
    where: '`burst`, wide',
    measured: (results) => sayOf(results.of('wide burst'), ({ placedTwice }) => placedTwice, 'placed twice'),
    holds: (results) => always(results.of('wide burst'), ({ placedTwice }) => placedTwice === 0),
    verdict: 'confirmed',
    because: 'TODO',
  },
  {
    document: '003',
    claim: 'Double scheduling is impossible, where containers are collected for new workers',
    where: '`burst`, full: 40 of 100 containers do not fit',
    measured: (results) => {
      const worlds = results.of('full burst');
      return `${sayOf(worlds, ({ placedTwice }) => placedTwice)} of 100 placed twice; ${sayOf(worlds, ({ startedTwice }) => startedTwice)} started twice; ${sayOf(worlds, ({ workersBelowZero }) => workersBelowZero)} workers below zero`;
    },
    holds: (results) => always(results.of('full burst'), ({ placedTwice }) => placedTwice === 0),
    verdict: 'refuted',
    because: 'TODO',
  },
  {
    document: '003',
    claim: 'Scenario 1: of two gateways with the same container only one succeeds',
    where: '`burst`, 200 worlds in which the same container is submitted twice',
    measured: (results) => {
      const { same } = results.failuresOf('burst');
      return `placed twice in ${same.placedTwice} of ${same.worlds} worlds, started twice in ${same.startedTwice}`;
    },
    holds: (results) => results.failuresOf('burst').same.placedTwice === 0,
    verdict: 'refuted',
    because: 'TODO',
  },
  {
    document: '003',
    claim: 'Scenario 2: a lock whose holder died is free after 5 s',
    where: '`burst`, one worker, two gateways',
    measured: (results) => {
      const times = results.failuresOf('burst').crash.map(({ lockFreeAfterMs }) => lockFreeAfterMs);
      return `obtained again after ${saySpread(spreadOf(times), 'ms')}`;
    },
    holds: (results) =>
      results.failuresOf('burst').crash.every(({ lockFreeAfterMs }) => lockFreeAfterMs !== null && lockFreeAfterMs < 6_000),
    verdict: 'confirmed',
    because: 'TODO',
  },
  {
    document: '003',
    claim: 'Scenario 2: after the crash everything goes on normally',
    where: '`burst`, the container that the dead gateway had taken',
    measured: (results) => {
      const { crash } = results.failuresOf('burst');
      return `${crash.filter(({ orphanPlacedAfterMs }) => orphanPlacedAfterMs !== null).length} of ${crash.length} ever placed`;
    },
    holds: (results) => results.failuresOf('burst').crash.every(({ orphanPlacedAfterMs }) => orphanPlacedAfterMs !== null),
    verdict: 'refuted',
    because: 'TODO',
  },
  {
    document: '003',
    claim: 'Scenario 3: a gateway that is cut off from Redis puts its requests back',
    where: '`burst`, the requests in the hands of the gateway, after 20 s',
    measured: (results) => {
      const { cut, cutAndDead } = results.failuresOf('burst');
      const held = (worlds: readonly CutOff[]): number => total(worlds, (one) => one.held);
      return `Redis knows ${total(cut, (one) => one.knownAfter20s)} of ${held(cut)}; placed in the end ${total(cut, (one) => one.placed)} of ${held(cut)}, and ${total(cutAndDead, (one) => one.placed)} of ${held(cutAndDead)} when it dies meanwhile`;
    },
    holds: (results) => results.failuresOf('burst').cut.every(({ held, knownAfter20s }) => held === knownAfter20s),
    verdict: 'refuted',
    because: 'TODO',
  },
  {
    document: '003',
    claim: 'Its tests went from 23 of 50 and 1 of 6 scheduled containers to all of them',
    where: '–',
    measured: () => '',
    holds: null,
    verdict: 'not testable',
    because:
      'That is about its tests, which were changed to read workers anew, and not about the scheduler. They give each container to one call once, so no container could have been placed twice whatever the scheduler did',
  },
  {
    document: '003',
    claim: 'The locks are based on Redlock',
    where: '–',
    measured: () => '',
    holds: null,
    verdict: 'not testable',
    because:
      'There is one key on one Redis, with a token and a lifetime. Redlock needs a majority of several, and neither has a number that the protected write could check',
  },
];

/** See the head of this file. */
export const claims003: readonly Claim[] = [...performance, ...correctness];
