/** Published messages do not reach all their subscribers for a while: Redis delivers at most once, and nobody learns of the loss. */
import type { FaultBase, FaultKind } from '../fault.ts';
import { durationMs, share } from '../fields.ts';
import { strikeOffered } from '../offered.ts';

/** `target`, a Redis, loses a share of its deliveries to subscribers for `forMs`. */
export interface MessageLossFault extends FaultBase {
  readonly kind: 'message-loss';
  readonly forMs: number;
  readonly share: number;
}

/** See the file's head. */
export const messageLoss: FaultKind<MessageLossFault> = {
  kind: 'message-loss',
  description: 'a Redis loses a share of its pub/sub deliveries for a while',
  fields: { forMs: durationMs, share },
  life: 'running',
  isOffered: true,
  describe: (fault) => `loses ${Math.round(fault.share * 1000) / 10}% of its published messages for ${fault.forMs}ms`,
  lastsMs: ({ forMs }) => forMs,
  occupies: ({ target }) => [`message loss of ${target}`],
  apply: (strike) => strikeOffered(strike, strike.fault.forMs),
};
