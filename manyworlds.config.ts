/**
 * What `npm run sim` explores: the scheduler's suites. They are imported by the package's own name, as any other team would import them, so
 * that suites and command line share one instance of the framework.
 */
import { defineConfig, type Configuration } from 'manyworlds';
import { schedulerSuites, verdictMatrix } from 'manyworlds/scheduler/properties';

const configuration: Configuration = defineConfig({
  suites: schedulerSuites,
  regressions: 'properties/regressions',
  matrix: verdictMatrix,
});
export default configuration;
