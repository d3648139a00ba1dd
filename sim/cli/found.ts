/** A finding's story with the commands that show it again, for a run, for `show` and for the store. */
import { join, relative } from 'node:path';
import { encodeToken, STORE_FOLDER, type Finding, type WorldOutcome } from '../explore/index.ts';
import { formatCount, plural, tellStory, type StoryStyle } from '../report/index.ts';
import type { TraceEvent } from '../trace/index.ts';

/** Letters of a token that a story shows. */
const TOKEN_SHOWN_MAX = 160;

/** Where the finding's files are, as seen from the person's folder. */
export interface Place {
  readonly cwd: string;
  /** The store's folder, absolute. */
  readonly store: string;
}

/** The story of a finding with the commands that show it again. */
export function storyOf(finding: Finding, trace: readonly TraceEvent[], place: Place, style: StoryStyle): string {
  const out = storeFlag(place, 'out');
  const commands = [
    ['replay', `npx manyworlds replay ${finding.id}${out}`],
    ['token', shortToken(finding)],
    ['files', `${seenFrom(place.cwd, join(place.store, finding.id))}/`],
  ] as const;
  return tellFinding(finding, trace, commands, style);
}

/** The token as it fits into a story: a long one carries its tape and is shown by `show --token`; the short one names the unshrunk world. */
export function shortToken({ token, world, hash, violation }: Finding): string {
  return token.length <= TOKEN_SHOWN_MAX ? token : encodeToken({ world, hash, property: violation.property });
}

/** The story of a finding above these commands. */
export function tellFinding(
  finding: Finding,
  trace: readonly TraceEvent[],
  commands: readonly (readonly [label: string, text: string])[],
  style: StoryStyle,
): string {
  const { violation, events, choices, blame, shrunk, decidedAt, configuration } = finding;
  const input = { violation, trace, events, choices, foundBy: foundBy(finding), commands, blame, shrunk, decidedAt, configuration };
  return tellStory(input, style);
}

/** What an earlier run found out about the same world: which faults it needs, when it was decided, how small it became. */
export type Verdicts = Pick<Finding, 'blame' | 'shrunk' | 'decidedAt'>;

/** The story of a violated world that was run just now; empty when it was not violated. `verdicts` are told when they are of this world. */
export function tellOutcome(
  outcome: WorldOutcome,
  foundBy: string,
  commands: readonly (readonly [label: string, text: string])[],
  style: StoryStyle,
  verdicts: Verdicts | null = null,
): string {
  const { violation, events, choices, trace, configuration } = outcome;
  if (violation === null) return '';
  const known = verdicts === null ? {} : { blame: verdicts.blame, shrunk: verdicts.shrunk, decidedAt: verdicts.decidedAt };
  return tellStory({ violation, trace: trace ?? [], events, choices, foundBy, commands, configuration, ...known }, style);
}

/** Flags that find the store again when it is not the usual one, with a space in front. */
export function storeFlag(place: Place, flag: string): string {
  return place.store === join(place.cwd, STORE_FOLDER) ? '' : ` --${flag} ${seenFrom(place.cwd, place.store)}`;
}

/** A path as a person in `folder` would write it: relative when it lies below, absolute otherwise. */
export function seenFrom(folder: string, path: string): string {
  const below = relative(folder, path);
  if (below === '') return '.';
  return below.startsWith('..') ? path : below;
}

/** `Found by chaos preset=leased, seed 8f3a91, world 212 of 1,000. No faults.` */
export function foundBy(finding: Finding): string {
  const { world, faults } = finding;
  const settings = Object.entries(world.settings)
    .map(([key, value]) => ` ${key}=${value}`)
    .join('');
  const where = `Found by ${world.suite}${settings}, seed ${world.seed}, world ${formatCount(finding.worldNumber)} of ${formatCount(finding.worlds)}`;
  const often = finding.occurrences > 1 ? `, in ${formatCount(finding.occurrences)} of them` : '';
  const injected = faults.length === 0 ? ' No faults.' : ` ${plural(faults.length, 'fault')} in this world.`;
  return `${where}${often}.${injected}`;
}
