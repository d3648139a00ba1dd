/** All planted bugs. Each must be found by the `chaos` suite; how soon is measured by `npm run bench` and written to docs/planted-bugs.md. */
import { families } from './bugs/index.ts';
import type { PlantedBug } from './planted-bug.ts';

export { hunt, type HuntOptions, type Quarry } from './hunt.ts';
export type { BugFamily, PlantedBug } from './planted-bug.ts';

/** In the order of their families. */
export const plantedBugs: readonly PlantedBug[] = families.flatMap(({ bugs }) => bugs);

/** A planted bug by its name. @throws RangeError when there is none. */
export function plantedBug(name: string): PlantedBug {
  const found = plantedBugs.find((bug) => bug.name === name);
  if (found === undefined) throw new RangeError(`no planted bug is called ${JSON.stringify(name)}`);
  return found;
}
