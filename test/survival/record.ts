/** Finds planted bugs and keeps the shrunk worlds, before anything is edited. */
import { chaosSuite } from '../../properties/index.ts';
import { runWorld, seedOfWorld } from '../../sim/explore/index.ts';
import { shrink } from '../../sim/explore/shrink/index.ts';
import { hunt, plantedBug } from '../planted/index.ts';
import type { StoredFinding } from './stored-finding.ts';

/** Where a bug is hunted. */
export interface RecordPlace {
  readonly bug: string;
  readonly baseSeed: string;
  readonly worldsMax: number;
}

/** What is kept for long may cost more than what is told at once. */
const BUDGET = { replaysMax: 1_200, cpuMsMax: 30_000 } as const;

/** The first finding of a bug from a base seed; null when there is none or it cannot be shrunk. */
export async function recordFinding({ bug: name, baseSeed, worldsMax }: RecordPlace): Promise<StoredFinding | null> {
  const { preset, expected } = plantedBug(name);
  const suite = chaosSuite({ preset, name });
  await suite.prepare?.({});
  const quarry = await hunt(suite, { baseSeed, wanted: expected, worldsMax });
  if (quarry === null) return null;
  const seed = seedOfWorld(baseSeed, quarry.worlds);
  const { violation } = await runWorld(suite, { seed, settings: {} });
  if (violation === null) return null;
  const { property } = violation;
  const shrunk = await shrink({ suite, seed, settings: {}, strategy: 'random', property, ...BUDGET });
  if (shrunk === null) return null;
  const { tape, replays, after, decisionsAfter } = shrunk;
  return { bug: name, seed, property, tape, replays, faults: after.faults, tasks: after.tasks, decisions: decisionsAfter };
}
