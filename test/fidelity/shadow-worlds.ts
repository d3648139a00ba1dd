/** Many worlds with a real server in their shadow: what their Redis was sent is sent there, and every reply is compared. */
import { runWorld, seedOfWorld, settingsFor, type Suite } from '../../sim/explore/index.ts';
import { recordTraffic, type TrafficRecording } from '../../sim/redis/index.ts';
import { schedulerSuites } from '../../properties/index.ts';
import type { Shadow, ShadowTally } from '../../sim/cli/shadow.ts';

/** Which worlds. */
export interface ShadowPlan {
  readonly suite: string;
  readonly worlds: number;
  /** 1 to 16 hexadecimal digits. */
  readonly seed: string;
  readonly onWorld?: (done: number, tally: ShadowTally) => void;
}

/** Runs worlds of the default preset, one after the other, and follows every Redis of each. */
export async function shadowWorlds(shadow: Shadow, tally: ShadowTally, { suite: name, worlds, seed, onWorld }: ShadowPlan): Promise<void> {
  const suite = schedulerSuites.find((one) => one.name === name);
  if (suite === undefined)
    throw new TypeError(`There is no suite "${name}". Suites: ${schedulerSuites.map((one) => one.name).join(', ')}.`);
  const settings = settingsFor(suite, []);
  await suite.prepare?.(settings);
  for (let index = 0; index < worlds; index++) {
    await shadow.followAll(await recordedWorld(suite, seedOfWorld(seed, index), settings), tally);
    onWorld?.(index + 1, tally);
  }
}

/** The traffic of one world. */
async function recordedWorld(suite: Suite, seed: string, settings: ReturnType<typeof settingsFor>): Promise<readonly TrafficRecording[]> {
  let recordings: readonly TrafficRecording[] = [];
  const recorded: Suite = {
    ...suite,
    build: (world, scenario, chosen) => {
      ({ recordings } = recordTraffic(world));
      return suite.build(world, scenario, chosen);
    },
  };
  await runWorld(recorded, { seed, settings });
  return recordings;
}
