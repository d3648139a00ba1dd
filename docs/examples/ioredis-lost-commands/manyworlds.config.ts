/** `npx manyworlds run --config docs/examples/ioredis-lost-commands/manyworlds.config.ts --set version=5.3.0` */
import { defineConfig, type Configuration } from 'manyworlds';
import { lostCommands } from './lost-commands.suite.ts';

const configuration: Configuration = defineConfig({ suites: [lostCommands] });
export default configuration;
