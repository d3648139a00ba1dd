/** From names that a person wrote to suites and strategies, with suggestions when there is no such thing. */
import { UsageError, type Suite } from '../explore/index.ts';
import { strategies } from '../strategies/index.ts';
import { suggestion } from '../wording/index.ts';

/** The strategy of runs that name none. */
export const STRATEGY_DEFAULT = 'random';

/** The named suites, or those that run by default. Throws UsageError `unknown-suite`. */
export function chooseSuites(all: readonly Suite[], names: readonly string[]): readonly Suite[] {
  if (names.length === 0) return all.filter((suite) => suite.runByDefault);
  return [...new Set(names)].map((name) => {
    const suite = all.find((candidate) => candidate.name === name);
    if (suite !== undefined) return suite;
    const known = all.map((candidate) => candidate.name);
    throw new UsageError('unknown-suite', `There is no suite "${name}".${suggestion(name, known, 'suites')}`);
  });
}

/** The named strategy, or the default one. Throws UsageError `unknown-strategy`. */
export function chooseStrategy(name: string | null): string {
  if (name === null) return STRATEGY_DEFAULT;
  const known = strategies.map((strategy) => strategy.name);
  if (known.includes(name)) return name;
  throw new UsageError('unknown-strategy', `There is no strategy "${name}".${suggestion(name, known, 'strategies')}`);
}
