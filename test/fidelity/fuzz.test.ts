/**
 * Differential fuzzing: random programs of two clients on the twin and on a real redis-server, compared reply by reply and then by state.
 * `npm run fidelity` does the same at length. FIDELITY_COMMANDS sets the size (5,000 by default), FIDELITY_SEED the seed.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { warmUpRedis } from '../../sim/redis/index.ts';
import { startReal } from './engines/real.ts';
import { describeFailure, runCampaign } from './fuzz/campaign.ts';
import type { RealServer } from './engines/real.ts';

const wanted = Number(process.env['FIDELITY_COMMANDS'] ?? 5000);
const seed = Number(process.env['FIDELITY_SEED'] ?? 1);

describe('random commands', () => {
  let real: RealServer;

  beforeAll(async () => {
    await warmUpRedis();
    real = await startReal();
  });
  afterAll(async () => {
    if ('engine' in real) await real.engine.stop();
  });

  it('are answered by the twin as by a real redis-server', { timeout: 3_600_000 }, async (context) => {
    if ('missing' in real) {
      const reason = `NOT COMPARED: ${real.missing}. Install redis-server to run the differential test.`;
      console.warn(reason);
      context.skip(reason);
      return;
    }
    const { engine, version } = real;
    const { tally, failure } = await runCampaign(engine, { wanted, seed });
    if (failure !== null) throw new Error(`the twin differs from redis-server ${version}\n${describeFailure(failure)}`);
    console.log(
      `fidelity fuzz: ${tally.commands} random commands in ${tally.programs} programs, 0 mismatches against redis-server ${version}; ${tally.unjudged} programs too close to a deadline to judge`,
    );
    expect(tally.commands).toBeGreaterThanOrEqual(wanted);
  });
});
