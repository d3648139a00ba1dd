/** The court of one world: gives every property its evidence, turns accusations into violations, and knows what is still owed. */
import type { Obligation, World } from '../../sim/world/index.ts';
import type { Evidence } from '../evidence/index.ts';
import type { Goal } from '../goals.ts';
import type { Limits } from '../limits.ts';
import type { Accusation, Court, Property, PropertyListener, RedisStep } from '../property.ts';
import { ask, guarded } from './guarded.ts';

/** Something owed in a world that is not calm yet: its time has not begun. */
interface Waiting {
  readonly withinMs: number;
  readonly otherwise: () => Accusation & { readonly property: string };
  obligation: Obligation | null;
}

/** A property that threw while it was to say what is wrong. The world has failed; this is not told. */
const NOTHING_TO_SAY: Accusation = { sentence: 'the property threw', facts: [], about: [] };

/** Seats the judges of one world and speaks to them. */
export class WorldCourt {
  readonly #world: World;
  readonly #evidence: Evidence;
  readonly #limits: Limits;
  readonly #listeners: PropertyListener[] = [];
  readonly #activity: PropertyListener[] = [];
  /** Null once the world is calm. */
  #waiting: Set<Waiting> | null = new Set();
  #owed = 0;

  constructor(world: World, evidence: Evidence, limits: Limits) {
    this.#world = world;
    this.#evidence = evidence;
    this.#limits = limits;
  }

  /** Obligations that are neither met nor withdrawn. */
  get owed(): number {
    return this.#owed;
  }

  /** A property begins to watch. */
  seat(judge: Property | Goal): void {
    const listener = guarded(this.#world, judge.name, judge.watch(this.#courtOf(judge.name)));
    this.#evidence.listen(listener);
    this.#listeners.push(listener);
    if (listener.activity !== undefined) this.#activity.push(listener);
  }

  activity(step: RedisStep): void {
    for (const listener of this.#activity) listener.activity?.(step);
  }

  /** No fault is active any more: what is owed must now come within its time. */
  calm(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const one of waiting) one.obligation = this.#world.owe(this.#world.nowMs + one.withinMs, one.otherwise);
    for (const listener of this.#listeners) listener.calm?.();
  }

  /** Everything has settled. */
  rest(): void {
    for (const listener of this.#listeners) listener.rest?.();
  }

  #courtOf(name: string): Court {
    const world = this.#world;
    return {
      evidence: this.#evidence,
      limits: this.#limits,
      nowMs: () => world.nowMs,
      accuse: (accusation) => world.violate({ property: name, ...accusation }),
      reach: (goal) => world.goal(goal),
      owe: (withinMs, otherwise) =>
        this.#owe(withinMs, () => ({ property: name, ...(ask(world, name, 'otherwise', otherwise) ?? NOTHING_TO_SAY) })),
    };
  }

  #owe(withinMs: number, otherwise: Waiting['otherwise']): Obligation {
    const waiting: Waiting = { withinMs, otherwise, obligation: null };
    if (this.#waiting === null) waiting.obligation = this.#world.owe(this.#world.nowMs + withinMs, otherwise);
    else this.#waiting.add(waiting);
    this.#owed += 1;
    let open = true;
    const close = (end: 'met' | 'withdraw'): void => {
      if (!open) return;
      open = false;
      this.#owed -= 1;
      this.#waiting?.delete(waiting);
      waiting.obligation?.[end]();
    };
    return { met: () => close('met'), withdraw: () => close('withdraw') };
  }
}
