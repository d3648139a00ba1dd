/**
 * Puts a plan into a world: each fault strikes at its moment or right after its cause, and is healed. What makes no sense when it comes
 * to it (the host died of something else meanwhile) is passed over. The handle says what is still to come, because what must happen in
 * the end is owed only once the faults are over.
 */
import type { World } from '../world/index.ts';
import { Causes, type Awaited } from './causes.ts';
import { checkPlan, type CheckPlanOptions } from './check-plan.ts';
import { kindOf, type Fault, type FaultPlan } from './kinds/index.ts';
import { Strike } from './strike.ts';
import { causeWords } from './timeline.ts';

/** How a plan is applied. */
export interface ApplyFaultsOptions extends CheckPlanOptions {
  /** Called whenever no fault is active or to come any more; not when the plan is empty. */
  readonly onOver?: (() => void) | undefined;
}

/** A plan at work. */
export interface FaultHandle {
  /** Is a fault active now? */
  readonly active: boolean;
  /** Is a fault active or still to come? */
  readonly busy: boolean;
  /** What has not struck yet never will. */
  cancel(): void;
  /** How many faults of each kind really hit something so far. */
  readonly acted: ReadonlyMap<Fault['kind'], number>;
}

/** Orders every fault of a plan. Throws FaultPlanError before anything is applied; hosts and offers must be there already. */
export function applyFaults(world: World, plan: FaultPlan, options: ApplyFaultsOptions = {}): FaultHandle {
  checkPlan(world, plan, options);
  return new PlanAtWork(world, plan, options);
}

/** A fault that has not struck yet. */
interface Waiting {
  readonly fault: Fault;
  readonly name: string;
  /** Its cause has happened; only the strike is to come. */
  isDue: boolean;
}

/** A fault that waits for its cause. */
interface ArmedFault extends Awaited {
  readonly waiting: Waiting;
}

class PlanAtWork implements FaultHandle {
  readonly acted = new Map<Fault['kind'], number>();
  readonly #world: World;
  readonly #onOver: () => void;
  readonly #downMax: number;
  readonly #waiting = new Set<Waiting>();
  /** Hosts that a fault of this plan has taken down, by the strike. */
  readonly #down = new Map<Strike, string>();
  #active = 0;

  constructor(world: World, plan: FaultPlan, { onOver, budget }: ApplyFaultsOptions) {
    this.#world = world;
    this.#onOver = onOver ?? ((): void => undefined);
    this.#downMax = budget?.downMax ?? Number.POSITIVE_INFINITY;
    for (const fault of plan) kindOf(fault).prepare?.(world, fault);
    const awaited = plan.flatMap((fault) => this.#arm(fault));
    if (awaited.length === 0) return;
    const causes = new Causes(world, awaited);
    for (const entry of awaited) world.at(entry.fault.atMs, `${entry.waiting.name} expires`, () => this.#expire(entry, causes));
  }

  get active(): boolean {
    return this.#active > 0;
  }

  get busy(): boolean {
    return this.#active > 0 || this.#waiting.size > 0;
  }

  cancel(): void {
    this.#waiting.clear();
  }

  #arm(fault: Fault): ArmedFault[] {
    const { when, kind, target, atMs } = fault;
    const moment = when === undefined ? `at ${atMs}ms` : `after ${causeWords(when, target)}`;
    const waiting: Waiting = { fault, name: `fault/${kind}/${target} ${moment}`, isDue: false };
    this.#waiting.add(waiting);
    if (when !== undefined) return [{ fault, waiting, happened: () => this.#happened(waiting) }];
    this.#world.at(atMs, waiting.name, () => this.#strike(waiting));
    return [];
  }

  /** A schedule could let the host hear of what it did first if the fault were an event of its own; some must not allow that. */
  #happened(waiting: Waiting): void {
    waiting.isDue = true;
    if (kindOf(waiting.fault).isImmediate === true) this.#strike(waiting);
    else this.#world.at(this.#world.nowMs, waiting.name, () => this.#strike(waiting));
  }

  #expire(awaited: ArmedFault, causes: Causes): void {
    causes.forget(awaited);
    if (!awaited.waiting.isDue && this.#waiting.delete(awaited.waiting)) this.#checkOver();
  }

  #strike(waiting: Waiting): void {
    if (!this.#waiting.delete(waiting)) return;
    const { fault, name } = waiting;
    const kind = kindOf(fault);
    this.#active += 1;
    let hasActed = false;
    const strike: Strike = new Strike(this.#world, fault, name, kind.describe(fault), {
      acted: (words) => {
        this.#world.fault(fault.target, words, fault.kind);
        if (!hasActed) this.#world.struck(fault.kind);
        if (!hasActed) this.acted.set(fault.kind, (this.acted.get(fault.kind) ?? 0) + 1);
        hasActed = true;
      },
      over: () => {
        this.#down.delete(strike);
        this.#active -= 1;
        this.#checkOver();
      },
    });
    if (!this.#allows(strike, kind.life) || !kind.apply(strike)) strike.over();
  }

  /** Does it make sense now? */
  #allows(strike: Strike, life: 'down' | 'running' | 'restart' | undefined): boolean {
    if (life !== 'down' && life !== 'running') return true;
    if (strike.host?.state === 'down') return false;
    if (life === 'running') return true;
    if (new Set(this.#down.values()).size >= this.#downMax) return false;
    this.#down.set(strike, strike.fault.target);
    return true;
  }

  #checkOver(): void {
    if (!this.busy) this.#onOver();
  }
}
