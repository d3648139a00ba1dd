/** The document about planted bugs, made of the bugs themselves and of what was measured. Nothing in it is written by hand. */
import { families } from './bugs/index.ts';
import { IN_DESIGNS, type DesignHazard } from './in-designs.ts';
import { LEFT_FOR_LATER, NOT_SHOWN, type Missing } from './left-for-later.ts';
import type { PlantedBug } from './planted-bug.ts';
import { middleOf, type BugSummary, type Measured } from './summary.ts';

/** Where the document is kept, from the root of the repository. */
export const TABLE_FILE = 'docs/planted-bugs.md';

const count = (number: number): string => number.toLocaleString('en');

function head({ sources, settings, bugs }: Measured): string {
  const everywhere = bugs.filter(({ hunts, found }) => found === hunts).length;
  const never = bugs.filter(({ found }) => found === 0).length;
  return `# Planted bugs

The gate is measured with bugs that we put in ourselves. Each is the default scheduler (\`leased\`) with one mistake in one part; letters in
parentheses name the hazard of beta9 that it follows. A bug counts as found only when a world of the \`chaos\` suite violates a property that
its author expected. \`npm test\` finds every one of them again, each from the base seed that finds it soonest.

This file is written by \`npm run bench -- --only planted --table\`. Measured with the sources of commit ${sources}: at most ${settings.baseSeeds} base
seeds a bug, at most ${count(settings.worldsMax)} worlds from each, and no further base seed after ${settings.cpuSecondsMax} s of processor time for one bug. *base seeds*: from how
many it was found of how many that were tried. *worlds*, *CPU s*: medians over all hunts, those that found nothing included, on one thread.
*smallest world*, *story*: what the finding that came soonest shrinks to, and the events of its story.${later(bugs)}

${bugs.length} bugs; ${everywhere} were found from every base seed, ${bugs.length - everywhere - never} from some, ${never} from none.
${shrinking(bugs)}`;
}

/** Which bugs were measured at another time; empty when none was. */
function later(bugs: readonly BugSummary[]): string {
  const others = bugs.filter(({ sources }) => sources !== undefined);
  const commits = [...new Set(others.map(({ sources }) => sources))].join(', ');
  if (others.length === 0) return '';
  const most = Math.max(...others.map(({ hunts }) => hunts));
  return `
${others.length} of the bugs came later and were measured with the sources of commit ${commits}, from at most ${most} base seeds each: ${others
    .map(({ name }) => `\`${name}\``)
    .join(', ')}.`;
}

const words = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`;

/** `1 fault, 2 containers, 3 delays`. */
function size(smallest: BugSummary['smallest']): string {
  if (smallest === null) return '–';
  return `${words(smallest.faults, 'fault')}, ${words(smallest.containers, 'container')}, ${words(smallest.delays, 'delay')}`;
}

/** What shrinking came to over all bugs; empty before anything was shrunk. */
function shrinking(bugs: readonly BugSummary[]): string {
  const smallest = bugs.flatMap((bug) => (bug.smallest === null ? [] : [bug.smallest]));
  if (smallest.length === 0) return '';
  const middle = (of: (one: NonNullable<BugSummary['smallest']>) => number): number => middleOf(smallest.map(of));
  return `
The soonest finding of ${smallest.length === bugs.length ? 'each bug' : `${smallest.length} of the bugs`} was shrunk, in the median to ${words(
    middle((one) => one.faults),
    'fault',
  )}, ${words(
    middle((one) => one.containers),
    'container',
  )}, ${words(
    middle((one) => one.delays),
    'delay',
  )} and a story of
${words(
  middle((one) => one.storyEvents),
  'event',
)}, after ${middle((one) => one.replays)} replays; with the search for what was necessary and when it was decided that took
${middle((one) => one.cpuSeconds).toFixed(1)} s of processor time.
`;
}

function row(bug: PlantedBug, measured: BugSummary | undefined): string {
  if (measured === undefined) return `| \`${bug.name}\` | ${bug.mistake} | ${bug.expected.join(' ')} | not measured | | | | |`;
  const { hunts, found, medianWorlds, cpuSeconds, properties, smallest } = measured;
  const worlds = medianWorlds === null ? 'not found by most' : count(medianWorlds);
  return `| \`${bug.name}\` | ${bug.mistake} | ${properties.join(' ') || '–'} | ${found} of ${hunts} | ${worlds} | ${cpuSeconds.toFixed(1)} | ${size(smallest)} | ${smallest?.storyEvents ?? '–'} |`;
}

/** A hazard that is part of a design, as a line. */
function designed({ letter, mistake, preset, property }: DesignHazard): string {
  return `- ${letter} in \`${preset}\`: ${mistake}. \`${property}\` shows it.`;
}

/** The whole document. */
export function renderTable(measured: Measured): string {
  const rows = new Map(measured.bugs.map((summary) => [summary.name, summary]));
  const sections = families.map(({ name, bugs }) =>
    [
      `## ${name}`,
      '',
      '| bug | mistake | found by | base seeds | worlds | CPU s | smallest world | story |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
      ...bugs.map((bug) => row(bug, rows.get(bug.name))),
      '',
    ].join('\n'),
  );
  const list = (missing: readonly Missing[]): string[] => [...missing.map(({ mistake, reason }) => `- ${mistake}: ${reason}`), ''];
  const designs = [
    '## Part of a design',
    '',
    'Nobody needs to plant these: a design of the documents makes the mistake by itself. `npm test` finds each of them, and the',
    '[verdicts](verdicts.md) show their findings.',
    '',
    ...IN_DESIGNS.map(designed),
    '',
  ];
  const missing = ['## Planted and not found', '', ...list(NOT_SHOWN), '## Not planted', '', ...list(LEFT_FOR_LATER)];
  return [head(measured), ...sections, ...designs, ...missing].join('\n');
}
