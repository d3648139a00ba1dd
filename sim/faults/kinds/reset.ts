/**
 * A connection is reset around a request: the request never arrives, or it is executed and its reply is lost, or only the beginning of the
 * reply comes. The client cannot tell which, and ioredis sends the command again: a lost reply is the strongest single fault that there is.
 */
import type { FaultBase, FaultKind } from '../fault.ts';
import { count, oneOf, optional, peer } from '../fields.ts';
import type { Strike } from '../strike.ts';

/**
 * Resets a connection of `target` to `peer`. `request-lost`, `reply-lost`: the request in flight, or else the next one; `mid-reply`: the
 * next reply is cut behind `byte` bytes, or at one that is drawn; `handshake`: all connections now, and the next connect in its handshake; `idle`: all now.
 */
export interface ResetFault extends FaultBase {
  readonly kind: 'reset';
  readonly peer: string;
  readonly manner: 'request-lost' | 'reply-lost' | 'mid-reply' | 'handshake' | 'idle';
  readonly byte?: number;
}

/** A reset that waits for a request or a reply gives up after this time. */
const ARMED_MS = 1_000;

const consequences: Readonly<Record<ResetFault['manner'], string>> = {
  'request-lost': ', the next request is lost',
  'reply-lost': ', the reply to the next request is lost',
  'mid-reply': ' in the middle of a reply',
  handshake: ', and the next one in its handshake',
  idle: '',
};

/** See the file's head. */
export const reset: FaultKind<ResetFault> = {
  kind: 'reset',
  description: 'resets a connection: a request, its reply or the rest of its reply is lost',
  fields: { peer, manner: oneOf('request-lost', 'reply-lost', 'mid-reply', 'handshake', 'idle'), byte: optional(count) },
  check: ({ manner, byte }) =>
    byte === undefined || manner === 'mid-reply' ? null : `byte is for the manner "mid-reply", not for "${manner}"; drop it`,
  describe: (fault) => `connection to ${fault.peer} reset${consequences[fault.manner]}`,
  lastsMs: ({ manner }) => (manner === 'idle' ? 0 : ARMED_MS),
  occupies: () => [],
  apply: (strike) => {
    const { network } = strike.world;
    const { target, peer: other, manner } = strike.fault;
    if (manner === 'idle') return struckNow(strike, network.reset(target, other, 'idle'), undefined);
    if (manner === 'request-lost' || manner === 'reply-lost') {
      const lost = manner === 'request-lost' ? 'the request on its way is lost' : 'the reply on its way is lost';
      if (struckNow(strike, network.resetInFlight(target, other, manner), `connection to ${other} reset, ${lost}`)) return true;
    }
    const struck = (): void => {
      strike.tell();
      strike.later(0, 'is over', () => strike.over());
    };
    const disarm = network.resetOnNext(target, other, manner, struck, strike.fault.byte ?? null);
    if (manner === 'handshake') network.reset(target, other, 'idle');
    strike.healIn(ARMED_MS, disarm);
    return true;
  },
};

function struckNow(strike: Strike<ResetFault>, connections: number, words: string | undefined): boolean {
  if (connections === 0) return false;
  strike.tell(words);
  strike.over();
  return true;
}
