/**
 * Somebody runs CLIENT KILL: the server closes connections in an orderly way, between two commands. What had arrived has run and is answered; MULTI,
 * WATCH, subscriptions and waits of the connection are gone.
 */
import type { FaultBase, FaultKind } from '../fault.ts';
import { oneOf, optional, peer } from '../fields.ts';
import { strikeOffered } from '../offered.ts';

/** The Redis `target` closes the connections of the host `peer` (everybody's when absent), only those that subscribe or that do not with `type`. */
export interface ClientKillFault extends FaultBase {
  readonly kind: 'client-kill';
  readonly peer?: string;
  readonly type?: 'normal' | 'pubsub';
}

/** See the file's head. */
export const clientKill: FaultKind<ClientKillFault> = {
  kind: 'client-kill',
  description: 'a Redis closes the connections of its clients (CLIENT KILL)',
  fields: { peer: optional(peer), type: optional(oneOf('normal', 'pubsub')) },
  life: 'running',
  isOffered: true,
  describe: (fault) => `closes the ${words(fault)}connections of ${fault.peer ?? 'all its clients'}`,
  lastsMs: () => 0,
  occupies: () => [],
  apply: (strike) => strikeOffered(strike, 0),
};

function words({ type }: ClientKillFault): string {
  if (type === undefined) return '';
  return type === 'pubsub' ? 'subscribed ' : 'unsubscribed ';
}
