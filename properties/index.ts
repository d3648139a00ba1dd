/**
 * What must hold of the scheduler, and the suites that explore it. Importable by configurations and by tests that run a suite with a
 * preset of their own.
 */
import type { Suite } from '../sim/index.ts';
import { amnesiaSuite, chaosSuite, clocksSuite, failoverSuite, steadySuite, traceSuite } from './suites/index.ts';

export { amnesiaSuite, chaosSuite, clocksSuite, failoverSuite, steadySuite, traceSuite, type ChaosOptions } from './suites/index.ts';
export { regressions, regressionSuite, type Regression } from './regressions/index.ts';
export { verdictMatrix } from './verdicts/index.ts';
export type { Scenario } from './scenario.ts';

/** Every suite of the scheduler, for a configuration. */
// A suite of scenarios of its own is only ever given scenarios that it made itself.
export const schedulerSuites: readonly Suite<never>[] = [
  steadySuite as Suite<never>,
  chaosSuite() as Suite<never>,
  clocksSuite as Suite<never>,
  amnesiaSuite as Suite<never>,
  failoverSuite as Suite<never>,
  traceSuite as Suite<never>,
];
