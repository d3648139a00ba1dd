/** `npx manyworlds run --config docs/examples/bull-lost-retry/manyworlds.config.ts` */
import { defineConfig, type Configuration } from 'manyworlds';
import { lostRetry } from './retry.suite.ts';

const configuration: Configuration = defineConfig({ suites: [lostRetry] });
export default configuration;
