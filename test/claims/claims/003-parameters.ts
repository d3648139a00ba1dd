/**
 * Claims of document 003 about its parameters. It measured them with 100 containers, which its loops pop at once and of which none waits for a
 * limit; so each claim about a limit or a cache is also looked at with 1,000, which reach both.
 */
import type { Claim } from '../claim.ts';
import { defaultPointId, pointId, SWEEPS } from '../experiments.ts';
import { contentionPerSuccess, counter, type Figures } from '../figures.ts';
import type { Results } from '../results.ts';
import { say } from '../charts/axis.ts';
import { median, sayBoth, TESTED, time } from './burst-words.ts';

/** 1,000 containers as document 003 has its parameters, and with one of them changed. */
const RUSH = 'cache=0 burst';
const RUSH_CACHED = 'cache=50 burst';
const RUSH_FEWER = 'concurrency=150 burst';
const RUSH_ADAPTIVE = 'adaptive 1,000 burst';

const isWorse = (results: Results, id: string, than: string): boolean =>
  median(results.of(id), time) > median(results.of(than), time) &&
  median(results.of(id), contentionPerSuccess) > median(results.of(than), contentionPerSuccess);

const isCalmer = (results: Results, id: string, than: string): boolean =>
  median(results.of(id), contentionPerSuccess) < median(results.of(than), contentionPerSuccess);

/** Does any world run otherwise than without the change? */
const differs = (results: Results, id: string, than: string): boolean =>
  results.of(id).some((figures, seed) => {
    const other = results.of(than)[seed];
    return figures.totalMs !== other?.totalMs || figures.commands !== other.commands;
  });

const wasHit = (worlds: readonly Figures[]): boolean => worlds.some((figures) => counter(figures, 'cache_hits') > 0);

const beside = (results: Results, id: string, than: string): string => `${sayBoth(results.of(id))}, beside ${sayBoth(results.of(than))}`;

/** A point of a sweep over a parameter, beside the same with what document 003 uses. */
interface Point {
  readonly id: string;
  readonly ms: number;
  readonly usualMs: number;
}

const TUNED: ReadonlySet<string> = new Set(['cache', 'batch', 'concurrency']);

function bestChange(results: Results): Point {
  const points = SWEEPS.filter(({ id }) => TUNED.has(id)).flatMap((sweep) => {
    const usualMs = median(results.of(defaultPointId(sweep, 'burst')), time);
    return sweep.values.map((value): Point => {
      const id = pointId(sweep, 'burst', value);
      return { id, ms: median(results.of(id), time), usualMs };
    });
  });
  return points.reduce((best, one) => (one.ms / one.usualMs < best.ms / best.usualMs ? one : best));
}

const WORSE = 'a larger median in both: time, and failed attempts per success';
const CALMER = 'fewer failed attempts per success than with 250 in the median';
const SHORT = '`burst`, wide, shuffled';
const LONG = '`burst`, wide, shuffled, 1,000 containers';

/** See the head of this file. */
export const parameters003: readonly Claim[] = [
  {
    document: '003',
    claim: 'A cache of 50 ms makes it six times worse: 9.2 s and 256 conflicts per success',
    where: SHORT,
    criterion: WORSE,
    measured: (results) => beside(results, 'cache 50 ms burst', TESTED),
    isExercised: (results) => wasHit(results.of('cache 50 ms burst')),
    holds: (results) => isWorse(results, 'cache 50 ms burst', TESTED),
    verdict: 'not exercised',
    because:
      'No snapshot ever comes from the cache, at any lifetime: the burst is popped at once by a few loops, each of them reads the workers before anybody has a snapshot to share, and no loop reads twice. What a retry reads again is the one worker, past the cache',
  },
  {
    document: '003',
    claim: 'A cache of 50 ms makes it worse, where it is used',
    where: LONG,
    criterion: WORSE,
    measured: (results) => beside(results, RUSH_CACHED, RUSH),
    isExercised: (results) => wasHit(results.of(RUSH_CACHED)),
    holds: (results) => isWorse(results, RUSH_CACHED, RUSH),
    verdict: 'confirmed',
    because:
      'Loops that share a snapshot go to the same workers with the same old versions. It is worse, and not six times. 10 ms and 500 ms come to the same, because every placement throws the snapshot away before it is so old',
  },
  {
    document: '003',
    claim: 'A concurrency of 150 is 56 % slower, with 35.7 conflicts per success',
    where: SHORT,
    criterion: WORSE,
    measured: (results) => beside(results, 'concurrency 150 burst', TESTED),
    isExercised: (results) => differs(results, 'concurrency 150 burst', TESTED),
    holds: (results) => isWorse(results, 'concurrency 150 burst', TESTED),
    verdict: 'not exercised',
    because:
      '100 containers never reach either limit, so both runs are the same. Its 1.73 s beside 1.11 s look like the spread of its own measurement',
  },
  {
    document: '003',
    claim: 'A concurrency of 150 is slower, where the limit is reached',
    where: LONG,
    criterion: WORSE,
    measured: (results) => beside(results, RUSH_FEWER, RUSH),
    isExercised: (results) => differs(results, RUSH_FEWER, RUSH),
    holds: (results) => isWorse(results, RUSH_FEWER, RUSH),
    verdict: 'refuted',
    because: 'Fewer at once get in each other’s way less',
  },
  {
    document: '003',
    claim: 'Batches of 20 are 117 % slower, with 61.6 conflicts per success',
    where: SHORT,
    criterion: WORSE,
    measured: (results) => beside(results, 'batch 20 burst', TESTED),
    isExercised: (results) => differs(results, 'batch 20 burst', TESTED),
    holds: (results) => isWorse(results, 'batch 20 burst', TESTED),
    verdict: 'confirmed',
    because:
      'Slower, not by as much: the requests of one pop share one snapshot, so the more there are, the more of them want the same workers in the same order',
  },
  {
    document: '003',
    claim: 'The parameters are optimal: any change makes it worse',
    where: '`burst`, wide, shuffled, every point of the charts for cache and concurrency (1,000 containers) and batch (100)',
    criterion: 'no point has a smaller median of the time than the document’s own value of that parameter',
    measured: (results) => {
      const { id, ms, usualMs } = bestChange(results);
      return `most is gained by ${id.replace(' burst', '')}: ${say(ms)} ms, beside ${say(usualMs)} ms`;
    },
    holds: (results) => {
      const { ms, usualMs } = bestChange(results);
      return ms >= usualMs;
    },
    verdict: 'refuted',
    because: 'Batches of one are fastest by far. Each request has its own fresh snapshot then, and fewer of them wait for the same locks',
  },
  {
    document: '003',
    claim: 'Recommended: a concurrency of 3 to 5 times the workers',
    where: `${SHORT}, 4 times`,
    criterion: CALMER,
    measured: (results) => beside(results, 'adaptive burst', TESTED),
    isExercised: (results) => differs(results, 'adaptive burst', TESTED),
    holds: (results) => isCalmer(results, 'adaptive burst', TESTED),
    verdict: 'not exercised',
    because: 'With 40 workers that is a limit of 160, and 100 containers do not reach it',
  },
  {
    document: '003',
    claim: 'Recommended: a concurrency of 3 to 5 times the workers, where that limit is reached',
    where: `${LONG}, 4 times`,
    criterion: CALMER,
    measured: (results) => beside(results, RUSH_ADAPTIVE, RUSH),
    isExercised: (results) => differs(results, RUSH_ADAPTIVE, RUSH),
    holds: (results) => isCalmer(results, RUSH_ADAPTIVE, RUSH),
    verdict: 'confirmed',
    because: 'At most 160 at once refuse each other fewer locks than 250 do',
  },
];
