/**
 * Kept worlds as vitest tests: `testRegressions('regressions')` declares one test a file, `testRegression(world)` one test for a world that
 * stands in the test file itself, as `manyworlds test` prints it.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'vitest';
import {
  loadConfiguration,
  readRegression,
  readRegressionFile,
  regressionFiles,
  regressionName,
  requireConfiguration,
  runRegression,
  runWorld,
  UsageError,
  type Regression,
  type Suite,
} from '../explore/index.ts';
import { regressionFailure } from './failure.ts';
import { worldsDefaults } from './settings.ts';
import { captureFrames, WorldsError } from './stack.ts';

/** How kept worlds are run; everything has a default. */
export interface TestRegressionsOptions {
  /** The suites that the worlds belong to; those of the configuration unless said otherwise. */
  readonly suites?: readonly Suite[];
  /** The configuration's file; the nearest manyworlds.config.ts above the current folder unless said otherwise. */
  readonly configuration?: string;
  /** Wall-clock limit of each test in milliseconds: five minutes unless said otherwise. */
  readonly timeoutMs?: number;
}

/**
 * Declares one vitest test for each kept world in the folder (a path from the current folder, or a URL). A test passes when its world
 * shows what it must, and fails with its story when it does not, or when it is stale. Throws UsageError `no-regressions` when the folder
 * holds none.
 */
export function testRegressions(folder: string | URL, options: TestRegressionsOptions = {}): void {
  const frames = captureFrames(testRegressions);
  const path = folder instanceof URL ? fileURLToPath(folder) : resolve(folder);
  const files = regressionFiles(path);
  if (files.length === 0)
    throw new UsageError(
      'no-regressions',
      `There are no kept worlds in ${path}. Keep one with "manyworlds keep <id>", or name another folder.`,
    );
  for (const file of files) declare(regressionName(file), () => readRegressionFile(file), options, frames);
}

/** Declares one vitest test for one kept world. It fails with the world's story while the world is violated. */
export function testRegression(regression: Regression, options: TestRegressionsOptions = {}): void {
  const frames = captureFrames(testRegression);
  declare(regression.name, () => readRegression(regression, `The world ${regression.name}`), options, frames);
}

function declare(title: string, read: () => Regression, options: TestRegressionsOptions, frames: string): void {
  // oxlint-disable-next-line vitest/expect-expect -- the world judges
  test(title, { timeout: options.timeoutMs ?? worldsDefaults.timeoutMs }, async () => {
    const regression = read();
    const result = await runRegression(await suitesOf(options), regression, runWorld);
    const failure = regressionFailure(result, { title, folder: null, environment: process.env });
    if (failure !== null) throw new WorldsError(failure.code, failure.story, frames);
  });
}

async function suitesOf({ suites, configuration }: TestRegressionsOptions): Promise<readonly Suite[]> {
  if (suites !== undefined) return suites;
  const loaded = await loadConfiguration(requireConfiguration(process.cwd(), configuration ?? null));
  return loaded.suites;
}
