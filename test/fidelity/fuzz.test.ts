/**
 * Differential fuzzing: random programs on the twin and on a real redis-server, compared reply by reply and then by state. FIDELITY_COMMANDS
 * sets the size (5,000 by default), FIDELITY_SEED the seed.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startReal } from './engines/real.ts';
import { startTwin } from './engines/twin.ts';
import { program } from './fuzz/arbitrary.ts';
import { compareProgram } from './fuzz/differential.ts';
import type { Engine } from './engines/engine.ts';
import type { RealServer } from './engines/real.ts';

const wanted = Number(process.env['FIDELITY_COMMANDS'] ?? 5000);
const seed = Number(process.env['FIDELITY_SEED'] ?? 1);

describe('random commands', () => {
  let real: RealServer;
  let twin: Engine;

  beforeAll(async () => {
    real = await startReal();
    twin = await startTwin();
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
    let commands = 0;
    let round = 0;
    while (commands < wanted) {
      const runs = Math.min(200, Math.max(1, Math.ceil((wanted - commands) / 20)));
      const check = await fc.check(
        fc.asyncProperty(program, fc.constantFrom('2' as const, '3' as const), async (requests, protocol) => {
          const mismatch = await compareProgram(twin, engine, requests, protocol);
          if (mismatch === null) commands += requests.length;
          expect(mismatch).toBeNull();
        }),
        { seed: seed + round++, numRuns: runs },
      );
      if (check.failed) throw new Error(`the twin differs from redis-server ${version}\n${fc.defaultReportMessage(check) ?? ''}`);
    }
    console.log(`fidelity fuzz: ${commands} random commands in ${round} rounds, 0 mismatches against redis-server ${version}`);
  });
});
