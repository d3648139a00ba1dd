/** Stuck or slow: what a recorded world says about a goal that was not reached. */
export { explainStuck, type Stuck, type StuckCycle, type StuckQuestion } from './stuck.ts';
