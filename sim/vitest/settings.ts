/** How many worlds a test runs and from which seed: what the environment says, else the test's options, else the defaults. */
import { parseSeed, UsageError } from '../explore/index.ts';

/** The defaults; a fixed seed, because a test that gates a merge must not fail for somebody else's change. */
export const worldsDefaults: Readonly<{ worlds: number; seed: string; timeoutMs: number }> = Object.freeze({
  worlds: 100,
  seed: '1',
  timeoutMs: 300_000,
});

/** Which worlds a test runs. */
export interface Budget {
  readonly worlds: number;
  readonly seed: string;
}

/** `MANYWORLDS_WORLDS` and `MANYWORLDS_SEED` win over `options`. Throws UsageError for a number or seed that is none. */
export function budgetOf(environment: Readonly<Record<string, string | undefined>>, options: Partial<Budget>): Budget {
  const seed = parseSeed(environment['MANYWORLDS_SEED'] || (options.seed ?? worldsDefaults.seed));
  const text = environment['MANYWORLDS_WORLDS'] || String(options.worlds ?? worldsDefaults.worlds);
  if (!/^[1-9]\d*$/.test(text))
    throw new UsageError('bad-worlds', `MANYWORLDS_WORLDS or worlds is "${text}": write a whole number of at least 1.`);
  return { worlds: Number(text), seed };
}
