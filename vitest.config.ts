/**
 * The test runner. Each file runs in a process of its own, because worlds need the main thread's patched globals to be theirs alone, and
 * because a crash of one file must not take others with it.
 */
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const configuration: ViteUserConfig = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['./test/program/build.ts'],
    setupFiles: ['./sim/vitest/setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What ioredis prints about errors that no listener heard is part of many worlds and of no interest.
    onConsoleLog: (log) => !log.startsWith('[ioredis] Unhandled error event'),
    // Coloured output would make golden texts depend on the terminal.
    env: { FORCE_COLOR: '0', NO_COLOR: '1' },
  },
});
export default configuration;
