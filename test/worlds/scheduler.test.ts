/**
 * The gate on the scheduler: its suites as tests, with a fixed seed, so that a change fails by its own doing. Exploring with new seeds is
 * `npm run sim`.
 */
import { amnesiaSuite, chaosSuite, clocksSuite, failoverSuite, steadySuite } from '../../properties/index.ts';
import { testWorlds } from '../../sim/vitest/index.ts';

testWorlds(steadySuite, { title: 'the scheduler without faults', worlds: 50 });

testWorlds(chaosSuite(), { title: 'the scheduler among faults of every kind', worlds: 100 });

testWorlds(chaosSuite(), { title: 'chaos is deterministic, with both drains', worlds: 20, seed: 'd', checkDeterminism: true });

testWorlds(clocksSuite, { title: 'the scheduler with clocks that are wrong', worlds: 50 });

testWorlds(amnesiaSuite, { title: 'the scheduler on a Redis that forgets', worlds: 50 });

testWorlds(failoverSuite, { title: 'the scheduler on a Redis that fails over', worlds: 50 });
