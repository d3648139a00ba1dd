/** The one interface behind which strategies decide which ready event happens next. */
import type { Channel } from './channel.ts';
import type { NamedChoices } from './choices.ts';

/** Decides which ready event happens next. One object serves one world. */
export interface Strategy {
  readonly name: string;
  /**
   * How much later than its due time an event may happen, in microseconds: events due within this window of the earliest one are ready.
   * 0 means strictly by due time.
   */
  readonly lagMicros: number;
  /** Of the ready channels (at least two) the one whose first event happens now. The order of the list carries no meaning. */
  pick(ready: readonly Channel[]): Channel;
}

/** Makes a strategy for one world; what it needs to draw it draws from the world's named choices. */
export interface StrategyFactory {
  readonly name: string;
  /** One line for lists. */
  readonly description: string;
  create(choices: NamedChoices): Strategy;
}
