/** One life of a worker: how it is lengthened, and that nothing brings it back. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Incarnation } from '../../../src/worker/incarnation.ts';

const identity = {
  id: 'worker-1',
  incarnation: 'life-1',
  resources: { cpuMillicores: 1_000, memoryMib: 1_024, gpuCount: 0 },
  poolName: 'default',
  poolSelector: 'default',
  requiresPoolSelector: false,
  isPreemptable: false,
  priority: 0,
};

describe('incarnation', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('ends by itself when it is not renewed', async () => {
    const life = new Incarnation(identity, performance.now() + 1_000);
    expect(life.valid).toBe(true);
    vi.advanceTimersByTime(1_001);
    expect(life.valid).toBe(false);
    await expect(life.over).resolves.toBe('worker_fenced');
  });

  it('goes on for as long as it is renewed in time', () => {
    const life = new Incarnation(identity, performance.now() + 1_000);
    vi.advanceTimersByTime(900);
    life.extend(performance.now() + 1_000);
    vi.advanceTimersByTime(900);
    expect(life.valid).toBe(true);
  });

  it('is not brought back by a renewal that is answered after it ran out, before its own timer noticed', async () => {
    vi.useRealTimers();
    vi.useFakeTimers({ toFake: ['performance'] });
    const life = new Incarnation(identity, performance.now() + 1_000);
    vi.advanceTimersByTime(1_500);
    expect(life.valid).toBe(false);
    life.extend(performance.now() + 1_000);
    expect(life.valid).toBe(false);
    await expect(life.over).resolves.toBe('worker_fenced');
  });
});
