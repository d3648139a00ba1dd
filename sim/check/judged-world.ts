/** What judges need of a world. They know no hosts and no network, so that anything that keeps virtual time can be judged. */
import type { Violation } from './violation.ts';

/** A world as judges see it; every world that a suite builds is one. */
export interface JudgedWorld {
  /** Virtual milliseconds since the world began. */
  readonly nowMs: number;
  /** Ends the world with a violation; the first one wins. */
  violate(violation: Omit<Violation, 'atMs'>): void;
  /** Must be met before `byMs`, else the world ends with what `otherwise` says. */
  owe(byMs: number, otherwise: () => Omit<Violation, 'atMs'>): { met(): void; withdraw(): void };
  /** Calls `run` as an event of its own. */
  at(atMs: number, label: string, run: () => void): void;
  /** A `sometimes` goal was reached. */
  goal(name: string): void;
  /** Calls back when the world ends without a violation. */
  onEnd(judge: () => void): void;
  /** Calls back when the faults are over and the fair strategy runs. */
  onCalm(listener: () => void): void;
  /** A judge failed by its own mistake: the world ends and is no verdict. */
  fail(error: Error): void;
}
