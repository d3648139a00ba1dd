/** What is aimed at for the default preset, held against a matrix measured in one run. */
import { figuresOf, isSound, perPlacement, type RunFigures } from './figures.ts';
import type { Guide } from './guide.ts';
import { shownMs, spreadOf } from './statistics.ts';

/** One aim. `isReached` is null when the run lacks what it is about. */
export interface Aim {
  readonly name: string;
  readonly measured: string;
  readonly isReached: boolean | null;
}

const AFFINITY_SHARE = 0.1;
const COMMIT_SCRIPTS_MAX = 20;
const ROUND_TRIPS_MAX = 3;
const CONFLICTS_MAX = 1;
const GROWTH_MAX = 2;

type Pick = (run: RunFigures) => number;

/** The stricter of the two counts: `leased` has no refusal that is nobody's conflict. */
const refusals: Pick = ({ conflicts, refused }) => Math.max(conflicts, refused);

function middle(guide: Guide | undefined, pick: Pick): number | null {
  if (!guide || guide.runs.length === 0) return null;
  return spreadOf(guide.runs.map(figuresOf).map(pick)).median;
}

function atMost(name: string, value: number | null, limit: number, show: (value: number) => string = String): Aim {
  if (value === null) return { name, measured: 'not measured', isReached: null };
  return { name, measured: `${show(value)} (aim <= ${show(limit)})`, isReached: value <= limit };
}

const twoDigits = (value: number): string => value.toFixed(2);

/** All aims. */
export function aimsOf(guides: readonly Guide[]): Aim[] {
  const find = (preset: string, containers: number): Guide | undefined =>
    guides.find((guide) => guide.preset === preset && guide.shape.containers === containers && guide.shape.trace === null);
  const [small, large, affinity] = [find('leased', 100), find('leased', 10_000), find('affinity', 100)];
  const wall: Pick = (run) => run.wallMs;
  const affinityMs = middle(affinity, wall);
  const growth = (name: string, cost: Pick): Aim => {
    const [few, many] = [middle(small, (run) => perPlacement(run, cost(run))), middle(large, (run) => perPlacement(run, cost(run)))];
    const shown = few === null || many === null ? '' : `: ${shownMs(many)} against ${shownMs(few)}`;
    return atMost(
      `${name} per placement, 10,000 on 1,000 over 100 on 20${shown}`,
      few === null || many === null ? null : many / few,
      GROWTH_MAX,
      twoDigits,
    );
  };
  const leased = guides.filter(({ preset }) => preset === 'leased');
  const every = leased.flatMap(({ runs }) => runs.map(figuresOf));
  return [
    affinityMs === null
      ? { name: 'median wall time of 100 on 20, a tenth of affinity’s', measured: 'not measured', isReached: null }
      : atMost(
          `median wall time of 100 on 20, a tenth of affinity’s ${shownMs(affinityMs)}`,
          middle(small, wall),
          affinityMs * AFFINITY_SHARE,
          shownMs,
        ),
    atMost(
      'commit scripts for 100 on 20',
      middle(small, (run) => run.commitScripts),
      COMMIT_SCRIPTS_MAX,
    ),
    atMost(
      'round trips on the critical path of 100 on 20, pipelined commits counted as one',
      middle(small, (run) => run.roundTrips),
      ROUND_TRIPS_MAX,
    ),
    atMost('conflicts for 100 on 20', middle(small, refusals), 0),
    atMost(
      'conflicts per success with 3 gateways, 10,000 on 1,000',
      middle(large, (run) => perPlacement(run, refusals(run))),
      CONFLICTS_MAX,
      twoDigits,
    ),
    atMost('needless workers, any run', every.length === 0 ? null : Math.max(...every.map(({ needlessWorkers }) => needlessWorkers)), 0),
    growth('wall time', wall),
    growth('processor time of Redis', (run) => run.redisMs),
    growth('processor time of the gateways', (run) => run.gatewayMs),
    {
      name: 'every placement right, any run',
      measured: `${every.length} runs`,
      isReached: every.length === 0 ? null : every.every(isSound),
    },
  ];
}
