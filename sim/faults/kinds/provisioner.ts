/** Whoever starts new machines is slow or fails for a while: a cloud without capacity. Offered by a suite that has a provisioner. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs, oneOf } from '../fields.ts';
import { strikeOffered } from '../offered.ts';

/** For `forMs` the provisioner at `target` takes `delayMs` longer (`slow`), fails after that time (`failing`), or promises machines that never come (`losing`). */
export interface ProvisionerFault extends FaultBase {
  readonly kind: 'provisioner';
  readonly forMs: number;
  readonly manner: 'slow' | 'failing' | 'losing';
  readonly delayMs: number;
}

/** See the file's head. */
export const provisioner: FaultKind<ProvisionerFault> = {
  kind: 'provisioner',
  description: 'whoever starts new machines is slow or fails for a while',
  fields: { forMs: durationMs, manner: oneOf('slow', 'failing', 'losing'), delayMs: durationMs },
  isOffered: true,
  describe({ forMs, manner, delayMs }) {
    if (manner === 'slow') return `machines start ${delayMs}ms late for ${forMs}ms`;
    if (manner === 'losing') return `machines that are promised never come, for ${forMs}ms`;
    return `machines fail to start, after ${delayMs}ms each, for ${forMs}ms`;
  },
  lastsMs: ({ forMs }) => forMs,
  occupies: ({ target }) => [`provisioner of ${target}`],
  apply: (strike) => strikeOffered(strike, strike.fault.forMs),
};
