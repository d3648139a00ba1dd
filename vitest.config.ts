/**
 * The test runner. Each file runs in a process of its own, because worlds need the main thread's patched globals to be theirs alone, and
 * because a crash of one file must not take others with it.
 */
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take long, the longest first: on a machine that has not run them yet, the last core must not be left alone with one of them. */
const longest = [
  'determinism/worlds',
  'planted/hunts-1',
  'planted/hunts-2',
  'planted/hunts-3',
  'worlds/scheduler',
  'survival/survival',
  'e2e/soak',
  'unit/cli/process',
  'e2e/package',
  'e2e/command',
  'unit/cli/kept',
  'e2e/processes',
];

/** vitest's own order (what took longest last time, or the largest file), behind the files that are known to take long. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return index === -1 ? longest.length : index;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

const configuration: ViteUserConfig = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['./test/program/build.ts'],
    setupFiles: ['./sim/vitest/setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What ioredis prints about errors that no listener heard is part of many worlds and of no interest.
    onConsoleLog: (log) => !log.startsWith('[ioredis] Unhandled error event'),
    // Coloured output would make golden texts depend on the terminal.
    env: { FORCE_COLOR: '0', NO_COLOR: '1' },
  },
});
export default configuration;
