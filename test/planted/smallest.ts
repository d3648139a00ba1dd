/** The finding of a planted bug made as small as it gets, and how long the story of it is. */
import { chaosSuite } from '../../properties/index.ts';
import { runWorld, seedOfWorld } from '../../sim/explore/index.ts';
import { explain } from '../../sim/explore/shrink/index.ts';
import { storyEvents } from '../../sim/report/story-events.ts';
import type { PlantedBug } from './planted-bug.ts';

/** What a finding came to. */
export interface SmallestWorld {
  readonly bug: string;
  /** The world in which the bug was found. */
  readonly seed: string;
  readonly faults: number;
  readonly containers: number;
  readonly hosts: number;
  /** Events that do not happen when they would by default. */
  readonly delays: number;
  /** Lines of `How it happened`, if all were shown. */
  readonly storyEvents: number;
  /** Worlds run for shrinking. */
  readonly replays: number;
  /** Removing any single part or delay was tried. */
  readonly isMinimal: boolean;
  /** For shrinking, ablation and the search for the decision. */
  readonly cpuSeconds: number;
}

/** More lines than any story has. */
const LINES_MAX = 1_000;

/** Shrinks and explains the world in which a bug was found; null when it cannot be shrunk. */
export async function smallestWorld({ name, preset }: PlantedBug, baseSeed: string, world: number): Promise<SmallestWorld | null> {
  const suite = chaosSuite({ preset, name });
  await suite.prepare?.({});
  const seed = seedOfWorld(baseSeed, world);
  const { violation } = await runWorld(suite, { seed, settings: {} });
  if (violation === null) return null;
  const began = process.cpuUsage();
  const explained = await explain({ suite, seed, settings: {}, strategy: 'random', property: violation.property });
  const { user, system } = process.cpuUsage(began);
  if (explained === null || explained.recorded.violation === null) return null;
  const { shrunk, recorded, blame } = explained;
  return {
    bug: name,
    seed,
    faults: shrunk.after.faults,
    containers: shrunk.after.tasks,
    hosts: shrunk.after.hosts,
    delays: Object.keys(shrunk.tape.delays).length,
    storyEvents: storyEvents(recorded.trace ?? [], explained.recorded.violation, blame, LINES_MAX, '…').length,
    replays: shrunk.replays,
    isMinimal: shrunk.isMinimal,
    cpuSeconds: Math.round((user + system) / 10_000) / 100,
  };
}
