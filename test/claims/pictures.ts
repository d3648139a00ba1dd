/** Which charts are drawn, from which experiments. */
import { barChart, type Bar } from './charts/bar-chart.ts';
import { distributionChart } from './charts/distribution-chart.ts';
import { lineChart, type LineChart } from './charts/line-chart.ts';
import { DESIGNS, pointId, SEEDS, SWEEPS, type Sweep } from './experiments.ts';
import { contentionPerSuccess, spread, type Figures, type Spread } from './figures.ts';
import type { Results } from './results.ts';

/** A file and its text. */
export type File = readonly [path: string, text: string];

const NETWORK_NOTE = 'Redis 0.7 ms away, there and back.';
const RANGE_NOTE = `Median of ${SEEDS.length} seeds; the thin line is the range. Diamonds and bands: what the documents claim.`;

/** All charts, by file. */
export function pictures(results: Results): readonly File[] {
  return [
    ['docs/documents-time.svg', timeChart(results)],
    ['docs/documents-distribution.svg', distributions(results)],
    ...SWEEPS.flatMap((sweep): readonly File[] =>
      sweep.id === 'fleet'
        ? [['docs/documents-needless.svg', sweepChart(results, sweep, NEEDLESS)]]
        : [
            [`docs/documents-conflicts-${sweep.id}.svg`, sweepChart(results, sweep, CONFLICTS)],
            [`docs/documents-time-${sweep.id}.svg`, sweepChart(results, sweep, TIMES)],
          ],
    ),
  ];
}

/** The claims about the time for 100 containers, in seconds. */
const TIME_CLAIMS: Readonly<Record<string, readonly [from: number, to: number]>> = {
  'standard baseline': [5, 8],
  'standard cached': [2, 3],
  'standard batch': [1.5, 2],
  'loopback affinity': [0.29, 0.29],
  'wide shuffled burst': [1.11, 1.37],
};

const seconds = (worlds: readonly Figures[]): Spread | null => spread(worlds, ({ totalMs }) => (totalMs === null ? null : totalMs / 1000));

function timeChart(results: Results): string {
  const bar = (id: string, name: string, words: string): Bar => ({
    name,
    text: `${name}, ${words}`,
    value: seconds(results.of(id)),
    missing: 'not all were placed',
    claim: TIME_CLAIMS[id] ?? null,
  });
  const bursts = [
    bar('wide burst', 'burst', '40, 0.7 ms'),
    bar('wide shuffled burst', 'burst', '40, 0.7 ms, shuffled'),
    bar('wide shuffled loopback burst', 'burst', '40, 0.05 ms, shuffled'),
  ];
  return barChart({
    title: 'Time until 100 containers are placed',
    notes: [
      '20 workers and Redis 0.7 ms away; 20 workers and Redis on the same machine (0.05 ms); burst on 40 workers, as in document 003.',
      RANGE_NOTE,
    ],
    unit: 'seconds',
    bars: [
      ...DESIGNS.map((design) => bar(`standard ${design}`, design, '20, 0.7 ms')),
      ...DESIGNS.map((design) => bar(`loopback ${design}`, design, '20, 0.05 ms')),
      ...bursts,
    ],
  });
}

function distributions(results: Results): string {
  return distributionChart({
    title: 'Containers by worker: 100 on 20, the fullest worker first',
    notes: [
      `Seed ${SEEDS[0] ?? ''}, room for 100 on each. The band is what document 004 calls a good balance: 3 to 7.`,
      'What is missing of cached and burst has a place on machines that were asked for.',
    ],
    distributions: DESIGNS.map((name) => ({ name, counts: results.of(`standard ${name}`)[0]?.distribution ?? [] })),
    band: [3, 7],
    countMax: 12,
  });
}

/** A figure of a sweep. */
interface Measure {
  readonly title: string;
  readonly of: (figures: Figures) => number | null;
  /** Claims of a document, by sweep. */
  readonly claims: Readonly<Record<string, LineChart['claims']>>;
}

const CONFLICTS: Measure = {
  title: 'Failed attempts for each success: moved versions and refused worker locks',
  of: contentionPerSuccess,
  claims: {
    cache: [
      { x: 0, y: 20.4, text: '003: 20.4' },
      { x: 2, y: 256, text: '003: 256' },
    ],
    batch: [
      { x: 2, y: 20.4, text: '003: 20.4' },
      { x: 3, y: 61.6, text: '003: 61.6' },
    ],
    concurrency: [
      { x: 3, y: 35.7, text: '003: 35.7' },
      { x: 5, y: 20.4, text: '003: 20.4' },
    ],
  },
};

const TIMES: Measure = {
  title: 'Seconds until all containers are placed',
  of: ({ totalMs }) => (totalMs === null ? null : totalMs / 1000),
  claims: {
    cache: [
      { x: 0, y: 1.11, text: '003: 1.11' },
      { x: 2, y: 9.2, text: '003: 9.2' },
    ],
    batch: [
      { x: 2, y: 1.11, text: '003: 1.11' },
      { x: 3, y: 2.41, text: '003: 2.41' },
    ],
    concurrency: [
      { x: 3, y: 1.73, text: '003: 1.73' },
      { x: 5, y: 1.11, text: '003: 1.11' },
    ],
  },
};

const NEEDLESS: Measure = {
  title: 'Workers that are asked for although 120 containers fit and 100 come',
  of: ({ workersAsked }) => workersAsked,
  claims: {},
};

const SHUFFLED_NOTE = 'in another order each time (003)';

/** What is measured, by sweep. */
const WORLDS: Readonly<Record<string, string>> = {
  cache: `100 containers on 20 workers; burst 1,000 on 40, ${SHUFFLED_NOTE}.`,
  batch: `100 containers on 20 workers; burst on 40, ${SHUFFLED_NOTE}.`,
  concurrency: `1,000 containers on 40 workers, ${SHUFFLED_NOTE}.`,
  gateways: `100 containers on 20 workers; burst on 40, ${SHUFFLED_NOTE}.`,
};

function sweepChart(results: Results, sweep: Sweep, { title, of, claims }: Measure): string {
  return lineChart({
    title,
    notes: [
      `${NETWORK_NOTE} ${WORLDS[sweep.id] ?? ''}`.trim(),
      title === TIMES.title ? `${RANGE_NOTE} No point: some were never placed.` : RANGE_NOTE,
    ],
    xName: sweep.name,
    xValues: sweep.values.map(String),
    series: sweep.designs.map((design) => ({
      name: design,
      points: sweep.values.map((value) => spread(results.of(pointId(sweep, design, value)), of)),
    })),
    claims: claims[sweep.id] ?? [],
  });
}
