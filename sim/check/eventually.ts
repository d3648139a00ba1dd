/** A goal that must be reached within a bound of virtual time, once. */
import type { Bench } from './bench.ts';
import type { EventuallyRule, Missed, Watch } from './rules.ts';

/** Registers `rule` as the property `name`. */
export function watchEventually(bench: Bench, name: string, rule: EventuallyRule): Watch<void> {
  const bound = bench.bound(name, rule.byMs ?? rule.withinMs);
  const goal = new Goal(bench, name, rule);
  if (rule.after === 'calm') bench.onCalm(() => goal.begin(bench.world.nowMs + bound));
  else goal.begin(rule.byMs === undefined ? bench.world.nowMs + bound : bound);
  bench.subscribe<() => void>(name, rule.when, () => goal.look());
  bench.world.onEnd(() => goal.end());
  return goal;
}

class Goal implements Watch<void> {
  readonly #bench: Bench;
  readonly #name: string;
  readonly #rule: EventuallyRule;
  /** Null before it counts. */
  #missed: Missed | null = null;
  #reached = false;

  constructor(bench: Bench, name: string, rule: EventuallyRule) {
    this.#bench = bench;
    this.#name = name;
    this.#rule = rule;
  }

  begin(deadlineMs: number): void {
    const { world } = this.#bench;
    this.#missed = { sinceMs: world.nowMs, deadlineMs };
    // An event of its own looks once more, so that a moment forgotten in `when` accuses nobody.
    world.at(deadlineMs, `deadline of ${this.#name}`, () => this.#judge(''));
    if (world.nowMs > 0) this.look();
  }

  look(): void {
    if (this.#reached || this.#missed === null) return;
    this.#reached = this.#bench.verdict(this.#name, 'holds', true, () => this.#rule.holds());
  }

  /** The world ends: what was not reached will not be. */
  end(): void {
    this.#judge('; the world had ended before');
  }

  #judge(ending: string): void {
    this.look();
    const missed = this.#missed;
    if (this.#reached || missed === null) return;
    const violation = this.#bench.accusation(this.#name, () => this.#rule.otherwise(missed));
    if (violation !== null) this.#bench.world.violate({ ...violation, sentence: violation.sentence + ending, missed: true });
  }
}
