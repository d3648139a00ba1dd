/** `npx manyworlds run --config docs/examples/bullmq-never-closes/manyworlds.config.ts` */
import { defineConfig, type Configuration } from 'manyworlds';
import { neverCloses } from './closing.suite.ts';

const configuration: Configuration = defineConfig({ suites: [neverCloses] });
export default configuration;
