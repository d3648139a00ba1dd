/** Ready-made models. */
export { counterModel } from './counter.ts';
export { lockModel } from './lock.ts';
export { queueModel } from './queue.ts';
export { registerModel } from './register.ts';
export { setModel } from './set.ts';
