/** Faults of Redis that ask less: each step is a fault of the same kind that plans accept, and weakening ends. */
import { describe, expect, it } from 'vitest';
import { weakerFaults } from '../../../properties/suites/weaker-faults.ts';
import { parsePlan, type Fault } from '../../../sim/faults/index.ts';

const redis = { target: 'redis', atMs: 1000 } as const;
const faults: readonly Fault[] = [
  { kind: 'redis-kill', ...redis, forMs: 300, persistence: 'rdb', loadingMs: 40 },
  { kind: 'power-loss', ...redis, forMs: 300, persistence: 'aof-everysec', lostMs: 800, disk: 'stalled', loadingMs: 90 },
  { kind: 'memory-pressure', ...redis, forMs: 700, share: 0.3, policy: 'allkeys-lru' },
  { kind: 'connection-limit', ...redis, forMs: 700, connections: 2 },
  { kind: 'client-kill', ...redis, peer: 'gateway-1' },
  { kind: 'client-pause', ...redis, forMs: 700, mode: 'all' },
  { kind: 'output-buffer', ...redis, forMs: 700, bytes: 500 },
  { kind: 'disk-full', ...redis, forMs: 700, persistence: 'rdb' },
];

/** Every fault that weakening leads to, by its text. */
function reached(fault: Fault): readonly Fault[] {
  const known = new Map([[JSON.stringify(fault), fault]]);
  for (const each of known.values()) {
    for (const weaker of weakerFaults(each)) known.set(JSON.stringify(weaker), weaker);
    if (known.size > 5000) break;
  }
  return [...known.values()];
}

describe('weakening', () => {
  it.each(faults)('$kind', (fault) => {
    const all = reached(fault);
    expect(all.length).toBeGreaterThan(1);
    expect(all.length).toBeLessThan(5000);
    expect(parsePlan(JSON.stringify(all), 'weaker')).toEqual(all);
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set([fault.kind]));
  });

  it('takes less from a disk, from memory and from clients', () => {
    const [, powerLoss, pressure, , kill, pause, output] = faults.map((fault) => [...weakerFaults(fault)]);
    expect(powerLoss).toContainEqual(expect.objectContaining({ disk: 'quick' }));
    expect(powerLoss).toContainEqual(expect.objectContaining({ lostMs: 400 }));
    expect(pressure).toContainEqual(expect.objectContaining({ share: 1 }));
    expect(kill).toContainEqual(expect.objectContaining({ type: 'pubsub' }));
    expect(output).toContainEqual(expect.objectContaining({ bytes: 1000 }));
    expect(output).toContainEqual(expect.objectContaining({ type: 'pubsub' }));
    expect(pause).toContainEqual(expect.objectContaining({ mode: 'write' }));
  });
});
