/** The court of one world: gives every property its evidence, turns accusations into violations, and knows what is still owed. */
import type { Obligation, World } from '../../sim/world/index.ts';
import type { Evidence } from '../evidence/index.ts';
import type { Goal } from '../goals.ts';
import type { Limits } from '../limits.ts';
import type { Accusation, Court, Property, PropertyListener, RedisStep } from '../property.ts';
import { ask, guarded, type Voice } from './guarded.ts';

/** Something owed in a world that is not calm yet: its time has not begun. */
interface Waiting {
  readonly withinMs: number;
  /** Null: nobody is to be told. */
  readonly otherwise: () => (Accusation & { readonly property: string }) | null;
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

  /**
   * A property begins to watch. One that is muted watches and waits like the others, so that a world takes the same course whoever is judged;
   * its accusations and what it is owed in vain are not told.
   */
  seat(judge: Property | Goal, isMuted: boolean = false): void {
    const voice: Voice = { isMuted, hasSpoken: false };
    const listener = guarded(this.#world, judge.name, judge.watch(this.#courtOf(judge.name, voice)), voice);
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

  #courtOf(name: string, voice: Voice): Court {
    const world = this.#world;
    return {
      evidence: this.#evidence,
      limits: this.#limits,
      nowMs: () => world.nowMs,
      accuse: (accusation) => {
        voice.hasSpoken = true;
        if (!voice.isMuted) world.violate({ property: name, ...accusation });
      },
      reach: (goal) => world.goal(goal),
      owe: (withinMs, otherwise) =>
        this.#owe(withinMs, voice, () => ({ property: name, ...(ask(world, name, 'otherwise', otherwise) ?? NOTHING_TO_SAY) })),
    };
  }

  #owe(withinMs: number, voice: Voice, accusation: () => Accusation & { readonly property: string }): Obligation {
    let open = true;
    const waiting: Waiting = {
      withinMs,
      obligation: null,
      otherwise: () => {
        voice.hasSpoken = true;
        if (!voice.isMuted) return accusation();
        close(null);
        return null;
      },
    };
    const close = (end: 'met' | 'withdraw' | null): void => {
      if (!open) return;
      open = false;
      this.#owed -= 1;
      this.#waiting?.delete(waiting);
      if (end !== null) waiting.obligation?.[end]();
    };
    if (this.#waiting === null) waiting.obligation = this.#world.owe(this.#world.nowMs + withinMs, waiting.otherwise);
    else this.#waiting.add(waiting);
    this.#owed += 1;
    return { met: () => close('met'), withdraw: () => close('withdraw') };
  }
}
