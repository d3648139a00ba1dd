/** `npx manyworlds run --config docs/examples/bullmq-close/manyworlds.config.ts --set version=4.12.7` */
import { defineConfig, type Configuration } from 'manyworlds';
import { closeWhileWorking } from './close.suite.ts';

const configuration: Configuration = defineConfig({ suites: [closeWhileWorking] });
export default configuration;
