/**
 * The scheduler on a real Redis under strikes, twenty seconds of `npm run soak`: the default preset holds, the baseline does not, and a soak
 * that dies leaves nothing behind. Nothing here depends on how fast the machine is.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { root } from '../program/built.ts';
import { SOAK_DEFAULTS } from '../soak/options.ts';
import { processesOf } from '../soak/remains.ts';
import { renderSoak } from '../soak/report.ts';
import { runSoak } from '../soak/soak.ts';
import { NO_REDIS_SERVER, redisServerAvailable } from './real-redis.ts';

const available = redisServerAvailable();
if (!available) console.warn(`test/e2e/soak ${NO_REDIS_SERVER}`);

describe.skipIf(!available)('a soak', () => {
  it('of the default preset holds', async () => {
    const result = await runSoak({ ...SOAK_DEFAULTS, seconds: 20, containers: 1_000 });
    console.log(renderSoak(result));
    expect(result.verdicts.filter(({ violations }) => violations.length > 0)).toEqual([]);
    expect(result.accepted).toBe(1_000);
    expect(result.outcomes['exited'], 'most containers run to their end').toBeGreaterThan(500);
    const { missed, ...struck } = result.strikes;
    expect(
      Object.entries(struck).filter(([, count]) => count === 0),
      `kinds that never struck (${missed} missed)`,
    ).toEqual([]);
  }, 240_000);

  it('of the baseline shows what it loses, and its logs are kept', async () => {
    const keep = mkdtempSync(join(tmpdir(), 'scheduler-soak-kept-'));
    try {
      const result = await runSoak({ ...SOAK_DEFAULTS, preset: 'baseline', seconds: 6, containers: 250, settleSeconds: 5, keep });
      const violated = result.verdicts.filter(({ violations }) => violations.length > 0).map(({ id }) => id);
      expect(violated).toContain('L1');
      expect(violated.length).toBeGreaterThan(1);
      expect(result.kept).toBe(keep);
      expect(existsSync(join(keep, 'logs', 'worker-1.1.log'))).toBe(true);
    } finally {
      rmSync(keep, { recursive: true, force: true });
    }
  }, 240_000);

  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'that dies of %s leaves no process behind',
    async (signal) => {
      const jiti = createRequire(import.meta.url)
        .resolve('jiti/package.json')
        .replace('package.json', 'lib/jiti-cli.mjs');
      const soak = spawn(process.execPath, [jiti, join(root, 'test/soak/main.ts'), '--seconds', '60', '--containers', '600'], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const ended = new Promise((resolve) => soak.once('exit', (code, by) => resolve(by ?? code)));
      let said = '';
      soak.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
      while (!said.includes('all machines are there')) {
        expect(soak.exitCode, said).toBeNull();
        await pause(50);
      }
      const [, runId = ''] = /run (\S+):/.exec(said) ?? [];
      await pause(3_000);
      expect(processesOf(runId)?.length, 'gateways and workers run').toBeGreaterThan(5);
      soak.kill(signal);
      expect(await ended).toBe(signal === 'SIGKILL' ? 'SIGKILL' : 130);
      while ((processesOf(runId) ?? []).length > 0) await pause(100);
    },
    120_000,
  );
});
