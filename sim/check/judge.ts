/**
 * Properties of one world: `always` and `never` for what must hold at every look, `eventually` and `within` for what must happen in
 * bounded virtual time, `sometimes` for what a good run must have seen. The judge knows nothing of the service; evidence comes from the suite.
 */
import { Bench } from './bench.ts';
import { watchEventually } from './eventually.ts';
import type { JudgedWorld } from './judged-world.ts';
import type { AlwaysRule, EventuallyRule, Moments, NeverRule, Responses, Watch, WithinRule } from './rules.ts';
import type { PropertyDescription } from './violation.ts';
import { watchWithin } from './within.ts';

/**
 * Registers properties. Each is given by its name, or by its description (`describeProperty`) when a suite lists it. What a property's own code
 * throws ends the run as a `PropertyError` (exit code 70), never as a finding.
 */
export interface Properties {
  /** Holds at each look. */
  always<Evidence = void>(property: string | PropertyDescription, rule: AlwaysRule<Evidence>): Watch<Evidence>;
  /** Happens at no look. */
  never<Evidence = void>(property: string | PropertyDescription, rule: NeverRule<Evidence>): Watch<Evidence>;
  /** A goal that some world of a run must reach, else the run is inconclusive; list it among the suite's goals. */
  sometimes(goal: string, reached?: boolean): void;
  /** Is reached once within its bound. */
  eventually(property: string | PropertyDescription, rule: EventuallyRule): Watch<void>;
  /** Each trigger is followed by its response within so many virtual milliseconds. */
  within<Evidence = void>(withinMs: number, property: string | PropertyDescription, rule: WithinRule<Evidence>): Responses<Evidence>;
  /** What is registered, in order. */
  readonly descriptions: readonly PropertyDescription[];
}

/** The properties of a world; call it once in a suite's `build`. Registering throws `PropertyError` for a name used twice and the like. */
export function judge(world: JudgedWorld): Properties {
  const bench = new Bench(world);
  return {
    always: (property, rule) => {
      const name = bench.register(property, 'safety');
      return watch(bench, name, rule, (evidence) => {
        if (!bench.verdict(name, 'holds', true, () => rule.holds(evidence))) bench.accuse(name, () => rule.otherwise(evidence));
      });
    },
    never: (property, rule) => {
      const name = bench.register(property, 'safety');
      return watch(bench, name, rule, (evidence) => {
        if (bench.verdict(name, 'happens', false, () => rule.happens(evidence))) bench.accuse(name, () => rule.otherwise(evidence));
      });
    },
    sometimes: (goal, reached = true) => {
      if (reached) world.goal(goal);
    },
    eventually: (property, rule) => watchEventually(bench, bench.register(property, 'liveness'), rule),
    within: (withinMs, property, rule) => watchWithin(bench, bench.register(property, 'liveness'), withinMs, rule),
    descriptions: bench.descriptions,
  };
}

function watch<Evidence>(
  bench: Bench,
  name: string,
  rule: { readonly when?: Moments<Evidence> },
  look: (evidence: Evidence) => void,
): Watch<Evidence> {
  bench.subscribe(name, rule.when, look);
  return { look };
}
