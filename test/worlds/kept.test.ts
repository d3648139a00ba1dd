/** The kept worlds of the scheduler, one test each: repaired bugs must stay repaired, and hazards of `baseline` must still be found. */
import { schedulerSuites } from '../../properties/index.ts';
import { testRegressions } from '../../sim/vitest/index.ts';

testRegressions(new URL('../../properties/regressions/', import.meta.url), { suites: schedulerSuites });
