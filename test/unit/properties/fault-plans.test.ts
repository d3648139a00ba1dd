/** Fault plans from files: what is in them happens, and what is wrong with them is said before any world, by place. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { chaosSuite } from '../../../properties/index.ts';
import { runWorld, UsageError, type Settings, type WorldOutcome } from '../../../sim/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'fault-plans-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function planFile(content: unknown): string {
  files += 1;
  const path = join(folder, `plan-${files}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function refusal(settings: Settings): Promise<string> {
  try {
    await chaosSuite().prepare?.(settings);
  } catch (error) {
    if (error instanceof UsageError) return error.message.replaceAll(folder, '');
    throw error;
  }
  return 'accepted';
}

async function world(settings: Settings, seed = '5'): Promise<WorldOutcome> {
  const suite = chaosSuite();
  await suite.prepare?.(settings);
  return runWorld(suite, { seed, settings });
}

describe('a plan', () => {
  it('strikes in every world, and nothing else does', async () => {
    const plan = planFile([
      { kind: 'pause', target: 'gateway-1', atMs: 300, forMs: 200 },
      {
        kind: 'crash',
        target: 'worker-1',
        atMs: 4_000,
        when: { does: 'deed', what: 'was-given-work', occurrence: 1 },
        forMs: 500,
        manner: 'reset',
      },
    ]);
    const { faults, status } = await world({ plan, containers: 12, workers: 1 });
    expect(status).toBe('held');
    expect(faults.length).toBe(2);
    expect(faults.some((fault) => fault.startsWith('0.300s gateway-1 paused for 200ms'))).toBe(true);
  });

  it('is given worlds that have its hosts', async () => {
    const plan = planFile([{ kind: 'pause', target: 'worker-8', atMs: 100, forMs: 50 }]);
    expect((await world({ plan })).faults).toEqual(['0.100s worker-8 paused for 50ms']);
  });

  it.each<[string, unknown, RegExp]>([
    ['that is not JSON', '[{', /\/plan-\d+\.json is not JSON/],
    ['that is no list', { kind: 'pause' }, /holds no list of faults/],
    ['with an unknown kind', [{ kind: 'pauze', target: 'redis', atMs: 1 }], /fault 1: there is no fault of the kind "pauze".*pause/],
    [
      'with an unknown host',
      [{ kind: 'pause', target: 'gatway-1', atMs: 1, forMs: 1 }],
      /fault 1 .*"gatway-1" is not a host of this world.*gateway-1/,
    ],
    [
      'with an unknown link',
      [
        { kind: 'pause', target: 'gateway-1', atMs: 1, forMs: 1 },
        { kind: 'half-open', target: 'gateway-1', peer: 'radis', atMs: 2 },
      ],
      /fault 2 .*"radis"/,
    ],
    ['that restarts what runs', [{ kind: 'restart', target: 'worker-1', atMs: 100 }], /fault 1 .*worker-1 runs at that time/],
    [
      'whose faults overlap',
      [
        { kind: 'pause', target: 'worker-1', atMs: 100, forMs: 500 },
        { kind: 'pause', target: 'worker-1', atMs: 200, forMs: 500 },
      ],
      /fault 2 .*not over yet/,
    ],
    ['that asks a worker to repeat a call', [{ kind: 'duplicate-call', target: 'worker-1', atMs: 1 }], /fault 1 .*client-1, client-2/],
  ])('%s is refused, with the place', async (_what, content, message) => {
    expect(await refusal({ plan: planFile(content) })).toMatch(message);
  });

  it('is refused when settings leave no room for its hosts', async () => {
    const plan = planFile([{ kind: 'pause', target: 'gateway-3', atMs: 1, forMs: 1 }]);
    expect(await refusal({ plan, gateways: 2 })).toMatch(/fault 1 .*"gateway-3" is not a host/);
  });

  it('that cannot be read is named', async () => {
    expect(await refusal({ plan: join(folder, 'none.json') })).toMatch(/cannot read the fault plan ".*none\.json"/);
  });
});
