/** How a run ended, as a number for shells and CI: one code for each kind of outcome, so that a gate can tell a finding from a typing error. */

/** The exit codes of every command. */
export const EXIT = {
  /** All properties held and every goal was reached. */
  held: 0,
  /** A property was violated. */
  violated: 1,
  /** Usage or configuration error. */
  usage: 2,
  /** Inconclusive: a goal was not reached, or a world met its step limit. */
  inconclusive: 3,
  /** Nondeterminism, or a replay that did not reproduce. */
  nondeterministic: 4,
  /** Nothing ran. */
  nothingRan: 5,
  /** A bug of manyworlds. */
  internal: 70,
  /** Interrupted; partial results were written. */
  interrupted: 130,
} as const;

/** One of the codes of `EXIT`. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
