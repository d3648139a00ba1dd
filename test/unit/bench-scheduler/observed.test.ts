/** The benchmark measures the design that it names: a wrapped part is called as it would be without the wrapper, also when it is an object of a class. */
import { describe, expect, it } from 'vitest';
import { Observer } from '../../bench-scheduler/observed.ts';
import { presets, type Preset } from '../../../src/index.ts';
import type {
  CommitterPart,
  CommitResult,
  FailurePart,
  IntakeBatch,
  IntakePart,
  LockHandle,
  LinkContext,
  LockPart,
  PartContext,
  Placement,
  Plan,
  PlannerPart,
  SnapshotPart,
  TakenRequest,
} from '../../../src/parts/index.ts';

type Call = readonly [method: string, ...values: readonly unknown[]];

const BATCH: IntakeBatch = { requests: [], reapDue: false, nextReadyMs: 1 };
const HANDLE: LockHandle = { key: 'k', value: 'v' };
const PLAN: Plan = { placements: [], unplaced: [] };
const TAKEN = { token: 't' } as TakenRequest;
const PLACEMENT = { requests: [TAKEN] } as unknown as Placement;
const RESULTS: readonly CommitResult[] = [{ taken: TAKEN, outcome: 'committed' }];

/** Every observed part at once, with private state, and methods that only the prototype has. */
class Parts implements IntakePart, SnapshotPart, PlannerPart, CommitterPart, FailurePart, LockPart {
  readonly #calls: Call[];

  constructor(calls: Call[]) {
    this.#calls = calls;
  }

  async take(atMost?: number): Promise<IntakeBatch> {
    this.#calls.push(['take', atMost]);
    return BATCH;
  }

  async read(): Promise<readonly []> {
    this.#calls.push(['read']);
    return [];
  }

  invalidate(workerIds: readonly string[] | 'everything'): void {
    this.#calls.push(['invalidate', workerIds]);
  }

  plan(requests: readonly TakenRequest[], workers: readonly unknown[]): Plan {
    this.#calls.push(['plan', requests, workers]);
    return PLAN;
  }

  async commit(placement: Placement): Promise<readonly CommitResult[]> {
    this.#calls.push(['commit', placement]);
    return RESULTS;
  }

  async fail(taken: readonly TakenRequest[], reason: string): Promise<void> {
    this.#calls.push(['fail', taken, reason]);
  }

  async acquire(key: string, retries?: number): Promise<LockHandle> {
    this.#calls.push(['acquire', key, retries]);
    return HANDLE;
  }

  async release(handle: LockHandle): Promise<void> {
    this.#calls.push(['release', handle]);
  }
}

/** As much of a context as the observer looks at. */
const CONTEXT = { link: { client: { sendCommand: () => undefined } } } as unknown as PartContext;

function watched(maker: (context: LinkContext) => Parts): Preset {
  const parts = { intake: maker, snapshot: maker, planner: maker, committer: maker, failure: maker, lock: maker };
  return new Observer(() => undefined).watch({ ...presets.leased, ...parts });
}

describe('an observed preset', () => {
  it('passes every method of its parts on, with all that it is given', async () => {
    const calls: Call[] = [];
    const preset = watched(() => new Parts(calls));
    expect(await preset.intake(CONTEXT).take(7)).toBe(BATCH);
    const snapshot = preset.snapshot(CONTEXT);
    expect(await snapshot.read()).toEqual([]);
    snapshot.invalidate?.(['worker-1']);
    expect(preset.planner(CONTEXT).plan([TAKEN], [])).toBe(PLAN);
    expect(await preset.committer(CONTEXT).commit(PLACEMENT)).toBe(RESULTS);
    await preset.failure(CONTEXT).fail([TAKEN], 'retry_limit');
    const lock = preset.lock(CONTEXT);
    expect(await lock.acquire('k', 3)).toBe(HANDLE);
    await lock.release(HANDLE);
    expect(calls).toEqual([
      ['take', 7],
      ['read'],
      ['invalidate', ['worker-1']],
      ['plan', [TAKEN], []],
      ['commit', PLACEMENT],
      ['fail', [TAKEN], 'retry_limit'],
      ['acquire', 'k', 3],
      ['release', HANDLE],
    ]);
  });

  it('asks nothing of a snapshot that is not kept', () => {
    const preset = new Observer(() => undefined).watch({ ...presets.leased, snapshot: () => ({ read: async () => [] }) });
    expect(() => preset.snapshot(CONTEXT).invalidate?.('everything')).not.toThrow();
  });
});
