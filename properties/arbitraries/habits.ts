/**
 * How the people of a world behave, drawn once a world and apart from what they do it to: how often users repeat and stop, whether work
 * belongs to workspaces, and what operators limit, cordon and drain. Most worlds have few of these at once, because habits can hide bugs
 * from each other as faults can.
 */
import fc, { type Arbitrary } from 'fast-check';

/** Habits of one world. */
export interface Habits {
  /** One submission of so many is repeated; infinite: none. */
  readonly repeatOneIn: number;
  /** One container of so many is stopped by its user; infinite: none. */
  readonly stopOneIn: number;
  /** Containers belong to nobody (0), or to one of so many workspaces, or to nobody. */
  readonly workspaces: number;
  /** Small containers keep coming while one waits for a whole worker; without any fault, or with those that are drawn. */
  readonly stream: 'none' | 'faultless' | 'with-faults';
}

const NEVER = Number.POSITIVE_INFINITY;

/** The habits of a world. */
export const habits: Arbitrary<Habits> = fc.record({
  repeatOneIn: fc.constantFrom(NEVER, 12, 6, 6, 2),
  stopOneIn: fc.constantFrom(NEVER, 18, 9, 9, 3),
  workspaces: fc.constantFrom(0, 0, 1, 2),
  stream: fc.oneof(
    { weight: 14, arbitrary: fc.constant('none' as const) },
    { weight: 1, arbitrary: fc.constantFrom('faultless' as const, 'with-faults' as const) },
  ),
});

/** An operator changes what a workspace may use. */
export interface QuotaSketch {
  readonly atMs: number;
  /** Share of all machines' processors in percent; null: no limit. */
  readonly cpuPercent: number | null;
  readonly gpuCount: number | null;
}

/** An operator takes a worker out of service, for a while or for good. */
export interface ServiceSketch {
  readonly what: 'cordon' | 'drain';
  readonly worker: number;
  readonly atMs: number;
  readonly forMs: number | null;
}

/** What operators do in one world. */
export interface OperationSketches {
  readonly quotas: readonly QuotaSketch[];
  readonly services: readonly ServiceSketch[];
}

const SPAN_MS = 4_000;

const quotaSketch: Arbitrary<QuotaSketch> = fc.record({
  atMs: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(SPAN_MS) }),
  cpuPercent: fc.constantFrom(null, 5, 15, 40, 100),
  gpuCount: fc.constantFrom(null, null, 0, 1, 3),
});

const serviceSketch: Arbitrary<ServiceSketch> = fc.record({
  what: fc.constantFrom('cordon' as const, 'drain' as const),
  worker: fc.nat(5),
  atMs: fc.integer({ min: 100, max: SPAN_MS }),
  forMs: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 100, max: 3_000 }) }, { weight: 1, arbitrary: fc.constant(null) }),
});

/** What operators do; nothing with workers in two worlds of three. */
export const operationSketches: Arbitrary<OperationSketches> = fc.record({
  quotas: fc.array(quotaSketch, { maxLength: 3, size: 'max' }),
  services: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(serviceSketch, { minLength: 1, maxLength: 4, size: 'max' }) },
  ),
});
