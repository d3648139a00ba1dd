/** `npx manyworlds run --config docs/examples/bullmq-two-jobs/manyworlds.config.ts` */
import { defineConfig, type Configuration } from 'manyworlds';
import { twoJobs } from './two-jobs.suite.ts';

const configuration: Configuration = defineConfig({ suites: [twoJobs] });
export default configuration;
