/**
 * A suite: generated scenarios, the world that runs one of them, and what must hold. The framework explores a suite; the suite knows
 * the service under test. A setting is a field of the scenario that a person may fix from the command line with `--set key=value`.
 */
import type { PropertyDescription } from '../check/index.ts';
import type { World } from '../world/index.ts';
import type { Matrix } from './matrix.ts';

/** One field that `--set key=value` accepts. */
export interface SettingDefinition {
  readonly key: string;
  /** One line for help and error messages. */
  readonly description: string;
  /** How the text is read: a whole number, any number, one of `choices`, a path of a file, or free text. */
  readonly type: 'integer' | 'number' | 'choice' | 'file' | 'text';
  readonly choices?: readonly string[];
  /** Inclusive bounds of a number. */
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The settings given for a run, validated: numbers are numbers. Absent keys are drawn by the scenario. */
export type Settings = Readonly<Record<string, string | number>>;

/** Something of a scenario that can be left out by itself. */
export interface ScenarioPart {
  /** Unique in the scenario, and the same after other parts were left out: `fault 2`, `container c7`. */
  readonly id: string;
  readonly kind: 'fault' | 'host' | 'task';
  /** In plain words: `worker-1 paused for 700ms`. */
  readonly text: string;
}

/** What the shrinker needs to know about a suite's scenarios. Scenarios must be plain data. */
export interface Shrinking<Scenario> {
  /** Everything that can be left out. */
  parts(scenario: Scenario): readonly ScenarioPart[];
  /** The scenario without these parts; names of what remains stay the same. Null when nothing sensible would remain. */
  without(scenario: Scenario, ids: ReadonlySet<string>): Scenario | null;
  /** Scenarios that are a little simpler (weaker faults, rounder numbers, defaults), the most promising first. */
  simpler(scenario: Scenario): Iterable<Scenario>;
}

/**
 * An arbitrary of fast-check, told by its shape: a project whose package is of the type `commonjs` sees other declarations of the same class
 * than we do.
 */
export interface Scenarios<Scenario> {
  generate(random: never, biasFactor: number | undefined): { readonly value: Scenario };
}

/** Generated scenarios with the world that runs them and the properties that must hold. */
export interface Suite<Scenario = unknown> {
  /** Lower-case words joined by dashes. */
  readonly name: string;
  /** One line for `manyworlds list`. */
  readonly description: string;
  readonly settings: readonly SettingDefinition[];
  readonly properties: readonly PropertyDescription[];
  /** Goals that must be reached at least once over all worlds of a run (`sometimes`), else the run is inconclusive. */
  readonly goals: readonly string[];
  /** Worlds that a run explores when nobody says how many. */
  readonly worldsDefault: number;
  /** Run by `manyworlds run` without suite names? A suite that needs settings (files) is not. */
  readonly runByDefault: boolean;
  /** Once in each process before its first world: warm up, read files. Throws `UsageError` for bad input. */
  prepare?(settings: Settings): Promise<void>;
  /** The scenarios, with `settings` fixed. */
  scenario(settings: Settings): Scenarios<Scenario>;
  /** Puts hosts, Redis, workload, faults and judges into an empty world. Called once a world, synchronously. */
  build(world: World, scenario: Scenario, settings: Settings): void;
  /** How scenarios are made smaller; without it fast-check's own shrinking is used. */
  readonly shrinking?: Shrinking<Scenario>;
}

/** A suite as it is written: without `settings` there is nothing to fix. */
export type SuiteDefinition<Scenario> = Omit<Suite<Scenario>, 'settings'> & Partial<Pick<Suite<Scenario>, 'settings'>>;

/** States a suite, checked by the compiler. */
export function defineSuite<Scenario>(suite: SuiteDefinition<Scenario>): Suite<Scenario> {
  const { settings = [] } = suite;
  return Object.assign(suite, { settings });
}

/** What `manyworlds.config.ts` exports as `default`. */
export interface Configuration {
  // Suites of different scenarios live in one list; each is only ever given its own scenarios.
  readonly suites: readonly Suite[];
  /** Folder of kept worlds, relative to the configuration; `regressions` when absent. */
  readonly regressions?: string;
  /** What `manyworlds verdict` puts to the test. */
  readonly matrix?: Matrix;
}
