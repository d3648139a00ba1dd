/**
 * Load and strikes of a soak as plain data, drawn from its seed: the same seed asks the same of the scheduler at the same moments. What the
 * machine makes of it differs from run to run, which is why a soak is judged and not replayed.
 */
import seedrandom from 'seedrandom';
import type { SoakOptions } from './options.ts';

/** What every worker offers. */
export const MACHINE = { cpuMillicores: 4_000, memoryMib: 4_000 } as const;

/** One container of the load. */
export interface PlannedContainer {
  readonly id: string;
  /** Since the beginning of the load. */
  readonly atMs: number;
  readonly sleepMs: number;
  readonly cpuMillicores: number;
  readonly memoryMib: number;
}

/** Something bad at a drawn moment. */
export type Strike = { readonly atMs: number } & (
  | { readonly kind: 'kill-gateway' | 'kill-worker'; readonly target: string; readonly backAfterMs: number }
  | { readonly kind: 'freeze-gateway' | 'freeze-worker'; readonly target: string; readonly forMs: number }
  /** Cuts so much of all connections to Redis, by CLIENT KILL. */
  | { readonly kind: 'cut-connections'; readonly share: number }
  | { readonly kind: 'restart-redis'; readonly signal: 'SIGTERM' | 'SIGKILL'; readonly downMs: number }
);

/** Everything that is drawn. */
export interface SoakPlan {
  readonly gateways: readonly string[];
  readonly workers: readonly string[];
  readonly containers: readonly PlannedContainer[];
  readonly strikes: readonly Strike[];
}

/** Strikes on workers come twice, because a worker has the most to lose. */
const DECK = [
  'kill-worker',
  'kill-gateway',
  'freeze-worker',
  'cut-connections',
  'redis-sigkill',
  'kill-worker',
  'freeze-gateway',
  'redis-sigterm',
  'freeze-worker',
] as const;

/** Mean time between two strikes. */
const STRIKE_EVERY_MS = 2_000;
/** Containers come during this share of the time, so that the last strikes find a backlog to hit and not only new arrivals. */
const ARRIVAL_SHARE = 0.85;
/** Longer than the worker TTL of a soak (see `timings.ts`), so that a death is noticed by either of its two ways: the TTL, and the restart. */
const AWAY_MAX_MS = 6_000;

class Draw {
  readonly #random: () => number;

  constructor(seed: string) {
    this.#random = seedrandom(seed);
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  between(minimum: number, maximum: number): number {
    return Math.floor(minimum + this.#random() * (maximum - minimum + 1));
  }

  of<One>(list: readonly [One, ...One[]] | readonly One[]): One {
    const one = list[this.between(0, list.length - 1)];
    if (one === undefined) throw new RangeError('nothing to draw from');
    return one;
  }

  shuffled<One>(list: readonly One[]): One[] {
    return list
      .map((one) => ({ one, rank: this.#random() }))
      .sort((left, right) => left.rank - right.rank)
      .map(({ one }) => one);
  }
}

function names(role: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${role}-${index + 1}`);
}

function drawContainers(draw: Draw, { containers, seconds }: SoakOptions): PlannedContainer[] {
  const width = String(containers).length;
  const moments = Array.from({ length: containers }, () => draw.between(0, seconds * 1_000 * ARRIVAL_SHARE)).sort(
    (left, right) => left - right,
  );
  return moments.map((atMs, index) => ({
    id: `c-${String(index + 1).padStart(width, '0')}`,
    atMs,
    // Most are over in a moment; some live long enough to be struck while they run.
    sleepMs: draw.chance(0.9) ? draw.between(0, 100) : draw.between(500, 3_000),
    cpuMillicores: draw.of([250, 500, 1_000, 2_000]),
    memoryMib: draw.of([250, 500, 1_000, 2_000]),
  }));
}

function drawStrike(draw: Draw, kind: (typeof DECK)[number], atMs: number, plan: Pick<SoakPlan, 'gateways' | 'workers'>): Strike {
  const awayMs = draw.between(100, AWAY_MAX_MS);
  switch (kind) {
    case 'kill-gateway':
      return { atMs, kind, target: draw.of(plan.gateways), backAfterMs: awayMs };
    case 'kill-worker':
      return { atMs, kind, target: draw.of(plan.workers), backAfterMs: awayMs };
    case 'freeze-gateway':
      return { atMs, kind, target: draw.of(plan.gateways), forMs: awayMs };
    case 'freeze-worker':
      return { atMs, kind, target: draw.of(plan.workers), forMs: awayMs };
    case 'cut-connections':
      return { atMs, kind, share: draw.between(2, 10) / 10 };
    case 'redis-sigterm':
    case 'redis-sigkill':
      return { atMs, kind: 'restart-redis', signal: kind === 'redis-sigkill' ? 'SIGKILL' : 'SIGTERM', downMs: draw.between(50, 1_500) };
  }
}

/** Draws load and strikes. Every kind of strike comes before any comes a third time, so that also a short soak has them all. */
export function drawPlan(options: SoakOptions): SoakPlan {
  const draw = new Draw(options.seed);
  const machines = { gateways: names('gateway', options.gateways), workers: names('worker', options.workers) };
  const durationMs = options.seconds * 1_000;
  const count = Math.max(DECK.length, Math.round(durationMs / STRIKE_EVERY_MS));
  const rounds = Array.from({ length: Math.ceil(count / DECK.length) }, () => draw.shuffled(DECK));
  const kinds = rounds.flat().slice(0, count);
  // The first tenth is quiet: a soak of a scheduler that never stood tests little.
  const moments = kinds.map(() => draw.between(durationMs * 0.1, durationMs)).sort((left, right) => left - right);
  const strikes = kinds.map((kind, index) => drawStrike(draw, kind, moments[index] ?? 0, machines));
  return { ...machines, containers: drawContainers(draw, options), strikes };
}
