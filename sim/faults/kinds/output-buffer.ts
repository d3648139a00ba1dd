/**
 * Clients take too little of what a Redis sends them: its sockets to them are full and its buffers have reached `client-output-buffer-limit`. Whoever
 * is to get more than the limit, in one large reply, the replies to a pipeline or messages that pile up, is disconnected and loses all of it.
 */
import type { FaultBase, FaultKind } from '../fault.ts';
import { countFromZero, durationMs, oneOf, optional } from '../fields.ts';
import { strikeOffered } from '../offered.ts';

/**
 * For `forMs` the Redis `target` drops every client to which more than so many `bytes` are on their way; only clients of one `type` when it is given,
 * otherwise normal and subscribed ones, but not replicas.
 */
export interface OutputBufferFault extends FaultBase {
  readonly kind: 'output-buffer';
  readonly forMs: number;
  readonly bytes: number;
  readonly type?: 'normal' | 'pubsub' | 'replica';
}

/** See the file's head. */
export const outputBuffer: FaultKind<OutputBufferFault> = {
  kind: 'output-buffer',
  description: 'a Redis drops clients that do not take what it sends them (client-output-buffer-limit)',
  fields: { forMs: durationMs, bytes: countFromZero, type: optional(oneOf('normal', 'pubsub', 'replica')) },
  life: 'running',
  isOffered: true,
  describe: (fault) => `drops ${words(fault)} with more than ${fault.bytes} bytes on their way for ${fault.forMs}ms`,
  lastsMs: ({ forMs }) => forMs,
  occupies: ({ target }) => [`output limit of ${target}`],
  apply: (strike) => strikeOffered(strike, strike.fault.forMs),
};

function words({ type }: OutputBufferFault): string {
  if (type === undefined) return 'clients';
  if (type === 'replica') return 'replicas';
  return type === 'pubsub' ? 'subscribed clients' : 'unsubscribed clients';
}
