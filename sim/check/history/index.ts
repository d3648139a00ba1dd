/** What clients asked and what they were told: the recorder, and histories as text. */
export { drawHistory, type DrawOptions } from './draw.ts';
export { History, type Invocation } from './history.ts';
export type { Operation } from './operation.ts';
export { sayOperation, sayValue } from './say.ts';
