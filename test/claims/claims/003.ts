/** Claims of document 003, which brought 100 loops, optimistic commits and provisioning in bursts: preset `burst`. */
import { always, type Claim } from '../claim.ts';
import { contentionPerSuccess, type Figures } from '../figures.ts';
import type { CutOff } from '../failures.ts';
import { sayOf, saySpread, sayTime } from '../say-figures.ts';
import { spreadOf } from '../failure-section.ts';
import { parameters003 } from './003-parameters.ts';
import { IN_PRODUCTION, median, sayConflicts, TESTED, time } from './burst-words.ts';

const throughput = ({ placed, totalMs }: Figures): number | null => (totalMs === null ? null : placed / (totalMs / 1000));

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
    criterion: 'at most the claimed time in the median',
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
    criterion: 'at most 1.37 s in the median',
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
    where: '`burst`, wide, shuffled',
    criterion: 'moved versions and refused locks together, a third more or less, in the median',
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
    criterion: 'at least 73 in the median',
    measured: (results) => sayOf(results.of(TESTED), throughput, 'a second'),
    holds: (results) => median(results.of(TESTED), throughput) >= 73,
    verdict: 'confirmed',
    because: 'The time of the first row in other words',
  },
];

/** Its correctness. */
const correctness: readonly Claim[] = [
  {
    document: '003',
    claim: 'Double scheduling is impossible, where everything fits',
    where: '`burst`, wide, and wide shuffled',
    criterion: 'nothing is placed twice in any world',
    measured: (results) => sayOf([...results.of(IN_PRODUCTION), ...results.of(TESTED)], ({ placedTwice }) => placedTwice, 'placed twice'),
    holds: (results) => always([...results.of(IN_PRODUCTION), ...results.of(TESTED)], ({ placedTwice }) => placedTwice === 0),
    verdict: 'confirmed',
    because: 'A request is popped once, and as long as every request finds a worker nobody puts it back or collects it',
  },
  {
    document: '003',
    claim: 'Double scheduling is impossible, where containers are collected for new workers',
    where: '`burst`: 2,000 containers where 1,000 fit (flood); 200 where 60 fit, with 2 loops that place 20 at once (backlog)',
    criterion: 'nothing is placed twice in any world',
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
    criterion: 'placed twice in no world',
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
    criterion: 'obtained by somebody else within 7 s in every world: 5 s, and the wait of who asks for it',
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
    criterion: 'it is placed in every world',
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
    criterion: 'Redis knows all of them after 20 s in every world',
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
    criterion: '–',
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
    criterion: '–',
    measured: () => '',
    holds: null,
    verdict: 'not testable',
    because:
      'There is one key on one Redis, with a token and a lifetime. Redlock needs a majority of several, and neither has a number that the protected write could check',
  },
];

/** See the head of this file. */
export const claims003: readonly Claim[] = [...performance, ...parameters003, ...correctness];
