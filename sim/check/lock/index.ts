/** Locks that expire: what happened to them, and whether they kept their holders apart. */
export { checkLock, type LockVerdict } from './check-lock.ts';
export type { LockEvent } from './events.ts';
