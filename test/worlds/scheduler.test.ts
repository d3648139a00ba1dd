/**
 * The gate on the scheduler: its suites as tests, with a fixed seed, so that a change fails by its own doing. Exploring with new seeds is
 * `npm run sim`.
 */
import { chaosSuite, steadySuite } from '../../properties/index.ts';
import { testWorlds } from '../../sim/vitest/index.ts';

testWorlds(steadySuite, { title: 'the scheduler without faults', worlds: 50 });

testWorlds(chaosSuite(), { title: 'the scheduler among crashes, pauses, partitions and lost replies', worlds: 100 });

testWorlds(chaosSuite(), { title: 'chaos is deterministic, with both drains', worlds: 20, seed: 'd', checkDeterminism: true });
