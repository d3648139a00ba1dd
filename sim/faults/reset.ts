/**
 * A connection is reset around a request: the request never arrives, or it is executed and its reply is lost. The client cannot tell
 * which, and ioredis sends the command again: a lost reply is the strongest single fault that there is.
 */
import type { FaultBase, FaultKind } from './fault.ts';

/** Resets the connection on which `target` sends its next request to `peer` after `atMs`. */
export interface ResetFault extends FaultBase {
  readonly kind: 'reset';
  readonly peer: string;
  readonly manner: 'request-lost' | 'reply-lost';
}

/** See the file's head. */
export const reset: FaultKind<ResetFault> = {
  kind: 'reset',
  description: 'resets a connection so that the next request, or only its reply, is lost',
  describe: (fault) =>
    `connection to ${fault.peer} reset, ${fault.manner === 'reply-lost' ? 'the reply to the next request is lost' : 'the next request is lost'}`,
  apply: (world, fault) => {
    world.fault(fault.target, reset.describe(fault));
    world.network.resetOnNext(fault.target, fault.peer, fault.manner);
  },
};
