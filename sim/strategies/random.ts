/**
 * Any ready event, by a priority that each event draws once under its own name. The lag window, drawn per world on a logarithmic scale,
 * says how late an event may be: 0 is a plain simulation, the widest lets a message be overtaken by 50 ms of other events.
 */
import type { Channel, NamedChoices, Strategy, StrategyFactory } from '../kernel/index.ts';

/** The lag windows a world may draw, in microseconds. */
const lagWindowsMicros: readonly number[] = [0, 50, 200, 1_000, 5_000, 20_000, 50_000];

/** Random priorities within a bounded lag window. */
export const random: StrategyFactory = {
  name: 'random',
  description: 'any event due within a drawn lag window (0 to 50 ms), by random priority',
  create(choices: NamedChoices): Strategy {
    const lagMicros = choices.pick('schedule', 'lag-window', lagWindowsMicros);
    return { name: 'random', lagMicros, pick: (ready) => highestPriority(ready, choices) };
  },
};

function highestPriority(ready: readonly Channel[], choices: NamedChoices): Channel {
  let best: Channel | undefined;
  let bestPriority = -1;
  for (const channel of ready) {
    const event = channel.head();
    if (event === undefined) continue;
    if (event.priority < 0) event.priority = choices.fraction('schedule', channel.name);
    if (event.priority > bestPriority || (event.priority === bestPriority && best !== undefined && channel.name < best.name)) {
      best = channel;
      bestPriority = event.priority;
    }
  }
  if (best === undefined) throw new RangeError('a strategy was asked to pick from no ready channel');
  return best;
}
