/** A finding's story with the commands that show it again, for a run, for `show` and for the store. */
import { join, relative } from 'node:path';
import type { Finding } from '../explore/index.ts';
import { STORE_FOLDER } from '../explore/index.ts';
import { formatCount, plural, tellStory, type StoryStyle } from '../report/index.ts';
import type { TraceEvent } from '../trace/index.ts';

/** Where the finding's files are, as seen from the person's folder. */
export interface Place {
  readonly cwd: string;
  /** The store's folder, absolute. */
  readonly store: string;
}

/** The story of a finding. */
export function storyOf(finding: Finding, trace: readonly TraceEvent[], place: Place, style: StoryStyle): string {
  const { violation, events, choices } = finding;
  const folder = relative(place.cwd, join(place.store, finding.id));
  const isDefaultStore = place.store.endsWith(STORE_FOLDER) && folder.startsWith(STORE_FOLDER);
  const out = isDefaultStore ? '' : ` --out ${relative(place.cwd, place.store) || '.'}`;
  return tellStory(
    {
      violation,
      trace,
      events,
      choices,
      foundBy: foundBy(finding),
      commands: [
        ['replay', `npx manyworlds replay ${finding.id}${out}`],
        ['files', join(folder, 'story.txt').replace('story.txt', '')],
      ],
    },
    style,
  );
}

function foundBy(finding: Finding): string {
  const { world, faults } = finding;
  const settings = Object.entries(world.settings).map(([key, value]) => ` ${key}=${value}`).join('');
  const where = `Found by ${world.suite}${settings}, seed ${world.seed}, world ${formatCount(finding.worldNumber)} of ${formatCount(finding.worlds)}`;
  const often = finding.occurrences > 1 ? `, in ${formatCount(finding.occurrences)} of them` : '';
  const injected = faults.length === 0 ? ' No faults.' : ` ${plural(faults.length, 'fault')} in this world.`;
  return `${where}${often}.${injected}`;
}
