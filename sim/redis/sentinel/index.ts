/** Sentinels: who the master is, for clients that ask. */
export { addSentinels, type SentinelOptions } from './add-sentinels.ts';
