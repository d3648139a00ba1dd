/** What must happen by a moment of virtual time: each obligation is a deadline of the kernel, and a world in which only these are left is stuck. */
import type { Violation } from '../check/index.ts';
import type { Kernel } from '../kernel/index.ts';
import type { Obligation } from './world.ts';

/** Makes the violation of an obligation that was not met; null when it is given up without one. */
export type Otherwise = () => Omit<Violation, 'atMs'> | null;

/** The obligations of one world. */
export class Obligations {
  readonly #kernel: Kernel;
  readonly #violate: (violation: Omit<Violation, 'atMs'>) => void;
  readonly #open = new Set<Otherwise>();

  constructor(kernel: Kernel, violate: (violation: Omit<Violation, 'atMs'>) => void) {
    this.#kernel = kernel;
    this.#violate = violate;
  }

  /** See `World.owe`. */
  owe(byMs: number, otherwise: Otherwise): Obligation {
    const { queue, deadlines } = this.#kernel;
    this.#open.add(otherwise);
    const missed = (): void => {
      this.#open.delete(otherwise);
      const violation = otherwise();
      if (violation !== null) this.#violate({ missed: true, ...violation });
    };
    const event = queue.add(deadlines, Math.round(byMs * 1000), missed, 0, null);
    const discharge = (): void => {
      if (this.#open.delete(otherwise)) queue.cancel(deadlines, event);
    };
    return { met: discharge, withdraw: discharge };
  }

  /** Nothing can happen any more: the first obligation that is open can never be met. */
  judgeStandstill(): void {
    for (const otherwise of this.#open) {
      const violation = otherwise();
      if (violation === null) continue;
      this.#violate({ missed: true, ...violation, sentence: `${violation.sentence}; nothing can happen any more` });
      return;
    }
  }
}
