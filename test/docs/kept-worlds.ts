/** The page about the kept worlds: for each, in at most ten lines, what was violated, how it happened and what it must show today. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { regressions } from '../../properties/regressions/index.ts';
import { root } from '../program/built.ts';

/** Lines of a story. */
export const LINES_MAX = 10;
/** Where kept worlds lie, from the root of the repository. */
export const KEPT_FOLDER = 'properties/regressions';

/** What the page needs of a `.world.json`. */
interface KeptWorld {
  readonly name: string;
  readonly finding: string;
  readonly expect: 'held' | 'violated';
  readonly property: string;
  readonly sentence: string;
  readonly world: { readonly suite: string; readonly seed: string; readonly settings: Readonly<Record<string, string | number>> };
  readonly story: readonly string[];
}

/** All of them, by name. */
export function keptWorlds(): readonly KeptWorld[] {
  const folder = join(root, KEPT_FOLDER);
  const names = readdirSync(folder).filter((name) => name.endsWith('.world.json'));
  return names.toSorted().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as KeptWorld);
}

/** The paragraph of a story below a heading. */
function below(story: readonly string[], heading: string): readonly string[] {
  const start = story.findIndex((line) => line.trim().startsWith(heading));
  if (start < 0) return [];
  const rest = story.slice(start + 1);
  const end = rest.indexOf('');
  return end < 0 ? rest : rest.slice(0, end);
}

/** The story in ten lines: the violation, the last of what led to it, and what it hangs on. */
export function tenLines({ property, sentence, story }: KeptWorld): readonly string[] {
  const without = story.filter((line) => /^ {2}(Without|Decided) /.test(line));
  const steps = below(story, 'How it happened');
  const room = LINES_MAX - 1 - without.length;
  // The fault comes first when there is no room for everything.
  const struck = steps.findIndex((line) => line.includes('← fault'));
  const from = Math.max(0, Math.min(struck < 0 ? Infinity : struck, steps.length - room));
  return [`✖ ${property}   ${sentence}`, ...steps.slice(from, from + room), ...without];
}

function sayKept(kept: KeptWorld): string {
  const { name, finding, expect, property, world } = kept;
  const preset = world.settings['preset'] ?? 'leased';
  const settings = Object.entries(world.settings).map(([key, value]) => ` ${key}=${value}`);
  const today =
    expect === 'held'
      ? `A repaired bug: \`${property}\` must hold in it.`
      : `A hazard of \`${preset}\`: \`${property}\` must still be violated in it.`;
  const where = `Kept from finding ${finding} of \`${world.suite}${settings.join('')}\`, seed ${world.seed}.`;
  return [`## ${name}`, '', `${today} ${where}`, '', '```', ...tenLines(kept), '```'].join('\n');
}

function sayWritten({ name, story, verdicts }: (typeof regressions)[number]): string {
  const shows = Object.entries(verdicts).map(([preset, verdict]) => `\`${preset}\` ${verdict === 'holds' ? verdict : `\`${verdict}\``}`);
  return [`## ${name}`, '', story, '', `Must show: ${shows.join(', ')}.`].join('\n');
}

/** The whole page. */
export function keptWorldsPage(): string {
  const introduction = [
    '# Kept worlds',
    '',
    'Made of the files beside it by `npx vitest run test/docs/kept-worlds.test.ts -u`; do not edit. A `.world.json` was written by',
    '`manyworlds keep` and carries its whole story; here it is told in at most ten lines. Those in TypeScript are written by hand and run with every preset.',
  ].join('\n');
  return `${[introduction, ...keptWorlds().map(sayKept), ...regressions.map(sayWritten)].join('\n\n')}\n`;
}
