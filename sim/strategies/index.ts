/** Which ready event happens next: one small file a strategy. */
import type { StrategyFactory } from '../kernel/index.ts';
import { fifo } from './fifo.ts';
import { random } from './random.ts';

export { fifo } from './fifo.ts';
export { random } from './random.ts';

/** All strategies by name, in the order in which lists show them. */
export const strategies: readonly StrategyFactory[] = [random, fifo];
