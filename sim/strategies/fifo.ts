/** Strictly by due time, then by creation: the plain discrete-event simulation. Its worlds differ only in what is drawn. */
import type { Channel, Strategy, StrategyFactory } from '../kernel/index.ts';

/** Events in the order in which they are due. */
export const fifo: StrategyFactory = {
  name: 'fifo',
  description: 'strictly by due time; only latencies and faults are drawn',
  create(): Strategy {
    return { name: 'fifo', lagMicros: 0, pick: earliest };
  },
};

/** The channel whose first event is due earliest. */
export function earliest(ready: readonly Channel[]): Channel {
  let best: Channel | undefined;
  for (const channel of ready) {
    if (
      best === undefined ||
      channel.keyMicros < best.keyMicros ||
      (channel.keyMicros === best.keyMicros && channel.keySequence < best.keySequence)
    )
      best = channel;
  }
  if (best === undefined) throw new RangeError('a strategy was asked to pick from no ready channel');
  return best;
}
