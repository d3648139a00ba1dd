/** `npx manyworlds run --config docs/examples/lock-outlives-lease/manyworlds.config.ts` */
import { defineConfig, type Configuration } from 'manyworlds';
import { lockOutlivesLease } from './lease.suite.ts';

const configuration: Configuration = defineConfig({ suites: [lockOutlivesLease] });
export default configuration;
