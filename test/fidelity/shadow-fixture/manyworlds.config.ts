/** A configuration with a suite for shadow runs, as any team would write one. */
import { defineConfig, type Configuration } from 'manyworlds';
import { lacking, misnamed, twoRedises } from './two-redises.ts';

const configuration: Configuration = defineConfig({ suites: [twoRedises, lacking, misnamed] });
export default configuration;
