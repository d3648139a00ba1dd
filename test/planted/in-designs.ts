/**
 * Mistakes that nobody needs to plant: a design of the documents makes them by itself. The verdict matrix finds them there, and its notes give
 * each finding its letter.
 */
import { runWorld, seedOfWorld } from '../../sim/explore/index.ts';
import { schedulerSuites, verdictMatrix } from '../../properties/index.ts';
import type { PresetName } from '../../src/index.ts';

/** A hazard that is part of a design. */
export interface DesignHazard {
  readonly letter: string;
  readonly mistake: string;
  readonly preset: PresetName;
  /** Name of the property that shows it. */
  readonly property: string;
  readonly suite: 'steady' | 'chaos';
  /** A kind of fault that brings it sooner. */
  readonly fault?: string;
  /** Sizes of its worlds that bring it sooner. */
  readonly sizes?: Readonly<Record<string, number>>;
}

/** All that are found. */
export const IN_DESIGNS: readonly DesignHazard[] = [
  {
    letter: 'B1',
    mistake: 'what is collected for a new worker also goes back to the backlog, so it is placed twice',
    preset: 'burst',
    property: 'no-double-scheduling',
    suite: 'steady',
  },
  {
    letter: 'C2',
    mistake: 'a placement is tried again without looking at the capacity again, and the unsigned count of GPUs wraps',
    preset: 'burst',
    property: 'no-negative-capacity',
    suite: 'steady',
  },
  {
    letter: 'D11',
    mistake: 'the search for a worker looks neither at its status nor at its GPUs',
    preset: 'burst',
    property: 'legal-placement',
    suite: 'steady',
  },
  {
    letter: 'C10',
    mistake: 'a cache of workers is thrown away by every placement, or older than what was placed',
    preset: 'cached',
    property: 'no-livelock',
    suite: 'steady',
  },
  {
    letter: 'D1',
    mistake: 'a listing passes over workers whose lock somebody holds',
    preset: 'baseline',
    property: 'bounded-provisioning',
    suite: 'chaos',
  },
  {
    letter: 'C1',
    mistake: 'a worker is charged in one command and gets its containers in another',
    preset: 'batch',
    property: 'atomic-commit',
    suite: 'chaos',
    fault: 'crash',
  },
  {
    letter: 'A1',
    mistake: 'what was popped is in the memory of a gateway only',
    preset: 'affinity',
    property: 'no-lost-request',
    suite: 'chaos',
    fault: 'crash',
  },
  {
    letter: 'A4',
    mistake: 'a request for which no pool has workers is dropped',
    preset: 'baseline',
    property: 'no-lost-request',
    suite: 'steady',
  },
  {
    letter: 'A12',
    mistake: 'a container that is delivered a second time makes its worker hang',
    preset: 'burst',
    property: 'every-request-ends',
    suite: 'steady',
  },
  {
    letter: 'D3',
    mistake: 'a new worker that refuses its container stays empty, and the next pool is asked for another',
    preset: 'burst',
    property: 'bounded-provisioning',
    suite: 'chaos',
    sizes: { pools: 2 },
  },
  {
    letter: 'E1',
    mistake: 'a submission that is refused the lock of its workspace goes on without it, and the quota is exceeded',
    preset: 'baseline',
    property: 'quota-respected',
    suite: 'steady',
    sizes: { containers: 150 },
  },
];

/** The letters that the matrix gives to what a world violates, if it does. */
async function lettersOf({ preset, property, suite: name, fault, sizes }: DesignHazard, seed: string): Promise<readonly string[]> {
  const suite = schedulerSuites.find((one) => one.name === name);
  if (suite === undefined) throw new RangeError(`there is no suite ${name}`);
  const settings = {
    preset,
    judge: property,
    ...(fault === undefined ? {} : { fault }),
    ...sizes,
  };
  await suite.prepare?.(settings);
  const { violation } = await runWorld(suite, { seed, settings });
  if (violation === null) return [];
  const { trace, faults } = await runWorld(suite, { seed, settings, record: true });
  const notes = (verdictMatrix.notes ?? []).filter((note) => note.row === preset && note.property === property);
  return notes.find(({ explains }) => explains?.({ violation, faults, trace: trace ?? [] }) ?? true)?.hazards ?? [];
}

/** How many worlds it takes until one shows the hazard; null when none of `worldsMax` does. */
export async function worldsUntil(hazard: DesignHazard, baseSeed: string, worldsMax: number): Promise<number | null> {
  for (let index = 0; index < worldsMax; index += 1)
    if ((await lettersOf(hazard, seedOfWorld(baseSeed, index))).includes(hazard.letter)) return index + 1;
  return null;
}
