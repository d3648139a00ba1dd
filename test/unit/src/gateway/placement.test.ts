/** A batch in the hands of a gateway, with parts that say what they are asked: together or apart, with workers asked for inline or aside. */
import { describe, expect, it } from 'vitest';
import { Concurrency } from '../../../../src/gateway/concurrency.ts';
import { BatchPlacement } from '../../../../src/gateway/placement.ts';
import { presets, type CounterName, type HistogramName, type Preset, type WorkerPool, type WorkerRecord } from '../../../../src/index.ts';
import type { CommitResult, PartContext, Provisioned, TakenRequest, Unplaced } from '../../../../src/parts/index.ts';
import { DEFAULT_TIMINGS, type Timings } from '../../../../src/timings.ts';
import { request } from '../crew.ts';

const worker = (id: string): WorkerRecord =>
  ({ id, status: 'available', total: { cpuMillicores: 4_000 }, free: { cpuMillicores: 1_000 } }) as WorkerRecord;
const taken = (id: string): TakenRequest => ({ request: request(id), token: id, attempts: 0, ageMs: 7 });

/** What the parts of a test say and do. */
interface Behaviour {
  /** Requests without a place, by id. */
  readonly homeless?: readonly string[];
  readonly outcome?: (id: string, attempt: number) => CommitResult['outcome'];
  readonly provided?: (open: readonly TakenRequest[]) => Provisioned;
  readonly commitGate?: Promise<void>;
  readonly pools?: readonly WorkerPool[];
  readonly timings?: Partial<Timings>;
}

class Desk {
  readonly log: string[] = [];
  readonly counters = new Map<CounterName, number>();
  readonly observed = new Map<HistogramName, number[]>();
  readonly gauges = new Map<string, number>();
  readonly placement: BatchPlacement;
  readonly #attempts = new Map<string, number>();

  constructor(shape: Pick<Preset, 'handling' | 'provisioning' | 'planningRounds'>, behaviour: Behaviour = {}) {
    const timings = { ...DEFAULT_TIMINGS, ...behaviour.timings };
    const metrics = {
      count: (name: CounterName, by = 1): void => void this.counters.set(name, (this.counters.get(name) ?? 0) + by),
      set: (name: string, value: number): void => void this.gauges.set(name, value),
      observe: (name: HistogramName, value: number): void => void this.observed.set(name, [...(this.observed.get(name) ?? []), value]),
    };
    const context = {
      timings,
      metrics,
      pools: behaviour.pools ?? [],
      emit: () => undefined,
      link: { closed: false },
    } as unknown as PartContext;
    const preset: Preset = { ...presets.leased, ...shape, ...this.#parts(behaviour) };
    this.placement = new BatchPlacement(preset, context, new Concurrency(timings, metrics));
  }

  #parts(behaviour: Behaviour): Partial<Preset> {
    return {
      snapshot: () => ({
        read: async () => (this.log.push('look'), [worker('w')]),
        invalidate: (ids) => void this.log.push(`invalidate ${String(ids)}`),
      }),
      planner: () => ({
        plan: (requests) => {
          const isHomeless = (one: TakenRequest): boolean => behaviour.homeless?.includes(one.token) ?? false;
          const seated = requests.filter((one) => !isHomeless(one));
          return {
            placements: seated.length > 0 ? [{ worker: worker('w'), requests: seated }] : [],
            unplaced: requests.filter(isHomeless),
          };
        },
      }),
      committer: () => ({
        commit: async ({ worker: { id }, requests }) => {
          this.log.push(`commit ${requests.map(({ token }) => token).join()} to ${id}`);
          await behaviour.commitGate;
          return requests.map((one) => ({ taken: one, outcome: this.#outcome(one.token, behaviour) }));
        },
      }),
      provisioner: () => ({
        provision: async (open) => {
          this.log.push(`provision ${open.map(({ token }) => token).join()}`);
          return behaviour.provided?.(open) ?? { placements: [], unplaced: open };
        },
      }),
      retry: () => ({
        retry: async (unplaced) => (this.log.push(`retry ${unplaced.map(say).join()}`), 5),
        close: async () => undefined,
      }),
    };
  }

  #outcome(id: string, { outcome }: Behaviour): CommitResult['outcome'] {
    const attempt = (this.#attempts.get(id) ?? 0) + 1;
    this.#attempts.set(id, attempt);
    return outcome?.(id, attempt) ?? 'committed';
  }

  counts(): Record<string, number> {
    return Object.fromEntries(this.counters);
  }
}

const say = ({ taken: { token }, reason }: Unplaced): string => `${token}:${reason}`;
const together = { handling: 'together', provisioning: 'inline', planningRounds: 1 } as const;
const apart = { handling: 'apart', provisioning: 'aside', planningRounds: 1 } as const;
const pool = { name: 'p' } as WorkerPool;
const onNewWorker = (open: readonly TakenRequest[]): Provisioned => ({
  placements: [{ worker: worker('new'), requests: open }],
  unplaced: [],
});

describe('a batch that is placed together', () => {
  it('is one look, one plan and one commit a worker, and everything is measured', async () => {
    const desk = new Desk(together);
    expect(await desk.placement.place([taken('a'), taken('b')])).toBe(Number.POSITIVE_INFINITY);
    expect(desk.log).toEqual(['look', 'commit a,b to w', 'invalidate w']);
    expect(desk.counts()).toEqual({ placements: 2, workers_reused: 1 });
    expect(desk.gauges.get('capacity_utilisation')).toBe(0.75);
    expect(desk.observed.get('batch_size')).toEqual([2]);
    expect(desk.observed.get('batch_processing_ms')).toHaveLength(1);
    expect(desk.observed.get('schedule_latency_ms')?.every((ms) => ms >= 7)).toBe(true);
  });

  it('is planned again for what another gateway was faster with, as often as the preset says', async () => {
    const desk = new Desk(
      { ...together, planningRounds: 2 },
      { outcome: (id, attempt) => (id === 'a' && attempt === 1 ? 'capacity' : 'committed') },
    );
    await desk.placement.place([taken('a'), taken('b')]);
    expect(desk.log).toEqual(['look', 'commit a,b to w', 'invalidate w', 'look', 'commit a to w', 'invalidate w']);
    expect(desk.counts()).toEqual({ conflicts: 1, placements: 2, workers_reused: 1 });
  });

  it('gives back what was refused, with the reason, and counts what kept a container from being placed twice', async () => {
    const desk = new Desk(together, { homeless: ['c'], outcome: (id) => (id === 'a' ? 'already_placed' : 'locked') });
    expect(await desk.placement.place([taken('a'), taken('b'), taken('c')])).toBe(5);
    expect(desk.log.at(-1)).toBe('retry c:no_fit,a:already_placed,b:locked');
    expect(desk.counts()).toEqual({ double_bookings_prevented: 1 });
  });

  it('does not wait for workers that are asked for aside, and places on them at once', async () => {
    const desk = new Desk({ ...together, provisioning: 'aside' }, { homeless: ['b', 'c'], pools: [pool], provided: onNewWorker });
    expect(await desk.placement.place([taken('a'), taken('b'), taken('c')])).toBe(Number.POSITIVE_INFINITY);
    await desk.placement.close();
    expect(desk.log.filter((line) => line.startsWith('provision'))).toEqual(['provision b', 'provision c']);
    expect(desk.log).toContain('commit b to new');
    expect(desk.log.filter((line) => line === 'invalidate everything')).toHaveLength(2);
    expect(desk.counts()).toEqual({ placements: 3, workers_reused: 1 });
  });

  it('asks nobody where there are no pools', async () => {
    const desk = new Desk({ ...together, provisioning: 'aside' }, { homeless: ['a'] });
    await desk.placement.place([taken('a')]);
    expect(desk.log).toEqual(['look', 'retry a:no_fit']);
  });
});

describe('a batch whose requests go their own ways', () => {
  it('is one look and a commit each, and the loop does not wait for them', async () => {
    let open: () => void = () => undefined;
    const desk = new Desk(apart, { commitGate: new Promise((resolve) => (open = resolve)) });
    await desk.placement.place([taken('a'), taken('b')]);
    expect(desk.log).toEqual(['look', 'commit a to w', 'commit b to w']);
    expect(desk.counts()).toEqual({});
    open();
    await desk.placement.close();
    expect(desk.counts()).toEqual({ placements: 2, workers_reused: 1 });
    expect(desk.observed.get('batch_processing_ms')).toHaveLength(1);
  });

  it('waits where more would be placed at once than allowed', async () => {
    let open: () => void = () => undefined;
    const desk = new Desk(apart, { commitGate: new Promise((resolve) => (open = resolve)), timings: { maxConcurrentScheduling: 1 } });
    const placed = desk.placement.place([taken('a'), taken('b')]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(desk.log).toEqual(['look', 'commit a to w']);
    open();
    await placed;
    await desk.placement.close();
    expect(desk.log).toContain('commit b to w');
  });

  it('asks for a worker for what no candidate took, and gives back other refusals', async () => {
    const desk = new Desk(apart, { homeless: ['c'], outcome: (id) => (id === 'a' ? 'no_candidate' : 'locked') });
    await desk.placement.place([taken('a'), taken('b'), taken('c')]);
    await desk.placement.close();
    expect(desk.log.filter((line) => line.startsWith('provision')).sort()).toEqual(['provision a', 'provision c']);
    expect(desk.log.filter((line) => line.startsWith('retry')).sort()).toEqual(['retry a:no_fit', 'retry b:locked', 'retry c:no_fit']);
  });
});
