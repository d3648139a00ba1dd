/** What was measured: the figures of experiments by id, and what the failure scenarios came to. */
import type { FailureResult } from './failure-results.ts';
import type { Figures } from './figures.ts';

/** The figures of many experiments. */
export class Results {
  readonly #worlds: ReadonlyMap<string, readonly Figures[]>;
  /** What the failure scenarios came to, one a design. */
  readonly failures: readonly FailureResult[];

  constructor(worlds: ReadonlyMap<string, readonly Figures[]>, failures: readonly FailureResult[]) {
    this.#worlds = worlds;
    this.failures = failures;
  }

  /** The worlds of an experiment, one a seed. @throws RangeError for an experiment that was not measured. */
  of(id: string): readonly Figures[] {
    const worlds = this.#worlds.get(id);
    if (worlds === undefined) throw new RangeError(`no experiment ${JSON.stringify(id)} was measured`);
    return worlds;
  }

  /** The failure scenarios of a design. @throws RangeError when they were not run. */
  failuresOf(design: string): FailureResult {
    const found = this.failures.find((result) => result.design === design);
    if (found === undefined) throw new RangeError(`no failures of ${JSON.stringify(design)} were measured`);
    return found;
  }
}
