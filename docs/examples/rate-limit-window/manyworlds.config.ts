/** `npx manyworlds run --config docs/examples/rate-limit-window/manyworlds.config.ts --set version=4.2.0` */
import { defineConfig, type Configuration } from 'manyworlds';
import { rateLimitWindow } from './rate-limit.suite.ts';

const configuration: Configuration = defineConfig({ suites: [rateLimitWindow] });
export default configuration;
