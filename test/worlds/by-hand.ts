/** One written scenario as a suite of its own, for worlds in which a hand does to Redis what no part of the scheduler does. */
import fc from 'fast-check';
import type { Property } from '../../properties/property.ts';
import type { Scenario } from '../../properties/scenario.ts';
import { buildWorld, describeProperties } from '../../properties/suites/index.ts';
import { defineSuite, type Suite, type World } from '../../sim/index.ts';
import type { Preset } from '../../src/index.ts';

/** What is played and judged, and the host that meddles. */
export interface ByHand {
  readonly name: string;
  readonly description: string;
  readonly scenario: Scenario;
  readonly preset: Preset;
  readonly properties: readonly Property[];
  /** Adds whoever meddles, when the scenario's hosts are there. */
  readonly meddle: (world: World) => void;
}

/** A suite of that one scenario. */
export function byHand({ name, description, scenario, preset, properties, meddle }: ByHand): Suite<Scenario> {
  return defineSuite<Scenario>({
    name,
    description,
    settings: [],
    properties: describeProperties(),
    goals: [],
    worldsDefault: 1,
    runByDefault: false,
    scenario: () => fc.constant(scenario),
    build(world) {
      buildWorld(world, scenario, { preset, properties, goals: [] });
      meddle(world);
    },
  });
}
