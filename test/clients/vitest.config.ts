/** For `another-process.test.ts`: the clients' first tests alone, one after the other in one process, nothing built. */
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const configuration: ViteUserConfig = defineConfig({
  test: {
    root: `${import.meta.dirname}/../..`,
    include: ['test/clients/*.test.ts'],
    exclude: ['test/clients/another-process.test.ts'],
    testNamePattern: 'through a lost reply',
    setupFiles: ['./sim/vitest/setup.ts'],
    pool: 'forks',
    maxWorkers: 1,
    isolate: false,
    testTimeout: 60_000,
  },
});
export default configuration;
