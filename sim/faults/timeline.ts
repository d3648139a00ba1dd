/**
 * Checks the faults of a plan against each other in the order of their moments: what is down cannot be crashed, what runs cannot be
 * restarted, a link is not cut twice. Faults that wait for a cause have no known moment and are judged when they strike: what makes no
 * sense then is passed over.
 */
import type { FaultBase } from './fault.ts';
import { kindOf, type Fault } from './kinds/index.ts';
import type { PlanProblem } from './plan-error.ts';

/** How much a plan may do. */
export interface FaultBudget {
  /** So many faults at most. */
  readonly faultsMax: number;
  /** So many hosts may be down at the same time; any number when absent. */
  readonly downMax?: number;
}

interface Span {
  readonly index: number;
  readonly fault: Fault;
  readonly fromMs: number;
  untilMs: number;
}

/** The first fault, by moment, that cannot be where it is; null when all can. */
export function timelineProblem(plan: readonly Fault[], budget: FaultBudget | null): { index: number; problem: PlanProblem } | null {
  const timeline = new Timeline(plan, budget);
  const timed = plan.map((fault, index) => ({ fault, index })).filter(({ fault }) => fault.when === undefined);
  for (const { fault, index } of timed.toSorted((a, b) => a.fault.atMs - b.fault.atMs || a.index - b.index)) {
    const problem = timeline.add(fault, index);
    if (problem !== null) return { index, problem };
  }
  return null;
}

class Timeline {
  readonly #plan: readonly Fault[];
  readonly #budget: FaultBudget | null;
  readonly #downs: Span[] = [];
  readonly #occupied = new Map<string, Span>();

  constructor(plan: readonly Fault[], budget: FaultBudget | null) {
    this.#plan = plan;
    this.#budget = budget;
  }

  add(fault: Fault, index: number): PlanProblem | null {
    const kind = kindOf(fault);
    const lastsMs = kind.lastsMs(fault);
    const span: Span = { index, fault, fromMs: fault.atMs, untilMs: lastsMs === null ? Number.POSITIVE_INFINITY : fault.atMs + lastsMs };
    const problem = this.#lifeProblem(span, kind.life) ?? this.#overlapProblem(span, kind.occupies(fault));
    if (problem !== null || kind.life !== 'down') return problem;
    this.#downs.push(span);
    return this.#budgetProblem(span);
  }

  #lifeProblem({ fault }: Span, life: 'down' | 'running' | 'restart' | undefined): PlanProblem | null {
    if (life === undefined) return null;
    const down = this.#downs.find((other) => other.fault.target === fault.target && lastsAt(other, fault.atMs));
    if (life === 'restart') {
      if (down !== undefined) down.untilMs = fault.atMs;
      else if (!this.#mayBeDown(fault.target))
        return { code: 'not-down', text: `${fault.target} runs at that time; crash it before, with forMs null, or drop the restart` };
      return null;
    }
    if (down === undefined) return null;
    return { code: 'already-down', text: `${fault.target} is down then, ${told(down)}` };
  }

  #overlapProblem(span: Span, occupies: readonly string[]): PlanProblem | null {
    for (const place of occupies) {
      const other = this.#occupied.get(place);
      if (other !== undefined && lastsAt(other, span.fromMs))
        return { code: 'overlap', text: `the ${place} is not over yet, ${told(other)}; begin it later or drop one of the two` };
      this.#occupied.set(place, span);
    }
    return null;
  }

  #budgetProblem({ fromMs }: Span): PlanProblem | null {
    const downMax = this.#budget?.downMax;
    const down = new Set(this.#downs.filter((span) => lastsAt(span, fromMs)).map(({ fault }) => fault.target));
    if (downMax === undefined || down.size <= downMax) return null;
    return { code: 'budget', text: `${[...down].join(', ')} would be down at the same time; the budget allows ${downMax}` };
  }

  /** A fault that waits for a cause may have taken it down by then. */
  #mayBeDown(host: string): boolean {
    return this.#plan.some((fault) => fault.when !== undefined && fault.target === host && kindOf(fault).life === 'down');
  }
}

function lastsAt({ fromMs, untilMs }: Span, atMs: number): boolean {
  return fromMs <= atMs && atMs < untilMs;
}

function told({ index, fault, fromMs, untilMs }: Span): string {
  const until = untilMs === Number.POSITIVE_INFINITY ? 'for good' : `to ${untilMs}ms`;
  return `by fault ${index + 1} (${fault.kind} of ${fault.target}) from ${fromMs}ms ${until}`;
}

/** A fault in a few words: `pause of gateway-1 at 300ms`, `crash of worker-1 after placed #2`. */
export function headline({ kind, target, atMs, when }: FaultBase): string {
  return `${kind} of ${target} ${when === undefined ? `at ${atMs}ms` : `after ${causeWords(when, target)}`}`;
}

/** A cause in a few words: `placed #2`, `gateway-1 sent commit #1`. */
export function causeWords({ host, does, what, occurrence }: NonNullable<FaultBase['when']>, target: string): string {
  const who = host === undefined || host === target ? '' : `${host} `;
  return `${who}${does === 'deed' ? '' : `${does} `}${what} #${occurrence}`;
}
