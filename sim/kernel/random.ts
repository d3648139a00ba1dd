/**
 * The random numbers behind named choices: seedrandom's Alea generator, one for each stream and key. This is the only file that knows
 * seedrandom. Alea is seeded in about a microsecond and draws in about ten nanoseconds, so every name can afford a generator of its own.
 */
import seedrandom from 'seedrandom';

/** Draws numbers in [0, 1) that depend on the seed text alone. */
export type Generator = () => number;

/** A generator for a seed text. */
export function createGenerator(seed: string): Generator {
  return seedrandom.alea(seed);
}
