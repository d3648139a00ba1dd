/**
 * A suite as a vitest test: `testWorlds(chaos, { worlds: 500 })` declares one test with a stable title that runs so many worlds. When a world
 * breaks a property the test fails with its story as the message and the declaring line as the place.
 */
import { test } from 'vitest';
import { ensurePrepared, exploreQuietly, localLane, runWorld, type ExploreRequest, type Settings, type Suite } from '../explore/index.ts';
import { failureOf } from './failure.ts';
import { budgetOf, worldsDefaults } from './settings.ts';
import { captureFrames, WorldsError } from './stack.ts';

export type { Regression } from '../explore/index.ts';
export { testRegression, testRegressions, type TestRegressionsOptions } from './regressions.ts';
export { WorldsError } from './stack.ts';
export { worldsDefaults } from './settings.ts';

/** How a test runs its worlds; everything has a default. */
export interface TestWorldsOptions {
  /** The test's title; the suite's name unless said otherwise. Never contains a seed, so that reports can follow it over time. */
  readonly title?: string;
  /** Worlds to run: 100 unless said otherwise; the environment variable `MANYWORLDS_WORLDS` wins. */
  readonly worlds?: number;
  /** Base seed, 1 to 16 hexadecimal digits: `1` unless said otherwise; the environment variable `MANYWORLDS_SEED` wins. */
  readonly seed?: string;
  readonly settings?: Settings;
  /** `random` unless said otherwise. */
  readonly strategy?: string;
  /** Run every world twice and compare. */
  readonly checkDeterminism?: boolean;
  /** Tell a failure as its smallest world, with what was necessary; true unless said otherwise. */
  readonly shrink?: boolean;
  /** Wall-clock limit of the test in milliseconds: five minutes unless said otherwise. */
  readonly timeoutMs?: number;
  /** Whether findings are stored in `.manyworlds` of the current folder; true unless said otherwise. */
  readonly store?: boolean;
}

/** Declares one vitest test that runs worlds of the suite and stops at the first violated one. */
export function testWorlds<Scenario>(suite: Suite<Scenario>, options: TestWorldsOptions = {}): void {
  const frames = captureFrames(testWorlds);
  const title = options.title ?? suite.name;
  // oxlint-disable-next-line vitest/expect-expect -- the worlds judge
  test(title, { timeout: options.timeoutMs ?? worldsDefaults.timeoutMs }, async () => {
    const result = await exploreQuietly(await requestOf(suite, options));
    const folder = options.store === false ? null : process.cwd();
    const failure = failureOf(result, { title, folder, environment: process.env });
    if (failure !== null) throw new WorldsError(failure.code, failure.story, frames);
  });
}

async function requestOf(suite: Suite, options: TestWorldsOptions): Promise<ExploreRequest> {
  const { worlds, seed } = budgetOf(process.env, options);
  const settings = options.settings ?? {};
  await ensurePrepared(suite, settings);
  return {
    suite,
    settings,
    strategy: options.strategy ?? 'random',
    baseSeed: seed,
    worlds,
    timeMs: null,
    checkDeterminism: options.checkDeterminism ?? false,
    stopAtFinding: true,
    shrink: options.shrink ?? true,
    lanes: [localLane([suite])],
    run: runWorld,
  };
}
