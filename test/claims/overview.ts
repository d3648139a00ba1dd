/** The table that document 001 has for three designs, for all of them, as measured. */
import { sayDistribution } from './claims/distribution.ts';
import { locks, sayHits, sayInvalidations } from './claims/figure-words.ts';
import { DESIGNS } from './experiments.ts';
import { contentionPerSuccess, type Figures } from './figures.ts';
import type { Results } from './results.ts';
import { sayOf, sayTime } from './say-figures.ts';

/** One row: a figure of one experiment for each design. */
interface Row {
  readonly name: string;
  readonly group: string;
  readonly say: (worlds: readonly Figures[]) => string;
}

const ROWS: readonly Row[] = [
  { name: 'placed after', group: 'standard', say: sayTime },
  { name: 'Redis commands', group: 'standard', say: (worlds) => sayOf(worlds, ({ commands }) => commands) },
  { name: 'reads of workers', group: 'standard', say: (worlds) => sayOf(worlds, ({ workerReads }) => workerReads) },
  { name: 'locks obtained', group: 'standard', say: (worlds) => sayOf(worlds, locks) },
  {
    name: 'of these, locks under which capacity was taken',
    group: 'standard',
    say: (worlds) => sayOf(worlds, ({ capacityLocks }) => capacityLocks),
  },
  { name: 'capacity updates', group: 'standard', say: (worlds) => sayOf(worlds, ({ capacityUpdates }) => capacityUpdates) },
  { name: 'snapshots from the cache', group: 'standard', say: sayHits },
  { name: 'invalidations', group: 'standard', say: sayInvalidations },
  { name: 'containers by worker', group: 'standard', say: sayDistribution },
  { name: 'needless workers', group: 'standard', say: (worlds) => sayOf(worlds, ({ workersAsked }) => workersAsked) },
  {
    name: 'needless workers, 3 gateways on one worker with room for 120',
    group: 'fleet=1',
    say: (worlds) => sayOf(worlds, ({ workersAsked }) => workersAsked),
  },
  { name: 'given up there although everything fits', group: 'fleet=1', say: (worlds) => sayOf(worlds, ({ failed }) => failed) },
  { name: 'failed attempts for each success, 3 gateways', group: 'gateways=3', say: (worlds) => sayOf(worlds, contentionPerSuccess) },
  { name: 'placed after, 3 gateways', group: 'gateways=3', say: sayTime },
];

/** The table. */
export function overview(results: Results): string {
  return [
    '## The designs beside each other',
    '',
    '100 containers on 20 workers and one gateway, unless the row says otherwise. A failed attempt is a version that had moved or a worker lock that was refused.',
    '',
    `| | ${DESIGNS.map((design) => `\`${design}\``).join(' | ')} |`,
    `|${' --- |'.repeat(DESIGNS.length + 1)}`,
    ...ROWS.map(({ name, group, say }) => `| ${name} | ${DESIGNS.map((design) => say(results.of(`${group} ${design}`))).join(' | ')} |`),
    '',
  ].join('\n');
}
