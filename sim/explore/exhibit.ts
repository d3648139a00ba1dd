/**
 * The search for an exhibit: worlds in which only its property is judged, one after the other, until one shows what is expected. Violations
 * of the same property that show something else are passed over.
 */
import { quietly } from './console.ts';
import { JUDGE_SETTING } from './judged.ts';
import type { MatrixExhibit } from './matrix.ts';
import { ensurePrepared } from './preparation.ts';
import { findSight, shownBy, type RefutedCell, type Sight } from './refutation.ts';
import type { RowRequest } from './row.ts';
import { runWorld } from './run-world.ts';
import { seedOfWorld } from './seeds.ts';
import type { Settings, Suite } from './suite.ts';

/** The settings of the worlds that are searched. */
export function settingsOfExhibit(rowSettings: Settings, { settings, property }: MatrixExhibit): Settings {
  return { ...rowSettings, ...settings, [JUDGE_SETTING.key]: property };
}

/** The finding of an exhibit; null when none of its worlds shows it. A smaller world that shows something else is not taken. */
export async function findExhibit(
  request: RowRequest,
  exhibit: MatrixExhibit,
  shrink: boolean,
  store: string,
): Promise<RefutedCell | null> {
  const suite = request.suites.find(({ name }) => name === exhibit.suite);
  const sight = suite === undefined ? null : await search(request, suite, exhibit);
  if (sight === null) return null;
  const small = await findSight(request, sight, shrink, store);
  if (small !== null && exhibit.shows(shownBy(small))) return small;
  return findSight(request, sight, false, store);
}

async function search(request: RowRequest, suite: Suite, exhibit: MatrixExhibit): Promise<Sight | null> {
  const { baseSeed, strategy, signal, row } = request;
  const { property, worldsMax: worlds } = exhibit;
  const settings = settingsOfExhibit({ ...row.settings, ...request.settings(suite) }, exhibit);
  await ensurePrepared(suite, settings);
  for (let index = 0; index < worlds && signal?.aborted !== true; index += 1) {
    const seed = seedOfWorld(baseSeed, index);
    const world = { seed, settings, strategy };
    const { violation } = await quietly(() => runWorld(suite, world));
    if (violation === null) continue;
    const { faults, trace } = await quietly(() => runWorld(suite, { ...world, record: true }));
    if (exhibit.shows({ violation, faults, trace: trace ?? [] })) return { suite, settings, seed, index, worlds, property };
  }
  return null;
}
