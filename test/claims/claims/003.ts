/** Claims of document 003, which brought 100 loops, optimistic commits and provisioning in bursts: preset `burst`. */
import { always, type Claim } from '../claim.ts';
import { pointId, SWEEPS } from '../experiments.ts';
import { conflictsPerSuccess, contentionPerSuccess, spread, type Figures } from '../figures.ts';
import type { CutOff } from '../failures.ts';
import type { Results } from '../results.ts';
import { say } from '../charts/axis.ts';
import { sayOf, saySpread, sayTime } from '../say-figures.ts';
import { spreadOf } from '../failure-section.ts';

const median = (worlds: readonly Figures[], of: (figures: Figures) => number | null): number => spread(worlds, of)?.median ?? Infinity;
const time = ({ totalMs }: Figures): number | null => totalMs;
const throughput = ({ placed, totalMs }: Figures): number | null => (totalMs === null ? null : placed / (totalMs / 1000));
/** Moved versions, and with them the locks that were refused. */
const sayConflicts = (worlds: readonly Figures[]): string =>
  `${sayOf(worlds, conflictsPerSuccess)} moved versions per success, ${sayOf(worlds, contentionPerSuccess)} with refused locks`;
const sayBoth = (worlds: readonly Figures[]): string => `${sayTime(worlds)}; ${sayConflicts(worlds)}`;

/** As its tests run it: the workers are listed in another order each time. */
const TESTED = 'wide shuffled burst';
/** As it runs in production: a Redis lists an unchanged set in the same order each time. */
const IN_PRODUCTION = 'wide burst';

const isWorse = (results: Results, id: string): boolean =>
  median(results.of(id), time) > median(results.of(TESTED), time) &&
  median(results.of(id), contentionPerSuccess) > median(results.of(TESTED), contentionPerSuccess);

/** The sweeps over parameters of the document. */
const TUNED: ReadonlySet<string> = new Set(['cache', 'batch', 'concurrency']);

const tuned = (results: Results): readonly { readonly id: string; readonly ms: number }[] =>
  SWEEPS.filter(({ id }) => TUNED.has(id)).flatMap((sweep) =>
    sweep.values.map((value) => {
      const id = pointId(sweep, 'burst', value);
      return { id, ms: median(results.of(id), time) };
    }),
  );

const fastest = (results: Results): { readonly id: string; readonly ms: number } =>
  tuned(results).reduce((best, one) => (one.ms < best.ms ? one : best));

const total = (worlds: readonly CutOff[], of: (one: CutOff) => number): number => worlds.reduce((sum, one) => sum + of(one), 0);

const sayTwice = (worlds: readonly Figures[]): string => {
  const containers = sayOf(worlds, ({ placed, failed }) => placed + failed);
  return `${sayOf(worlds, ({ placedTwice }) => placedTwice)} of ${containers} placed twice, ${sayOf(worlds, ({ startedTwice }) => startedTwice)} started twice`;
};

/** Its performance. */
const performance: readonly Claim[] = [
  {
    document: '003',
    claim: '100 containers in 1.11 to 1.37 s on 40 workers (aim: less than 5 s)',
    where: '`burst`, wide, shuffled as in its tests',
    measured: (results) => `${sayTime(results.of(TESTED))}; loopback ${sayTime(results.of('wide shuffled loopback burst'))}`,
    holds: (results) => median(results.of(TESTED), time) <= 1_370,
    verdict: 'confirmed',
    because:
      'The same order of time, and by luck: here it is the wait of 100 ms before a refused lock is tried again, there it may have been the processor. On a Redis without distance it is hardly faster, because nobody waits for the network',
  },
  {
    document: '003',
    claim: 'The same in production',
    where: '`burst`, wide, listed as a real Redis does',
    measured: (results) =>
      `${sayTime(results.of(IN_PRODUCTION))}; ${sayOf(results.of(IN_PRODUCTION), ({ workersAsked }) => workersAsked)} needless workers`,
    holds: (results) => median(results.of(IN_PRODUCTION), time) <= 1_370,
    verdict: 'refuted',
    because:
      'Its tests shuffle the workers before each attempt; its production loop does not, and a real Redis lists an unchanged set in the same order each time. So all requests want the first worker, wait 100 ms for its lock, and go on to the next one together. Who has walked past all of them asks for a new worker, although nearly all are empty',
  },
  {
    document: '003',
    claim: '20.4 to 26.3 conflicts per success',
    where: '`burst`, wide, shuffled; moved versions and refused locks, a third more or less',
    measured: (results) => `${sayConflicts(results.of(TESTED))}; in production ${sayConflicts(results.of(IN_PRODUCTION))}`,
    holds: (results) => {
      const failed = median(results.of(TESTED), contentionPerSuccess);
      return failed >= 13.6 && failed <= 35;
    },
    verdict: 'refuted',
    because:
      'Most of what fails here are locks that are refused, not versions that moved, and with both it is half of the claim. How often somebody is too late depends on how long a commit takes beside a read, which was another ratio on its machine',
  },
  {
    document: '003',
    claim: '73 to 90 containers a second',
    where: '`burst`, wide, shuffled',
    measured: (results) => sayOf(results.of(TESTED), throughput, 'a second'),
    holds: (results) => median(results.of(TESTED), throughput) >= 73,
    verdict: 'confirmed',
    because: 'The time of the first row in other words',
  },
  {
    document: '003',
    claim: 'A cache of 50 ms makes it six times worse: 9.2 s and 256 conflicts per success',
    where: '`burst`, wide, shuffled; worse in both',
    measured: (results) => `${sayBoth(results.of('cache 50 ms burst'))}, beside ${sayBoth(results.of(TESTED))}`,
    holds: (results) => isWorse(results, 'cache 50 ms burst'),
    verdict: 'refuted',
    because:
      'It makes no difference at all, at any lifetime up to 500 ms: the burst is popped at once by a few loops, each of them reads the workers before anybody has a snapshot to share, and no loop reads twice. What a retry reads again is the one worker, past the cache',
  },
  {
    document: '003',
    claim: 'A concurrency of 150 is 56 % slower, with 35.7 conflicts per success',
    where: '`burst`, wide, shuffled; worse in both',
    measured: (results) => `${sayBoth(results.of('concurrency 150 burst'))}, beside ${sayBoth(results.of(TESTED))}`,
    holds: (results) => isWorse(results, 'concurrency 150 burst'),
    verdict: 'refuted',
    because:
      '100 containers never reach either limit, so both runs are the same. Its 1.73 s beside 1.11 s look like the spread of its own measurement. Below 100 a lower limit is faster, see the chart',
  },
  {
    document: '003',
    claim: 'Batches of 20 are 117 % slower, with 61.6 conflicts per success',
    where: '`burst`, wide, shuffled; worse in both',
    measured: (results) => `${sayBoth(results.of('batch 20 burst'))}, beside ${sayBoth(results.of(TESTED))}`,
    holds: (results) => isWorse(results, 'batch 20 burst'),
    verdict: 'confirmed',
    because:
      'Slower, not by as much: the requests of one pop share one snapshot, so the more there are, the more of them want the same workers in the same order',
  },
  {
    document: '003',
    claim: 'The parameters are optimal: any change makes it worse',
    where: '`burst`, wide, shuffled, every point of the charts for cache, batch and concurrency',
    measured: (results) => {
      const { id, ms } = fastest(results);
      return `fastest: ${id.replace(' burst', '')} with ${say(ms)} ms, beside ${say(median(results.of(TESTED), time))} ms`;
    },
    holds: (results) => fastest(results).ms >= median(results.of(TESTED), time),
    verdict: 'refuted',
    because:
      'Batches of one are fastest by far, and 25 at once beat 250. Each request has its own fresh snapshot then, and fewer of them wait for the same locks',
  },
  {
    document: '003',
    claim: 'Recommended: a concurrency of 3 to 5 times the workers',
    where: '`burst`, wide, shuffled, 4 times; fewer failed attempts than without',
    measured: (results) => `${sayBoth(results.of('adaptive burst'))}, beside ${sayBoth(results.of(TESTED))}`,
    holds: (results) => median(results.of('adaptive burst'), contentionPerSuccess) < median(results.of(TESTED), contentionPerSuccess),
    verdict: 'refuted',
    because: 'With 40 workers that is a limit of 160, and 100 containers do not reach it',
  },
];

/** Its correctness. */
const correctness: readonly Claim[] = [
  {
    document: '003',
    claim: 'Double scheduling is impossible, where everything fits',
    where: '`burst`, wide, and wide shuffled',
    measured: (results) => sayOf([...results.of(IN_PRODUCTION), ...results.of(TESTED)], ({ placedTwice }) => placedTwice, 'placed twice'),
    holds: (results) => always([...results.of(IN_PRODUCTION), ...results.of(TESTED)], ({ placedTwice }) => placedTwice === 0),
    verdict: 'confirmed',
    because: 'A request is popped once, and as long as every request finds a worker nobody puts it back or collects it',
  },
  {
    document: '003',
    claim: 'Double scheduling is impossible, where containers are collected for new workers',
    where: '`burst`: 2,000 containers where 1,000 fit (flood); 200 where 60 fit, with 2 loops that place 20 at once (backlog)',
    measured: (results) => `${sayTwice(results.of('flood burst'))}; ${sayTwice(results.of('backlog burst'))}`,
    holds: (results) => always([...results.of('flood burst'), ...results.of('backlog burst')], ({ placedTwice }) => placedTwice === 0),
    verdict: 'refuted',
    because:
      'A container that is collected for a new worker also goes back to the backlog (hazard B1). When it comes back it is placed once more, or collected once more. Neither versions nor locks see it: two workers are charged, each of them rightly. The container’s state is only looked at when it is submitted',
  },
  {
    document: '003',
    claim: 'Scenario 1: of two gateways with the same container only one succeeds',
    where: '`burst`, 100 worlds in which the same container is submitted twice',
    measured: (results) => {
      const { same } = results.failuresOf('burst');
      return `placed twice in ${same.placedTwice} of ${same.worlds} worlds, started twice in ${same.startedTwice}`;
    },
    holds: (results) => results.failuresOf('burst').same.placedTwice === 0,
    verdict: 'refuted',
    because:
      'Each submission looks at the container’s state and writes it later, and both can look before either writes (hazard B5). Then the container is in the backlog twice, and versions and locks of workers do not see that two entries are one container',
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
      results.failuresOf('burst').crash.every(({ lockFreeAfterMs }) => lockFreeAfterMs !== null && lockFreeAfterMs < 7_000),
    verdict: 'confirmed',
    because: 'The lock ends with its lifetime of 5 s. It is obtained when the waiting request comes back from its wait of 2 and then 4 s',
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
    because:
      'The lock is free, and the request that the gateway had popped existed in its memory only (hazard A1). Its record says PENDING until it expires; nobody will ever place it',
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
    because:
      'Putting back is a write to the Redis that it cannot reach. While it is cut off Redis knows nothing of these requests. Those whose reply had arrived are placed after the partition, if the gateway lives that long; the pops that were under way are sent again and take others, so their first answer is lost (hazard A2)',
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
